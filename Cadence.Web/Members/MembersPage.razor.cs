using System.Globalization;
using Cadence.Core.Kernel;
using Cadence.Core.Live;
using Cadence.Core.Localization;
using Cadence.Core.Members;
using Cadence.Core.Organizations;
using Cadence.Core.Resources;
using Cadence.Web.Components;
using Microsoft.AspNetCore.Components;
using MudBlazor;

namespace Cadence.Web.Members;

/// <summary>Who works here and with which role, and who was asked to.</summary>
public sealed partial class MembersPage(MemberService members, InvitationService invitations, IDialogService dialogs, TimeProvider time)
{
    private IReadOnlyList<Error> _errors = [];
    private SentInvitation? _sent;
    private TimeZoneInfo _zone = TimeZoneInfo.Utc;

    /// <summary>Read once, while prerendering.</summary>
    [PersistentState]
    public MemberList? Shown { get; set; }

    [CascadingParameter]
    public required Actor Actor { get; set; }

    [CascadingParameter]
    public required OrganizationProfile Organization { get; set; }

    [CascadingParameter]
    public required Rights Rights { get; set; }

    private bool MayWrite => Rights.Allows(Permission.MembersWrite);

    protected override async Task OnInitializedAsync()
    {
        _zone = TimeZoneInfo.FindSystemTimeZoneById(Organization.TimeZone);
        if (Shown is null)
        {
            await ReadAsync();
        }
    }

    private static string Named(string format, string name) => string.Format(CultureInfo.CurrentCulture, format, name);

    private static string Line(MemberItem member) => string.Join(" · ", new[]
    {
        member.Email == member.Name ? null : member.Email,
        member.TeacherName is { } teacher && teacher != member.Name ? Named(MembersTexts.AsTeacherFormat, teacher) : null,
        member.Places.Count == 0 ? null : string.Join(", ", member.Places.Select(place => place.Name)),
    }.OfType<string>().DefaultIfEmpty(member.Email));

    private static StateKind ChipOf(InvitationState state) => state switch
    {
        InvitationState.Pending => StateKind.Pending,
        InvitationState.Rejected => StateKind.Cancelled,
        _ => StateKind.Late,
    };

    private static string WordOf(InvitationState state) => state switch
    {
        InvitationState.Pending => MembersTexts.StateInvited,
        InvitationState.Rejected => MembersTexts.StateRejected,
        _ => MembersTexts.StateExpired,
    };

    private string Line(InvitationItem invitation) => string.Join(" · ", new[]
    {
        invitation.InvitedBy is { } by ? Named(MembersTexts.InvitedByFormat, by) : null,
        Named(invitation.State == InvitationState.Pending ? MembersTexts.ValidUntilFormat : MembersTexts.ValidedUntilFormat, ReaderDate.RelativeWithTime(invitation.ExpiresAt, time.GetUtcNow(), _zone)),
        invitation.TeacherName is { } teacher ? Named(MembersTexts.AsTeacherFormat, teacher) : null,
        invitation.Places.Count == 0 ? null : string.Join(", ", invitation.Places.Select(place => place.Name)),
    }.OfType<string>());

    private async Task ReadAsync()
    {
        var found = await members.ListAsync(Actor, CancellationToken.None);
        (Shown, _errors) = found.IsSuccess ? (found.Value, _errors) : (Shown, found.Errors);
    }

    private Task InviteAsync() => WithChoicesAsync(choices =>
        FormDialog.ShowAsync<InviteDialog>(dialogs, MembersTexts.InviteTitle, new DialogParameters<InviteDialog> { { d => d.Choices, choices } }));

    private Task ChangeAsync(MemberItem member) => WithChoicesAsync(choices =>
        FormDialog.ShowAsync<MemberDialog>(dialogs, Named(MembersTexts.ChangeNamed, member.Name), new DialogParameters<MemberDialog> { { d => d.Choices, choices }, { d => d.Member, member } }));

    private async Task WithChoicesAsync(Func<MemberChoices, Task<object?>> show)
    {
        _sent = null;
        var choices = await members.ChoicesAsync(Actor, CancellationToken.None);
        _errors = choices.Errors;
        if (choices.IsSuccess)
        {
            await show(choices.Value);
            await ReadAsync();
        }
    }

    private Task SuspendAsync(MemberItem member) => AskAsync(Named(MembersTexts.SuspendNamed, member.Name), MembersTexts.SuspendText, MembersTexts.Suspend, () => StatusAsync(member, MemberStatus.Suspended));

    private Task RemoveAsync(MemberItem member) => AskAsync(Named(MembersTexts.RemoveNamed, member.Name), MembersTexts.RemoveText, MembersTexts.Remove, () => StatusAsync(member, MemberStatus.Removed));

    private async Task RestoreAsync(MemberItem member)
    {
        _errors = (await StatusAsync(member, MemberStatus.Active)).Errors;
        await ReadAsync();
    }

    private async Task<Result<bool>> StatusAsync(MemberItem member, MemberStatus status)
    {
        var changed = await members.ChangeStatusAsync(Actor, new ChangeMemberStatus(member.Id, member.Version, status), CancellationToken.None);
        return changed.IsSuccess ? true : Result<bool>.Failure(changed.Errors);
    }

    private async Task ResendAsync(InvitationItem invitation)
    {
        var sent = await invitations.ResendAsync(Actor, new ResendInvitation(invitation.Id), CancellationToken.None);
        (_sent, _errors) = (sent.IsSuccess ? sent.Value : null, sent.Errors);
        await ReadAsync();
    }

    private Task CancelAsync(InvitationItem invitation) => AskAsync(
        Named(MembersTexts.CancelNamed, invitation.Email), MembersTexts.CancelText, MembersTexts.CancelInvitation,
        () => invitations.CancelAsync(Actor, new CancelInvitation(invitation.Id), CancellationToken.None));

    private async Task AskAsync(string title, string text, string verb, Func<Task<Result<bool>>> save)
    {
        (_sent, _errors) = (null, []);
        await FormDialog.ShowAsync<ConfirmDialog>(dialogs, title, new DialogParameters<ConfirmDialog> { { d => d.Text, text }, { d => d.SaveText, verb }, { d => d.CancelText, SharedTexts.Back }, { d => d.Save, save } });
        await ReadAsync();
    }
}
