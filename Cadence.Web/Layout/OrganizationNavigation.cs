using Cadence.Core.Organizations;
using Cadence.Core.Resources;
using Cadence.Web.Reports;
using MudBlazor;

namespace Cadence.Web.Layout;

/// <summary>One entry of an organization's menu.</summary>
/// <param name="Href">Relative, without a leading slash; empty is the start.</param>
/// <param name="Name">In the reader's language.</param>
/// <param name="Icon">A rounded Material icon.</param>
/// <param name="Key">The letter that leads there after "g"; null where none does.</param>
public sealed record NavigationEntry(string Href, string Name, string Icon, string? Key = null);

/// <summary>The menu of an organization: what exists, and of it what the reader may open. The pages check again.</summary>
public static class OrganizationNavigation
{
    /// <summary>On a phone the first entries stand at the thumb, the others behind "more".</summary>
    public const int AtTheThumb = 4;

    /// <summary>The entries for a reader, in order of use. A teacher alone has no colleagues to look after.</summary>
    public static IReadOnlyList<NavigationEntry> For(Rights rights, OrganizationProfile organization)
    {
        ArgumentNullException.ThrowIfNull(rights);
        ArgumentNullException.ThrowIfNull(organization);
        var entries = organization.Type == OrganizationType.School ? School() : Independent(organization.HasOthers);
        return [.. entries.Where(item => item.Needs is not { } permission || (item.Whole ? rights.AllowsAll(permission) : rights.Allows(permission))).Select(item => item.Entry)];
    }

    /// <summary>What the reader may start from anywhere, beside the pages of the menu.</summary>
    public static IReadOnlyList<NavigationEntry> Actions(Rights rights, OrganizationProfile organization)
    {
        ArgumentNullException.ThrowIfNull(rights);
        ArgumentNullException.ThrowIfNull(organization);
        var isSchool = organization.Type == OrganizationType.School;
        var actions = new List<NavigationEntry>();
        Add(Permission.SessionsWrite, new("agenda?add", SessionsTexts.AddClassTitle, Icons.Material.Rounded.EditCalendar));
        Add(Permission.PeopleWrite, new("students?add", StudentsTexts.AddTitle, Icons.Material.Rounded.PersonAdd));
        Add(Permission.PeopleWrite, new("students/import", StudentsTexts.Import, Icons.Material.Rounded.UploadFile));
        Add(Permission.GroupsWrite, new("groups?add", GroupsTexts.AddTitle, Icons.Material.Rounded.GroupAdd));
        if (isSchool || organization.HasOthers)
        {
            Add(Permission.PeopleWrite, new("teachers?add", TeachersTexts.Add, Icons.Material.Rounded.PersonAddAlt));
        }

        Add(Permission.GroupsWrite, new("venues?add", VenuesTexts.Add, Icons.Material.Rounded.AddLocation));
        Add(Permission.SessionsRead, new("agenda/missing", ShellTexts.ActionMissing, Icons.Material.Rounded.PendingActions));
        if (FirstStepsCard.MayTakeAll(rights))
        {
            actions.Add(new("first-steps", FirstStepsTexts.Title, Icons.Material.Rounded.Checklist));
        }

        return actions;

        void Add(Permission needed, NavigationEntry action)
        {
            if (rights.Allows(needed))
            {
                actions.Add(action);
            }
        }
    }

    /// <summary>Where a teacher alone, whose menu has no members yet, invites somebody; null for everybody else.</summary>
    public static NavigationEntry? Inviting(Rights rights, OrganizationProfile organization) =>
        organization is { Type: OrganizationType.IndependentTeacher, HasOthers: false } && rights.Allows(Permission.MembersWrite)
            ? new NavigationEntry("members", ShellTexts.InviteSomebody, Icons.Material.Rounded.PersonAdd)
            : null;

