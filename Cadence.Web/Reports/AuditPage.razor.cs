using System.Globalization;
using Cadence.Core.Kernel;
using Cadence.Core.Organizations;
using Cadence.Core.Reports;
using Cadence.Core.Resources;
using Cadence.Core.Sessions;
using Microsoft.AspNetCore.Components;

namespace Cadence.Web.Reports;

/// <summary>Who changed what. What is asked for stands in the address, so that it can be linked; what an address asks wrongly is not asked.</summary>
public sealed partial class AuditPage(AuditService audit, NavigationManager navigation, TimeProvider time)
{
    private const string ByProgram = "program";
    private const string ByPlatform = "platform";

    /// <summary>So many columns are shown at once; more are behind one press.</summary>
    private const int MostShown = 4;

    private readonly List<AuditPerson> _people = [];
    private List<AuditItem>? _items;
    private AuditPlace? _next;
    private string? _thing;
    private int? _erased;
    private AuditSearch? _shown;
    private IReadOnlyList<Error> _errors = [];
    private DateTimeOffset _now;
    private TimeZoneInfo _zone = TimeZoneInfo.Utc;
    private AuditValues _values = default!;

    [CascadingParameter]
    public required Actor Actor { get; set; }

    [CascadingParameter]
    public required OrganizationProfile Organization { get; set; }

    /// <summary>A user's id, <c>program</c> or <c>platform</c>.</summary>
    [Parameter, SupplyParameterFromQuery(Name = "who")]
    public string? Who { get; set; }

    /// <summary>A table of <see cref="AuditService.Entities"/>.</summary>
    [Parameter, SupplyParameterFromQuery(Name = "kind")]
    public string? Kind { get; set; }

    /// <summary>The id of one thing of that kind.</summary>
    [Parameter, SupplyParameterFromQuery(Name = "thing")]
    public string? Thing { get; set; }

    /// <summary>First day, as 2026-11-28.</summary>
    [Parameter, SupplyParameterFromQuery(Name = "from")]
    public string? From { get; set; }

    /// <summary>Last day.</summary>
    [Parameter, SupplyParameterFromQuery(Name = "to")]
    public string? To { get; set; }

    private static IEnumerable<(string Entity, string Word)> Kinds =>
        AuditService.Entities.Select(entity => (entity, AuditWords.Entity(entity)!)).OrderBy(kind => kind.Item2, StringComparer.CurrentCulture);

    private AuditSearch Search => new()
    {
        Author = Who switch
        {
            ByProgram => AuditAuthor.Program,
            ByPlatform => AuditAuthor.Platform,
            _ when Guid.TryParse(Who, out _) => AuditAuthor.Member,
            _ => AuditAuthor.Anybody,
        },
        UserId = Guid.TryParse(Who, out var user) ? user : null,
        Entity = string.IsNullOrEmpty(Kind) ? null : Kind,
        ThingId = !string.IsNullOrEmpty(Kind) && Guid.TryParse(Thing, out var thing) ? thing : null,
        From = Day(From),
        To = Day(To),
    };

    private bool IsFiltered => Search != new AuditSearch();

    protected override async Task OnInitializedAsync()
    {
        _now = time.GetUtcNow();
        _zone = TimeZoneInfo.FindSystemTimeZoneById(Organization.TimeZone);
        _values = new AuditValues(Organization.Currency, _zone, _now);
        if (await audit.PeopleAsync(Actor, CancellationToken.None) is { IsSuccess: true } people)
        {
            _people.AddRange(people.Value.People);
        }
    }

    protected override async Task OnParametersSetAsync()
    {
        if (_shown != Search)
        {
            (_erased, _shown) = (null, Search);
            await ReadAsync(Search);
        }
    }

    private static DateOnly? Day(string? text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;

    private static string NameOf(AuditActor by) => by switch
    {
        { IsProgram: true } => AuditTexts.Program,
        { Kind: ActorKind.Platform, InNameOf: { } member } => string.Format(CultureInfo.CurrentCulture, AuditTexts.ActorPlatformFormat, by.Name ?? AuditTexts.ActorGone, member),
        _ => by.Name ?? AuditTexts.ActorGone,
    };

    private static string Did(AuditItem item) => string.Format(
        CultureInfo.CurrentCulture,
        item.Action switch
        {
            AuditAction.Insert => AuditTexts.DidInsertFormat,
            AuditAction.Delete => AuditTexts.DidDeleteFormat,
            _ => AuditTexts.DidUpdateFormat,
        },
        NameOf(item.By));

    private async Task ReadAsync(AuditSearch wanted)
    {
        _now = time.GetUtcNow();
        var found = await audit.ListAsync(Actor, wanted, CancellationToken.None);

        // An answer that comes after the next question is for nobody.
        if (_shown != wanted)
        {
            return;
        }

        _errors = found.Errors;
        if (found.IsSuccess)
        {
            (_items, _next) = ([.. found.Value.Items], found.Value.Next);
            _thing = wanted.Entity is { } entity ? _values.Of(entity, found.Value.Thing) : null;
        }
    }

    private async Task MoreAsync()
    {
        var wanted = Search;
        var found = await audit.ListAsync(Actor, wanted with { Before = _next }, CancellationToken.None);
        if (_shown != wanted)
        {
            return;
        }

        _errors = found.Errors;
        if (found.IsSuccess)
        {
            _items!.AddRange(found.Value.Items);
            _next = found.Value.Next;
        }
    }

    private async Task ErasedAsync(int erased)
    {
        _erased = erased;
        await ReadAsync(Search);
    }

    private void Go(string? who = null, string? kind = null, string? from = null, string? to = null)
    {
        // Another kind of thing is another question than that of one thing.
        var query = new Dictionary<string, object?>
        {
            ["who"] = Null(who ?? Who),
            ["kind"] = Null(kind ?? Kind),
            ["thing"] = kind is null ? Null(Thing) : null,
            ["from"] = Null(from ?? From),
            ["to"] = Null(to ?? To),
        };
        navigation.NavigateTo(navigation.GetUriWithQueryParameters(query));
    }

    private static string? Null(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
