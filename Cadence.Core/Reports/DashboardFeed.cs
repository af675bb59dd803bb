using Cadence.Core.Live;
using Cadence.Core.Organizations;
using Cadence.Core.Payouts;
using Microsoft.Extensions.Logging;

namespace Cadence.Core.Reports;

/// <summary>
/// The dashboard's pictures, read once per organization after a change and handed to every circuit that shows them.
/// Read as the program: who subscribes has been allowed the page, and loses it with the circuit.
/// </summary>
public sealed class DashboardFeed(DashboardQueries queries, ChangeFeed changes, TimeProvider time, ILogger<DashboardFeed> logger)
{
    private static readonly Guid Job = new("0199f3a0-0000-7000-8000-0000000da5b0");

    /// <summary>The day: follows a tap within a tenth of a second.</summary>
    public LiveModel<DayPicture> Day { get; } = new(
        changes,
        new HashSet<string> { "class_sessions", "attendance_records", "session_teachers", "session_guests", "groups", "rooms", "venues", "teachers" },
        async (organization, stop) => await queries.DayAsync(Actor.Job(organization, Job), stop) is { IsSuccess: true } day ? day.Value : null,
        TimeSpan.FromMilliseconds(100), time, logger);

    /// <summary>The slower figures: at most once in three seconds.</summary>
    public LiveModel<StandingPicture> Standing { get; } = new(
        changes,
        new HashSet<string> { "class_sessions", "student_groups", "groups", "students" },
        async (organization, stop) => await queries.StandingAsync(Actor.Job(organization, Job), stop) is { IsSuccess: true } standing ? standing.Value : null,
        TimeSpan.FromSeconds(3), time, logger);

    /// <summary>The month's pay so far: at most once in three seconds. For readers who may see everybody's pay.</summary>
    public LiveModel<PayoutMonth> Pay { get; } = new(
        changes,
        new HashSet<string> { "class_sessions", "session_teachers", "pay_rates", "teacher_payouts", "teachers" },
        async (organization, stop) => await queries.PayAsync(Actor.Job(organization, Job), stop) is { IsSuccess: true } pay ? pay.Value : null,
        TimeSpan.FromSeconds(3), time, logger);
}
