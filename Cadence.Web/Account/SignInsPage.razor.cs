using System.Globalization;
using Cadence.Core.Accounts;
using Cadence.Core.Localization;
using Cadence.Core.Resources;
using Cadence.Web.Hosting;
using Microsoft.AspNetCore.Components;

namespace Cadence.Web.Account;

/// <summary>Where a person is signed in, this browser first, and ending it elsewhere. Ending is no risk, so nothing is asked for first.</summary>
public sealed partial class SignInsPage(UserSessionService sessions, SecurityEvents events, NavigationManager navigation, TimeProvider time)
{
    private IReadOnlyList<SignedInBrowser> _mine = [];
    private Guid? _here;
    private Guid _userId;
    private string? _done;

    [CascadingParameter]
    private HttpContext HttpContext { get; set; } = default!;

    /// <inheritdoc />
    protected override async Task OnInitializedAsync()
    {
        if (HttpContext.User.UserId() is { } userId)
        {
            (_userId, _here) = (userId, SignIns.SessionOf(HttpContext.User));
            await ReadAsync();
        }
    }

    private async Task EndAsync(SignedInBrowser browser)
    {
        await sessions.RevokeAsync(_userId, browser.Id, HttpContext.RequestAborted);
        await SayAsync(string.Format(CultureInfo.CurrentCulture, ProofsTexts.EndedFormat, browser.Device ?? ProofsTexts.UnknownDevice));
    }

    private async Task EndOthersAsync()
    {
        if (_here is { } here)
        {
            await SayAsync(Counted.Text(await sessions.RevokeOthersAsync(_userId, here, HttpContext.RequestAborted), ProofsTexts.EndedOne, ProofsTexts.EndedMany));
        }
    }

    private async Task EndAllAsync()
    {
        await sessions.RevokeAllAsync(_userId, HttpContext.RequestAborted);
        await events.RecordAsync(HttpContext, SecurityEventKind.SignInEnded, _userId, "all");
        navigation.NavigateTo(AddressOf.Platform("account/sign-in"), forceLoad: true);
    }

    private async Task SayAsync(string done)
    {
        await events.RecordAsync(HttpContext, SecurityEventKind.SignInEnded, _userId);
        _done = done;
        await ReadAsync();
    }

    private async Task ReadAsync() => _mine = [.. (await sessions.ListAsync(_userId, HttpContext.RequestAborted)).OrderByDescending(browser => browser.Id == _here)];

    /// <summary>Times as a distance: whose clock would they be by.</summary>
    private string Words(SignedInBrowser browser) => string.Join(" · ", new[]
    {
        string.Format(CultureInfo.CurrentCulture, ProofsTexts.SignedInFormat, Ago(browser.SignedInAt)),
        browser.Id == _here ? null : string.Format(CultureInfo.CurrentCulture, ProofsTexts.SeenFormat, Ago(browser.LastSeenAt)),
        browser.Address,
    }.OfType<string>());

    private string Ago(DateTimeOffset at) => (time.GetUtcNow() - at) switch
    {
        { TotalMinutes: < 2 } => ProofsTexts.JustNow,
        { TotalHours: < 1 } ago => string.Format(CultureInfo.CurrentCulture, ProofsTexts.MinutesAgoFormat, ago.Minutes),
        { TotalDays: < 1 } ago => string.Format(CultureInfo.CurrentCulture, ProofsTexts.HoursAgoFormat, ago.Hours),
        var ago => Counted.Text(ago.Days, ProofsTexts.DaysAgoOne, ProofsTexts.DaysAgoMany),
    };
}
