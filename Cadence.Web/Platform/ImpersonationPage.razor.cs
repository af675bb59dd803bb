using System.Security.Claims;
using Cadence.Core.Accounts;
using Cadence.Core.Kernel;
using Cadence.Core.Operations;
using Cadence.Core.Resources;
using Cadence.Web.Hosting;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Identity;

namespace Cadence.Web.Platform;

/// <summary>Looking in at an organization as one of its members: whom as, why, and whether to change things is settled here.</summary>
public sealed partial class ImpersonationPage(ImpersonationService impersonations, SignInManager<User> signIn, NavigationManager navigation, TimeProvider time)
{
    private IReadOnlyList<Error> _errors = [];
    private ImpersonationChoices? _choices;

    /// <summary>The organization.</summary>
    [Parameter]
    public required string Slug { get; set; }

    [SupplyParameterFromForm]
    private ImpersonationForm? Input { get; set; }

    [CascadingParameter]
    private HttpContext HttpContext { get; set; } = default!;

    private ImpersonationForm Form => Input!;

    /// <inheritdoc />
    protected override async Task OnInitializedAsync()
    {
        Input ??= new ImpersonationForm();
        if (PlatformGate.AskerOf(HttpContext.User) is { } asker && await impersonations.ChoicesAsync(asker, Slug, HttpContext.RequestAborted) is { IsSuccess: true } choices)
        {
            _choices = choices.Value;
        }
    }

    private static string NameOf(ImpersonationChoice member) => member.Name.Length > 0 ? $"{member.Name} · {member.Email} · {member.Role}" : $"{member.Email} · {member.Role}";

    private async Task StartAsync()
    {
        if (PlatformGate.AskerOf(HttpContext.User) is not { } asker || _choices is not { } choices)
        {
            return;
        }

        var until = time.GetUtcNow() + ImpersonationService.Lasts;
        var started = await impersonations.StartAsync(
            asker,
            new StartImpersonation(choices.OrganizationId, Form.UserId, Form.Reason, Form.MayWrite),
            HttpContext.Request.Headers.UserAgent.ToString(),
            HttpContext.Connection.RemoteIpAddress?.ToString(),
            HttpContext.RequestAborted);
        _errors = [.. started.Errors.Select(error => error.Kind == ErrorKind.NotFound ? Error.Conflict(nameof(PlatformTexts.ErrorGone)) : error)];
        if (!started.IsSuccess || await signIn.UserManager.FindByIdAsync(Form.UserId!.Value.ToString()) is not { } member)
        {
            return;
        }

        var principal = await signIn.CreateUserPrincipalAsync(member);
        new Impersonation(asker, Slug, Form.MayWrite, until).AddTo((ClaimsIdentity)principal.Identity!);
        await SignIns.ContinueAsync(HttpContext, principal, started.Value);
        navigation.NavigateTo(AddressOf.Organization(Slug), forceLoad: true);
    }

    private string? Invalid(string field) => Described(field, "true");

    private string? Described(string field, string value) => _errors.Any(error => error.Field == field) ? value : null;
}
