using Bunit;
using Cadence.Core.Groups;
using Cadence.Core.Members;
using Cadence.Core.Notifications;
using Cadence.Core.Organizations;
using Cadence.Core.Payments;
using Cadence.Core.Payouts;
using Cadence.Core.Reports;
using Cadence.Core.Sessions;
using Cadence.Core.Students;
using Cadence.Core.Teachers;
using Cadence.Core.Venues;
using Cadence.Web.Components;
using Cadence.Web.Hosting;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using MudBlazor;

namespace Cadence.Tests.Support;

/// <summary>Renders pages and dialogs of a test school on the real services and database, as one of its people.</summary>
public abstract class SchoolPageTest : ComponentTest, IClassFixture<TestDatabase>
{
    private readonly TestDatabase _database;
    private IRenderedComponent<MudDialogProvider>? _dialogs;

    protected SchoolPageTest(TestDatabase database)
    {
        _database = database;
        DefaultWaitTimeout = TimeSpan.FromSeconds(15);
        Services.AddSingleton(_ => School.Tenants);
        Services.AddSingleton<TimeProvider>(_ => School.Time);
        Services.AddSingleton<OrganizationProfileService>();
        Services.AddSingleton<OrganizationLogoService>();
        Services.AddSingleton<OwnershipService>();
        Services.AddSingleton<RegionService>();
        Services.AddSingleton<VenueService>();
        Services.AddSingleton<TravelService>();
        Services.AddSingleton<TeacherService>();
        Services.AddSingleton<StudentService>();
        Services.AddSingleton<GuardianService>();
        Services.AddSingleton<FamilyLinkService>();
        Services.AddSingleton(new MailReach(new PublicAddress(new Uri("https://cadence.example.com")), HasServer: true));
        Services.AddSingleton<GroupService>();
        Services.AddSingleton<EnrolmentService>();
        Services.AddSingleton<PayRateService>();
        Services.AddSingleton<PrivateSessionService>();
        Services.AddSingleton<VenueAgreementService>();
        Services.AddSingleton<ReceivedPaymentService>();
        Services.AddSingleton<VenueStatementService>();
        Services.AddSingleton<PayoutService>();
        Services.AddSingleton<SessionService>();
        Services.AddSingleton<RosterImportService>();
        Services.AddSingleton<RoleService>();
        Services.AddSingleton<MemberService>();
        Services.AddSingleton<AuditService>();
        Services.AddSingleton(_ => School.Invitations());
        Services.AddSingleton<MudLocalizer, MudTextsLocalizer>();
    }

    /// <summary>The school of the test.</summary>
    protected TestSchool School { get; private set; } = default!;

    /// <summary>Where dialogs appear.</summary>
    protected IRenderedComponent<MudDialogProvider> Dialogs => _dialogs!;

    /// <summary>Makes the school and looks at it as somebody with the preset role.</summary>
    protected async Task<TestSchool> EnterAsync(string role = RolePresets.Admin) => Enter(await TestSchool.CreateAsync(_database), role);

    /// <summary>Looks at a school a test has made.</summary>
    protected TestSchool Enter(TestSchool school, string role = RolePresets.Admin)
    {
        School = school;
        var actor = role == RolePresets.Teacher ? School.TeacherActor : role == RolePresets.Staff ? School.Staff : role == RolePresets.Owner ? School.Owner : School.Admin;
        var grants = RolePresets.Grants().Where(grant => grant.RoleKey == role).ToDictionary(grant => grant.Permission, grant => grant.Scope);
        RenderTree.Add<CascadingValue<Actor>>(value => value.Add(v => v.Value, actor));
        RenderTree.Add<CascadingValue<Rights>>(value => value.Add(v => v.Value, new Rights(role, role == RolePresets.Teacher ? School.TeacherId : null, grants)));
        RenderTree.Add<CascadingValue<OrganizationProfile>>(value => value.Add(
            v => v.Value, new OrganizationProfile(School.OrganizationId, School.Slug, "Compás", OrganizationType.School, "EUR", "Europe/Madrid", "es", "ES", null)));
        Render<MudPopoverProvider>();
        _dialogs = Render<MudDialogProvider>();
        return School;
    }

    /// <summary>Opens a form as its page does.</summary>
    protected Task<object?> OpenAsync<TDialog>(DialogParameters? parameters = null)
        where TDialog : IComponent
    {
        Task<object?> closed = Task.FromResult<object?>(null);
        Dialogs.InvokeAsync(() => closed = FormDialog.ShowAsync<TDialog>(Services.GetRequiredService<IDialogService>(), "Prueba", parameters ?? new()));
        Dialogs.WaitForElement("form");
        return closed;
    }

    /// <summary>Types into the field that fills a property, and waits until the form has taken it.</summary>
    protected Task TypeAsync<TValue>(string field, TValue value) => OnFormAsync(() => Dialogs.Find($"#field-{field}").ChangeAsync(value));

    /// <summary>What the form says at the field that fills a property; empty where it says nothing.</summary>
    protected string SaidAt(string field) => string.Join(" ", Dialogs.FindAll(".mud-input-control, div:has(> .check)")
        .Where(control => control.QuerySelector($"#field-{field}") is not null)
        .SelectMany(control => control.QuerySelectorAll(".mud-input-helper-text.mud-input-error, .field-error")).Select(said => said.TextContent.Trim()));

    /// <summary>Presses the first button and waits until the answer is there.</summary>
    protected Task SubmitAsync() => OnFormAsync(() => Dialogs.Find("form").SubmitAsync());

    /// <summary>Chooses in the field that fills a property.</summary>
    protected Task ChooseAsync<TValue>(string field, TValue value)
    {
        var choice = Dialogs.FindComponents<ChoiceField<TValue>>().Single(found => found.Instance.Field == field).FindComponent<MudSelect<TValue>>();
        return Dialogs.InvokeAsync(() => choice.Instance.ValueChanged.InvokeAsync(value));
    }

    /// <summary>Sends the form twice at once, as two presses do.</summary>
    protected Task SubmitTwiceAsync()
    {
        var form = Dialogs.FindComponent<Form>().Instance;
        return Dialogs.InvokeAsync(() => Task.WhenAll(form.OnSubmit.InvokeAsync(), form.OnSubmit.InvokeAsync()));
    }

    // Found and used in one go: choices that arrive in between would draw the form anew, and what was found would be of the old one.
    private Task OnFormAsync(Func<Task> act) => Dialogs.InvokeAsync(act);
}
