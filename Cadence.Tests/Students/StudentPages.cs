using Bunit;
using Cadence.Core.Groups;
using Cadence.Core.Organizations;
using Cadence.Core.Students;
using Cadence.Tests.Support;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using MudBlazor;

namespace Cadence.Tests.Students;

/// <summary>Pages of this slice over a real database, as one member of a school sees them.</summary>
public abstract class StudentPages(TestDatabase database) : ComponentTest, IClassFixture<TestDatabase>
{
    /// <summary>The database of the test class.</summary>
    protected TestDatabase Database => database;

    /// <summary>Everything that a preset role may do.</summary>
    protected static Rights RightsOf(string role) => new(role, null, Enum.GetValues<Permission>()
        .Where(permission => role != RolePresets.Teacher || permission is Permission.PeopleRead or Permission.GroupsRead)
        .ToDictionary(permission => permission, _ => GrantScope.All));

    /// <summary>A school whose services the pages get.</summary>
    protected async Task<TestSchool> SchoolAsync()
    {
        var school = await TestSchool.CreateAsync(database);
        Services.AddSingleton(new StudentService(school.Tenants));
        Services.AddSingleton(new EnrolmentService(school.Tenants));
        Services.AddSingleton(new RosterImportService(school.Tenants));
        return school;
    }

    /// <summary>Renders a page inside what the root gives it.</summary>
    protected IRenderedComponent<TPage> Show<TPage>(Actor actor, string role = RolePresets.Admin, Action<ComponentParameterCollectionBuilder<TPage>>? with = null)
        where TPage : IComponent =>
        Render<TPage>(page =>
        {
            page.AddCascadingValue(actor);
            page.AddCascadingValue(RightsOf(role));
            with?.Invoke(page);
        });

    /// <summary>The place where dialogs appear.</summary>
    protected IRenderedComponent<MudDialogProvider> Dialogs(Actor actor)
    {
        Render<MudPopoverProvider>();
        return Render<MudDialogProvider>(provider => provider.AddCascadingValue(actor));
    }
}
