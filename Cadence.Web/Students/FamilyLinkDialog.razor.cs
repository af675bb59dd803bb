using System.Globalization;
using Cadence.Core.Notifications;
using Cadence.Core.Organizations;
using Cadence.Core.Students;
using Cadence.Web.Components;
using Microsoft.AspNetCore.Components;
using MudBlazor;

namespace Cadence.Web.Students;

/// <summary>Gives a guardian their private link: shown once to copy, or sent by mail. The page that opened it reads again however it is closed.</summary>
public sealed partial class FamilyLinkDialog(FamilyLinkService links, MailReach reach, NavigationManager navigation, ILogger<FormState> logger)
{
    private readonly FormState _form = new(logger);
    private GivenFamilyLink? _given;
    private bool _isSent;

    [CascadingParameter]
    public required IMudDialogInstance Dialog { get; set; }

    [CascadingParameter]
    public required Actor Actor { get; set; }

    [CascadingParameter]
    public required OrganizationProfile Organization { get; set; }

    /// <summary>Who gets it.</summary>
    [Parameter, EditorRequired]
    public required GuardianItem Guardian { get; set; }

    private MailReach Reach => reach;

    private static string Format(string format, params object[] values) => string.Format(CultureInfo.CurrentCulture, format, values);

    private async Task GiveAsync() => await _form.SaveAsync(() => links.GiveAsync(Actor, Guardian.GuardianId, CancellationToken.None), given => _given = given);

    private async Task SendAsync() => await _form.SaveAsync(() => links.SendAsync(Actor, Guardian.GuardianId, CancellationToken.None), _ => _isSent = true);

    private void Close() => Dialog.Close(true);

    private DateOnly DayOf(DateTimeOffset instant) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(instant, TimeZoneInfo.FindSystemTimeZoneById(Organization.TimeZone)).DateTime);

    /// <summary>Where people reach the program: as the operator says, otherwise as this browser does.</summary>
    private string AddressOfLink(GivenFamilyLink given)
    {
        var path = $"{FamilyLinkService.Path}/{given.Token}";
        return reach.Address.OfPlatform(given.Language, path) ?? new Uri(new Uri(navigation.BaseUri), $"/{given.Language}/{path}").AbsoluteUri;
    }
}
