using Cadence.Core.Data;
using Cadence.Core.Kernel;
using Cadence.Core.Organizations;
using Cadence.Core.Payouts;

namespace Cadence.Core.Reports;

/// <summary>What the admin's start page shows. Reads only.</summary>
public sealed class DashboardQueries(TenantDb tenants, PayoutService payouts)
{
    /// <summary>Classes without a roll call that the page names one by one.</summary>
    public const int MissingShown = 3;

    /// <summary>The day as it stands: three statements.</summary>
    public Task<Result<DayPicture>> DayAsync(Actor actor, CancellationToken cancellationToken) =>
        tenants.ReadAsync<DayPicture>(actor, Permission.DashboardRead, async (session, stop) =>
        {
            var lanes = await DashboardSql.LanesAsync(session, session.Today, stop);
            var (missing, count) = await DashboardSql.MissingAsync(session, MissingShown, stop);
            return new DayPicture(session.Today, lanes, missing, count, await DashboardSql.LatestAsync(session, stop));
        }, cancellationToken);

    /// <summary>Attendance of the fortnight and the week, occupancy, comings and goings: two statements.</summary>
    public Task<Result<StandingPicture>> StandingAsync(Actor actor, CancellationToken cancellationToken) =>
        tenants.ReadAsync<StandingPicture>(actor, Permission.DashboardRead, async (session, stop) =>
        {
            var monday = session.Today.AddDays(-(((int)session.Today.DayOfWeek + 6) % 7));
            var from = session.Today.AddDays(-13);
            var known = await DashboardSql.AttendanceAsync(session, from < monday ? from : monday, session.Today, stop);
            var standing = await DashboardSql.StandingAsync(session, stop);
            return new StandingPicture(
                Days(from, 14), Days(monday, 7), standing.Enrolled, standing.Capacity, standing.Joined, standing.Left, standing.Groups, standing.Students);

            IReadOnlyList<DayAttendance> Days(DateOnly first, int count) =>
                [.. Enumerable.Range(0, count).Select(first.AddDays).Select(day => known.GetValueOrDefault(day) ?? new DayAttendance(day, 0, 0, 0, 0))];
        }, cancellationToken);

    /// <summary>Everybody's pay of the month of today, as the pay page shows it.</summary>
    public async Task<Result<PayoutMonth>> PayAsync(Actor actor, CancellationToken cancellationToken)
    {
        var today = await tenants.ReadAsync<DateOnly>(actor, Permission.PayRead, (session, _) => Task.FromResult<Result<DateOnly>>(session.Today), cancellationToken);
        return today.IsSuccess ? await payouts.PreviewMonthAsync(actor, Month.Of(today.Value), cancellationToken) : Result<PayoutMonth>.Failure(today.Errors);
    }
}
