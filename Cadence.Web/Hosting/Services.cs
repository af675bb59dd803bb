using Cadence.Core.Attendance;
using Cadence.Core.Groups;
using Cadence.Core.Reports;
using Cadence.Core.Students;
using Cadence.Web.Account;
using Cadence.Web.Attendance;

namespace Cadence.Web.Hosting;

/// <summary>The use cases of Core and their endpoints: one line each.</summary>
internal static class Services
{
    public static void AddCadenceServices(this IServiceCollection services)
    {
        services.AddSingleton<StudentService>();
        services.AddSingleton<GroupService>();
        services.AddSingleton<EnrolmentService>();
        services.AddSingleton<RosterImportService>();
        services.AddSingleton<AttendanceService>();
        services.AddSingleton<DashboardQueries>();
        services.AddSingleton<DashboardFeed>();
    }

    public static void MapCadenceEndpoints(this WebApplication app)
    {
        Health.Map(app);
        app.MapAttendance();
        app.MapAccount();
    }
}
