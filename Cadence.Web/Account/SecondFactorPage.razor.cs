using System.Security.Cryptography;
using Cadence.Core.Accounts;
using Cadence.Core.Kernel;
using Cadence.Core.Resources;
using Cadence.Web.Hosting;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Identity;

namespace Cadence.Web.Account;

/// <summary>Codes of an app as the second factor: on, off, codes for a lost phone, remembered browsers. A fresh proof is asked for before anything is shown.</summary>
public sealed partial class SecondFactorPage(
    SecondFactors factors, SecurityEvents events, SignInManager<User> signIn, IDataProtectionProvider protection, ILogger<SecondFactorPage> logger)
{
    /// <summary>How long a key that was shown may be turned on.</summary>
    private static readonly TimeSpan KeyLasts = TimeSpan.FromMinutes(30);

    private User? _user;
    private AccountProtection? _state;
    private IReadOnlyList<Error> _errors = [];
    private string[]? _codes;
    private string? _done;
    private string? _key;
    private string? _sealed;
    private string _email = "";

    [SupplyParameterFromForm(FormName = "second-factor-on")]
    private SecondFactorForm? Input { get; set; }

    [CascadingParameter]
    private HttpContext HttpContext { get; set; } = default!;

    /// <inheritdoc />
    protected override async Task OnInitializedAsync()
    {
        if (await signIn.UserManager.GetUserAsync(HttpContext.User) is not { } user)
        {
            return;
        }

        (_user, _email) = (user, user.Email ?? "");
        await ReadAsync();
        if (_state is { IsOn: false })
        {
            ShowKey(Unsealed(Input?.Key) ?? OneTimeCodes.NewKey());
        }
    }

    private async Task TurnOnAsync()
    {
        if (_user is not { } user || _key is not { } key)
        {
            return;
        }

        var on = await factors.TurnOnAsync(user, key, Input?.Code, HttpContext.RequestAborted);
        _errors = on.Errors;
        if (on.IsSuccess)
        {
            await ChangedAsync(user, SecurityEventKind.SecondFactorOn, null);
            (_codes, _done) = (on.Value, ProofsTexts.TurnedOn);
        }
    }

    private async Task TurnOffAsync()
    {
        if (_user is { } user)
        {
            var off = await factors.TurnOffAsync(user, HttpContext.RequestAborted);
            _errors = off.Errors;
            if (off.IsSuccess)
            {
                await ChangedAsync(user, SecurityEventKind.SecondFactorOff, null);
                _done = ProofsTexts.TurnedOff;
                ShowKey(OneTimeCodes.NewKey());
            }
        }
    }

    private async Task RenewCodesAsync()
    {
        if (_user is { } user && _state is { IsOn: true })
        {
            var renewed = await factors.RenewCodesAsync(user);
            _errors = renewed.Errors;
            if (renewed.IsSuccess)
            {
                Changed(logger, user.Id, SecurityEventKind.RecoveryCodesMade);
                await events.RecordAsync(HttpContext, SecurityEventKind.RecoveryCodesMade, user.Id);
                _codes = renewed.Value;
            }
        }
    }

    private async Task ForgetBrowsersAsync()
    {
        if (_user is { } user)
        {
            var forgotten = await factors.ForgetBrowsersAsync(user);
            _errors = forgotten.Errors;
            if (forgotten.IsSuccess)
            {
                await ChangedAsync(user, SecurityEventKind.SignInEnded, "browsers_forgotten");
                _done = ProofsTexts.BrowsersForgotten;
            }
        }
    }

    /// <summary>All sign-ins have ended with the change, this one too: the browser in front of its owner goes on with a new one.</summary>
    private async Task ChangedAsync(User user, SecurityEventKind what, string? detail)
    {
        Changed(logger, user.Id, what);
        await events.RecordAsync(HttpContext, what, user.Id, detail);
        await signIn.RefreshSignInAsync(user);
        await ReadAsync();
    }

    private async Task ReadAsync() => _state = await factors.OfAsync(_user!);

    private void ShowKey(string key) => (_key, _sealed) = (key, Protector().Protect(key, KeyLasts));

    private string? Unsealed(string? text)
    {
        try
        {
            return string.IsNullOrEmpty(text) ? null : Protector().Unprotect(text);
        }
        catch (CryptographicException)
        {
            // Too old, or not ours: another key is shown, and its first code is asked for.
            return null;
        }
    }

    private ITimeLimitedDataProtector Protector() => protection.CreateProtector("Cadence.SecondFactorKey", _user!.Id.ToString()).ToTimeLimitedDataProtector();

    private static string Grouped(string key) => string.Join(' ', key.Chunk(4).Select(part => new string(part)));

    [LoggerMessage(EventId = 6, Level = LogLevel.Information, Message = "User {UserId} changed the second factor: {What}")]
    private static partial void Changed(ILogger logger, Guid userId, SecurityEventKind what);
}