    private static IEnumerable<(NavigationEntry Entry, Permission? Needs, bool Whole)> School() =>
    [
        (new NavigationEntry("", ShellTexts.NavHome, Icons.Material.Rounded.Home, ShellTexts.KeyHome), null, false),
        (new NavigationEntry("agenda", ShellTexts.NavAgenda, Icons.Material.Rounded.CalendarToday, ShellTexts.KeyAgenda), Permission.SessionsRead, false),
        (new NavigationEntry("groups", ShellTexts.NavGroups, Icons.Material.Rounded.Groups, ShellTexts.KeyGroups), Permission.GroupsRead, false),
        (new NavigationEntry("students", ShellTexts.NavStudents, Icons.Material.Rounded.School, ShellTexts.KeyStudents), Permission.PeopleRead, false),
        (new NavigationEntry("teachers", ShellTexts.NavTeachers, Icons.Material.Rounded.Person, ShellTexts.KeyTeachers), Permission.PeopleRead, true),
        (new NavigationEntry("venues", ShellTexts.NavVenues, Icons.Material.Rounded.Place, ShellTexts.KeyVenues), Permission.GroupsRead, true),
        (new NavigationEntry("payouts", ShellTexts.NavPayouts, Icons.Material.Rounded.ReceiptLong, ShellTexts.KeyPayouts), Permission.PayRead, false),
        (new NavigationEntry("members", ShellTexts.NavMembers, Icons.Material.Rounded.Badge), Permission.MembersRead, true),
        (new NavigationEntry("roles", ShellTexts.NavRoles, Icons.Material.Rounded.Key), Permission.RolesWrite, true),
        (new NavigationEntry("settings", ShellTexts.NavSettings, Icons.Material.Rounded.Settings), Permission.OrganizationEdit, true),
        (new NavigationEntry("audit", ShellTexts.NavAudit, Icons.Material.Rounded.History), Permission.AuditRead, true),
        (new NavigationEntry("messages", ShellTexts.NavOutbox, Icons.Material.Rounded.Outbox), Permission.OrganizationEdit, true),
        (new NavigationEntry("system", ShellTexts.NavSystem, Icons.Material.Rounded.Dns), Permission.OrganizationEdit, true),
    ];

    private static IEnumerable<(NavigationEntry Entry, Permission? Needs, bool Whole)> Independent(bool hasOthers)
    {
        yield return (new NavigationEntry("", ShellTexts.NavToday, Icons.Material.Rounded.Today, ShellTexts.KeyToday), null, false);
        yield return (new NavigationEntry("agenda", ShellTexts.NavAgenda, Icons.Material.Rounded.CalendarToday, ShellTexts.KeyAgenda), Permission.SessionsRead, false);
        yield return (new NavigationEntry("students", ShellTexts.NavStudents, Icons.Material.Rounded.School, ShellTexts.KeyStudents), Permission.PeopleRead, false);
        yield return (new NavigationEntry("month", ShellTexts.NavMyMonth, Icons.Material.Rounded.Payments, ShellTexts.KeyMonth), Permission.PayRead, true);
        yield return (new NavigationEntry("groups", ShellTexts.NavGroups, Icons.Material.Rounded.Groups, ShellTexts.KeyGroups), Permission.GroupsRead, false);
        yield return (new NavigationEntry("venues", ShellTexts.NavOwnVenues, Icons.Material.Rounded.Place, ShellTexts.KeyVenues), Permission.GroupsRead, true);
        yield return (new NavigationEntry("agreements", ShellTexts.NavAgreements, Icons.Material.Rounded.Handshake, ShellTexts.KeyAgreements), Permission.PayRead, true);
        if (hasOthers)
        {
            yield return (new NavigationEntry("teachers", ShellTexts.NavTeachers, Icons.Material.Rounded.Person, ShellTexts.KeyTeachers), Permission.PeopleRead, true);
            yield return (new NavigationEntry("payouts", ShellTexts.NavPayouts, Icons.Material.Rounded.ReceiptLong, ShellTexts.KeyPayouts), Permission.PayRead, false);
            yield return (new NavigationEntry("members", ShellTexts.NavMembers, Icons.Material.Rounded.Badge), Permission.MembersRead, true);
            yield return (new NavigationEntry("roles", ShellTexts.NavRoles, Icons.Material.Rounded.Key), Permission.RolesWrite, true);
        }

        yield return (new NavigationEntry("settings", ShellTexts.NavSettings, Icons.Material.Rounded.Settings), Permission.OrganizationEdit, true);
        yield return (new NavigationEntry("audit", ShellTexts.NavAudit, Icons.Material.Rounded.History), Permission.AuditRead, true);
        yield return (new NavigationEntry("messages", ShellTexts.NavOutbox, Icons.Material.Rounded.Outbox), Permission.OrganizationEdit, true);
        yield return (new NavigationEntry("system", ShellTexts.NavSystem, Icons.Material.Rounded.Dns), Permission.OrganizationEdit, true);
    }
}
