using Cadence.Core.Kernel;
using Cadence.Core.Localization;
using Cadence.Core.Notifications;
using Cadence.Core.Organizations;
using Cadence.Core.Outbox;
using Cadence.Core.Resources;
using Microsoft.AspNetCore.Components;

namespace Cadence.Web.Notifications;

/// <summary>What the program wrote to the team, what became of it, and, where there is no mail server, what it would have written.</summary>
public sealed partial class OutboxPage
{
    private IReadOnlyList<Error> _errors = [];
    private bool _done;
    private TimeZoneInfo _zone = TimeZoneInfo.Utc;

    /// <summary>Read once, while prerendering.</summary>
    [PersistentState]
    public OutboxList? Shown { get; set; }

    [CascadingParameter]
    public required Actor Actor { get; set; }

    [CascadingParameter]
    public required OrganizationProfile Organization { get; set; }

    [Inject]
    public required OutboxService Outbox { get; set; }

    [Inject]
    public required TimeProvider Time { get; set; }

    protected override async Task OnInitializedAsync()
    {
        _zone = TimeZoneInfo.FindSystemTimeZoneById(Organization.TimeZone);
        if (Shown is null)
        {
            await ReadAsync();
        }
    }

    private async Task ReadAsync()
    {
        var found = await Outbox.ListAsync(Actor, CancellationToken.None);
        (Shown, _errors) = found.IsSuccess ? (found.Value, _errors) : (Shown, found.Errors);
    }

    private async Task TryAgainAsync(Guid id)
    {
        var tried = await Outbox.TryAgainAsync(Actor, id, CancellationToken.None);
        (_errors, _done) = (tried.Errors, tried.IsSuccess);
        await ReadAsync();
    }

    private string When(DateTimeOffset instant) => ReaderDate.RelativeWithTime(instant, Time.GetUtcNow(), _zone);
}
