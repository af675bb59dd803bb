using Cadence.Core.Kernel;
using Cadence.Core.Localization;
using Cadence.Core.Members;
using Cadence.Web.Hosting;
using Microsoft.AspNetCore.Components;

namespace Cadence.Web.Members;

/// <summary>
/// Where the link of an invitation leads. Static and above the organizations: its reader belongs to none yet. The address is a key, so it is neither
/// indexed nor kept nor told to other sites; accepting and rejecting ask for a press.
/// </summary>
public sealed partial class InvitationPage(InvitationService invitations, NavigationManager navigation)
{
    private IReadOnlyList<Error> _errors = [];
    private ShownInvitation? _shown;
    private Viewer? _viewer;
    private bool _rejected;

    /// <summary>As it was sent.</summary>
    [Parameter]
    public string Token { get; set; } = "";

    [CascadingParameter]
    private HttpContext HttpContext { get; set; } = default!;

    /// <inheritdoc />
    protected override async Task OnInitializedAsync()
    {
        PrivateAddress.Keep(HttpContext);
        _viewer = Viewer.Of(HttpContext.User);
        await ReadAsync();
    }

    private static string Role(ShownInvitation shown) => RoleNames.Of(shown.Role, shown.RoleName);

    private async Task ReadAsync()
    {
        var found = await invitations.FindAsync(Token, _viewer?.UserId, HttpContext.RequestAborted);
        _shown = found.IsSuccess ? found.Value : null;
        if (_shown is null)
        {
            HttpContext.SayNotFound();
        }
    }

    private async Task AcceptAsync()
    {
        if (_viewer is not { } viewer)
        {
            return;
        }

        var accepted = await invitations.AcceptAsync(Token, viewer.UserId, SignIns.SessionOf(HttpContext.User), HttpContext.RequestAborted);
        _errors = accepted.Errors;
        if (accepted.IsSuccess)
        {
            navigation.NavigateTo(AddressOf.Organization(accepted.Value), forceLoad: true);
        }
        else
        {
            await ReadAsync();
        }
    }

    private async Task RejectAsync()
    {
        if (_viewer is not { } viewer)
        {
            return;
        }

        var rejected = await invitations.RejectAsync(Token, viewer.UserId, SignIns.SessionOf(HttpContext.User), HttpContext.RequestAborted);
        (_errors, _rejected, _shown) = (rejected.Errors, rejected.IsSuccess, rejected.IsSuccess ? null : _shown);
    }

    private string With(string page) => $"{page}?returnUrl={Uri.EscapeDataString(AddressOf.Platform($"invitation/{Token}"))}";
}
