using Cadence.Core.Accounts;
using Cadence.Core.Attendance;
using Cadence.Core.Data;
using Cadence.Core.Groups;
using Cadence.Core.Members;
using Cadence.Core.Notifications;
using Cadence.Core.Operations;
using Cadence.Core.Organizations;
using Cadence.Core.Payments;
using Cadence.Core.Payouts;
using Cadence.Core.Reports;
using Cadence.Core.Sessions;
using Cadence.Core.Students;
using Cadence.Core.Teachers;
using Cadence.Core.Venues;
using Cadence.Web.Account;
using Cadence.Web.Attendance;
using Cadence.Web.Family;
using Cadence.Web.Layout;
using Cadence.Web.Organizations;
using Cadence.Web.Payouts;
using Cadence.Web.Platform;
using Npgsql;

namespace Cadence.Web.Hosting;

/// <summary>The use cases of Core and their endpoints: one line each.</summary>
internal static class Services
{
    public static void AddCadenceServices(this IServiceCollection services, HostSettings settings)
    {
        services.AddSingleton<SecurityEvents>();
        services.AddSingleton<OrganizationService>();
        services.AddSingleton<OrganizationProfileService>();
        services.AddSingleton<OrganizationLogoService>();
        services.AddSingleton<OwnershipService>();
        services.AddSingleton<RegionService>();
        services.AddSingleton<FoundingService>();
        services.AddSingleton<RoleService>();
        services.AddSingleton<MemberService>();
        services.AddSingleton<InvitationSecrets>();
        services.AddSingleton(provider => ActivatorUtilities.CreateInstance<InvitationService>(provider, settings.Smtp is not null));
        services.AddSingleton<VenueService>();
        services.AddSingleton<TravelService>();
        services.AddSingleton<StudentService>();
        services.AddSingleton<GuardianService>();
        services.AddSingleton<FamilyLinkService>();
        services.AddSingleton<FamilyLinkDirectory>();
        services.AddSingleton<FamilyQueries>();
        services.AddFamily();
        services.AddSingleton<TeacherService>();
        services.AddSingleton<GroupService>();
        services.AddSingleton<EnrolmentService>();
        services.AddSingleton<SessionService>();
        services.AddSingleton<RosterImportService>();
        services.AddSingleton<AttendanceService>();
        services.AddSingleton<SessionQueries>();
        services.AddSingleton<PayoutService>();
        services.AddSingleton<PayRateService>();
        services.AddSingleton<PrivateSessionService>();
        services.AddSingleton<VenueAgreementService>();
        services.AddSingleton<ReceivedPaymentService>();
        services.AddSingleton<VenueStatementService>();
        services.AddSingleton<DashboardQueries>();
        services.AddSingleton<DashboardFeed>();
        services.AddSingleton<FirstStepsService>();
        services.AddSingleton<SearchService>();
        services.AddSingleton<AuditService>();
        services.AddSingleton(new PublicAddress(settings.PublicUrl));
        services.AddSingleton(provider => new MailReach(provider.GetRequiredService<PublicAddress>(), settings.Smtp is not null));
        services.AddSingleton<MailComposer>();
        services.AddSingleton<AccountMailComposer>();
        services.AddSingleton<LeavingService>();
        services.AddSingleton(provider => new AccountOutboxService(
            provider.GetRequiredService<NpgsqlDataSource>(), provider.GetRequiredService<AccountMailComposer>(), provider.GetRequiredService<SecurityEvents>(), settings.Smtp, provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(provider => new SystemService(provider.GetRequiredService<TenantDb>(), settings.Backups));
        services.AddSingleton(provider => new PlatformService(provider.GetRequiredService<NpgsqlDataSource>(), settings.Backups, provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<ImpersonationService>();
        services.AddSingleton(provider => new OutboxService(provider.GetRequiredService<TenantDb>(), provider.GetRequiredService<MailComposer>(), settings.Smtp));
    }

    public static void MapCadenceEndpoints(this WebApplication app)
    {
        Health.Map(app);
        app.MapAttendance();
        app.MapPayouts();
        app.MapVenueMonths();
        app.MapAccount();
        app.MapFamily();
        app.MapPasskeys();
        app.MapOrganizations();
        app.MapSearch();
        app.MapImpersonations();
    }
}
