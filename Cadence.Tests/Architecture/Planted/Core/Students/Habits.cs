using System.Globalization;
using Cadence.Core.Resources;

namespace Cadence.Tests.Architecture.Planted.Core.Students;

internal sealed class Blocks
{
    public static int Result(Task<int> task) => task.Result;

    public static void Wait(Task task) => task.Wait();

    public static int GetResult(Task<int> task) => task.GetAwaiter().GetResult();

    public static void Sleep() => Thread.Sleep(1);
}

internal sealed class Forgets
{
    public static async void Do() => await Task.Yield();
}

internal sealed class LooksAtTheClock
{
    public DateTime Utc { get; } = DateTime.UtcNow;

    public Func<DateTimeOffset> Local { get; } = () => DateTimeOffset.Now;

    public static DateTime Today => DateTime.Today;
}

internal sealed class SetsTheCulture
{
    public static void Set() => SharedTexts.Culture = CultureInfo.InvariantCulture;
}
