using Cadence.Core.Payouts;
using Microsoft.AspNetCore.Http;
using SkiaSharp;

namespace Cadence.Tests.Architecture.Planted.Core.Students;

internal sealed class ReadsPayouts
{
    public TeacherPayout? Payout { get; set; }
}

internal sealed class KnowsTheRequest(IHttpContextAccessor accessor)
{
    public string? Path => accessor.HttpContext?.Request.Path;
}

internal sealed class DrawsItself
{
    public static SKColor Ink => SKColors.Black;
}

internal sealed class SchedulesItself(Coravel.Scheduling.Schedule.Interfaces.IScheduler scheduler)
{
    public void Start() => scheduler.Schedule(() => { }).Daily();
}

internal interface ILonely
{
    void Do();
}

internal sealed class Lonely : ILonely
{
    public void Do()
    {
    }
}

internal sealed class StudentManager;

internal sealed class StudentDto;
