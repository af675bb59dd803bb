using Bunit;
using Cadence.Core.Data;
using Cadence.Core.Groups;
using Cadence.Core.Notifications;
using Cadence.Core.Organizations;
using Cadence.Core.Reports;
using Cadence.Core.Students;
using Cadence.Tests.Support;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using MudBlazor;

namespace Cadence.Tests.Students;

/// <summary>Pages of this slice over a real database, as one member of a school sees them.</summary>
public abstract class StudentPages : ComponentTest, IClassFixture<TestDatabase>
{
    private readonly Visited _visited;

    protected StudentPages(TestDatabase database)
        : this(database, new Visited())
    {
    }

    // Services must be known before the first school is; they find it when a page first asks for them.
    private StudentPages(TestDatabase database, Visited visited)
        : base(services => services
            .AddSingleton(_ => new StudentService(visited.Tenants))
            .AddSingleton(_ => new EnrolmentService(visited.Tenants))
            .AddSingleton(_ => new GuardianService(visited.Tenants))
            .AddSingleton(_ => new FamilyLinkService(visited.Tenants))
            .AddSingleton(new MailReach(new PublicAddress(new Uri("https://cadence.example.com")), HasServer: true))
            .AddSingleton(_ => new GroupService(visited.Tenants))
            .AddSingleton(_ => new AuditService(visited.Tenants))
            .AddSingleton(_ => new RosterImportService(visited.Tenants)))
    {
        // Two shared cores and a real database: a second is not always enough.
        DefaultWaitTimeout = TimeSpan.FromSeconds(15);
        Database = database;
        _visited = visited;
    }

    /// <summary>The database of the test class.</summary>
    protected TestDatabase Database { get; }

    /// <summary>Everything that a preset role may do.</summary>
    protected static Rights RightsOf(string role) => new(role, null, Enum.GetValues<Permission>()
        .Where(permission => role != RolePresets.Teacher || permission is Permission.PeopleRead or Permission.GroupsRead)
        .ToDictionary(permission => permission, _ => GrantScope.All));

    /// <summary>A school whose services the pages get.</summary>
    protected async Task<TestSchool> SchoolAsync()
    {
        var school = await TestSchool.CreateAsync(Database);
        _visited.School = school;
        return school;
    }

    /// <summary>Renders a page inside what the root gives it.</summary>
    protected IRenderedComponent<TPage> Show<TPage>(Actor actor, string role = RolePresets.Admin, Action<ComponentParameterCollectionBuilder<TPage>>? with = null)
        where TPage : IComponent =>
        Render<TPage>(page =>
        {
            page.AddCascadingValue(actor);
            page.AddCascadingValue(RightsOf(role));
            page.AddCascadingValue(ProfileOf(actor));
            with?.Invoke(page);
        });

    /// <summary>The place where dialogs appear.</summary>
    protected IRenderedComponent<MudDialogProvider> Dialogs(Actor actor)
    {
        Render<MudPopoverProvider>();
        return Render<MudDialogProvider>(provider =>
        {
            provider.AddCascadingValue(actor);
            provider.AddCascadingValue(ProfileOf(actor));
        });
    }

    private OrganizationProfile ProfileOf(Actor actor) => new(actor.OrganizationId, _visited.School!.Slug, "Compás", OrganizationType.School, "EUR", "Europe/Madrid", "es", "ES", null);

    private sealed class Visited
    {
        public TestSchool? School { get; set; }

        public TenantDb Tenants => (School ?? throw new InvalidOperationException("Make a school before rendering a page.")).Tenants;
    }
}
