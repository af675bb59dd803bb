using System.Globalization;
using Cadence.Core.Attendance;
using Cadence.Core.Data;
using Cadence.Core.Jobs;
using Cadence.Core.Organizations;

namespace Cadence.Core.Notifications;

/// <summary>What the program does for a school by itself (domain.md §2).</summary>
public static class SchoolJobs
{
    /// <summary>Closes the classes that ended with everybody marked.</summary>
    public static Job CloseComplete { get; } = new("close-complete", new Guid("0b6f0d4e-9f5c-4c53-8c4e-6d1f5a0c2b02"), TimeSpan.FromMinutes(1), AttendanceService.CloseCompleteAsync);

    /// <summary>Reminds teachers of classes whose roll call nobody closed.</summary>
    public static Job RemindOfRollCalls { get; } = new("remind-roll-calls", new Guid("0b6f0d4e-9f5c-4c53-8c4e-6d1f5a0c2b03"), TimeSpan.FromMinutes(5), RemindAsync);

    /// <summary>Forgets runs of jobs after 90 days and messages after 13 months.</summary>
    public static Job Forget { get; } = new("forget", new Guid("0b6f0d4e-9f5c-4c53-8c4e-6d1f5a0c2b04"), TimeSpan.FromDays(1), (session, stop) =>
        JobSql.ForgetAsync(session, session.Now.AddDays(-90), session.Now.AddMonths(-13), stop));

    private static async Task<int> RemindAsync(TenantSession session, CancellationToken cancellationToken)
    {
        var unclosed = await NotificationSql.UnclosedAsync(session, session.Now - NotificationRules.RemindWithin, session.Now - NotificationRules.RemindAfter, cancellationToken);
        if (unclosed.Count == 0)
        {
            return 0;
        }

        var settings = await OrganizationSettings.OnAsync(session, "notifications.", session.Today, cancellationToken);
        var usual = NotificationRules.UsualQuietHours;
        var quiet = new QuietHours(TimeOf("notifications.quiet_from", usual.From), TimeOf("notifications.quiet_to", usual.To));
        return await NotificationSql.EnqueueAsync(
            session, NotificationKinds.RollCallMissing,
            [.. unclosed.Select(missing => (missing.TeacherId, missing.SessionId, NotificationRules.RemindAt(missing.EndsAt, quiet, session.Zone)))], cancellationToken);

        TimeOnly TimeOf(string key, TimeOnly otherwise) => TimeOnly.TryParse(settings.Text(key), CultureInfo.InvariantCulture, out var time) ? time : otherwise;
    }
}
