using Cadence.Core.Kernel;
using Cadence.Core.Localization;
using Cadence.Core.Operations;
using Cadence.Core.Organizations;
using Microsoft.AspNetCore.Components;

namespace Cadence.Web.Operations;

/// <summary>How the installation is doing, for those who administer an organization on it: when the newest backup was made.</summary>
public sealed partial class SystemPage
{
    private IReadOnlyList<Error> _errors = [];
    private TimeZoneInfo _zone = TimeZoneInfo.Utc;

    /// <summary>Read once, while prerendering.</summary>
    [PersistentState]
    public BackupState? Shown { get; set; }

    [CascadingParameter]
    public required Actor Actor { get; set; }

    [CascadingParameter]
    public required OrganizationProfile Organization { get; set; }

    [Inject]
    public required SystemService Installation { get; set; }

    [Inject]
    public required TimeProvider Time { get; set; }

    protected override async Task OnInitializedAsync()
    {
        _zone = TimeZoneInfo.FindSystemTimeZoneById(Organization.TimeZone);
        if (Shown is null)
        {
            var found = await Installation.BackupsAsync(Actor, CancellationToken.None);
            (Shown, _errors) = (found.IsSuccess ? found.Value : null, found.Errors);
        }
    }

    private string When(DateTimeOffset instant) => ReaderDate.RelativeWithTime(instant, Time.GetUtcNow(), _zone);

    private static string StateOf(BackupState backups) => backups switch
    {
        { FailedAt: not null } => "failed",
        { CheckFailedAt: not null } => "broken",
        { IsOld: true } => "old",
        { LastAt: not null } => "fine",
        { IsSetUp: true } => "none",
        _ => "off",
    };
}
