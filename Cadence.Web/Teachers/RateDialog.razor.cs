using System.Globalization;
using Cadence.Core.Groups;
using Cadence.Core.Kernel;
using Cadence.Core.Localization;
using Cadence.Core.Organizations;
using Cadence.Core.Payouts;
using Cadence.Core.Resources;
using Cadence.Core.Teachers;
using Cadence.Core.Venues;
using Cadence.Web.Components;
using Microsoft.AspNetCore.Components;
using MudBlazor;

namespace Cadence.Web.Teachers;

/// <summary>A new rate of a teacher from a day on. Past ones never change.</summary>
public sealed partial class RateDialog(PayRateService rates, VenueService venues, GroupService groups, ILogger<FormState> logger)
{
    private const int MostTiers = 6;

    /// <summary>Rates may be finer than coins: 1,375 € per head.</summary>
    private const int Decimals = 3;

    private readonly FormState _form = new(logger);
    private readonly List<Tier> _tiers = [];
    private IReadOnlyList<(Guid?, string)> _venues = [];
    private IReadOnlyList<(Guid?, string)> _groups = [];
    private string _unit = "";
    private PayModel _model = PayModel.PerClass;
    private PayRateScope _scope;
    private Guid? _venue;
    private string? _level;
    private Guid? _group;
    private decimal? _amount;
    private decimal? _base;
    private decimal? _minimum;
    private decimal? _cap;
    private decimal? _freeHeads;
    private DateOnly? _from;

    [CascadingParameter]
    public required IMudDialogInstance Dialog { get; set; }

    [CascadingParameter]
    public required Actor Actor { get; set; }

    [CascadingParameter]
    public required OrganizationProfile Organization { get; set; }

    /// <summary>Whose rate.</summary>
    [Parameter]
    public required TeacherProfile Teacher { get; set; }

    /// <summary>The first day the form proposes.</summary>
    [Parameter]
    public DateOnly? From { get; set; }

    /// <summary>Whether there is a rate already, which a new one of the same reach ends.</summary>
    [Parameter]
    public bool Current { get; set; }

    protected override async Task OnInitializedAsync()
    {
        (_unit, _from) = (Figures.SymbolOf(Organization.Currency), From);
        if (await venues.ListAsync(Actor, CancellationToken.None) is { IsSuccess: true } places)
        {
            _venues = [.. places.Value.Select(venue => ((Guid?)venue.Id, venue.Name))];
        }

        if (await groups.ListAsync(Actor, new GroupFilter(GroupStatus.Active), CancellationToken.None) is { IsSuccess: true } running)
        {
            _groups = [.. running.Value.Items.Select(group => ((Guid?)group.Id, group.Name))];
        }
    }

    private void AddTier() => _tiers.Add(new Tier());

    private async Task SaveAsync()
    {
        if (await _form.SaveAsync(AddAsync))
        {
            Dialog.Close(true);
        }
    }

    private async Task<Result<Guid>> AddAsync()
    {
        // What is missing is said at once; everything else is the service's to judge.
        IEnumerable<(string Field, bool HasValue)> needed =
        [
            (nameof(AddPayRate.Amount), _amount.HasValue), (nameof(AddPayRate.ValidFrom), _from.HasValue),
            (nameof(AddPayRate.VenueId), _scope != PayRateScope.Venue || _venue.HasValue), (nameof(AddPayRate.GroupId), _scope != PayRateScope.Group || _group.HasValue),
            (nameof(AddPayRate.Level), _scope != PayRateScope.Level || !string.IsNullOrWhiteSpace(_level)),
            .. Tiers.SelectMany(tier => new[] { (tier.FromField, tier.From.HasValue), (tier.AmountField, tier.Amount.HasValue) }),
        ];
        var missing = needed.Where(field => !field.HasValue).Select(field => Error.Invalid(nameof(SharedTexts.ErrorRequired), field.Field)).ToList();
        if (missing.Count > 0)
        {
            return Result<Guid>.Failure(missing);
        }

        var perHead = _model == PayModel.PerHead;
        var command = new AddPayRate
        {
            TeacherId = Teacher.Id,
            Model = _model,
            Scope = _scope,
            VenueId = _scope == PayRateScope.Venue ? _venue : null,
            Level = _scope == PayRateScope.Level ? _level : null,
            GroupId = _scope == PayRateScope.Group ? _group : null,
            Amount = _amount!.Value,
            Base = perHead ? _base ?? 0 : 0,
            Minimum = perHead ? _minimum ?? 0 : 0,
            Cap = perHead ? _cap : null,
            FreeHeads = perHead ? Whole(_freeHeads ?? 0) : 0,
            Tiers = [.. Tiers.Select(tier => new PayTier(Whole(tier.From!.Value), tier.Amount!.Value))],
            ValidFrom = _from!.Value,
        };
        return await rates.AddAsync(Actor, command, CancellationToken.None);
    }

    private IEnumerable<Tier> Tiers => _model == PayModel.PerHead ? _tiers : [];

    // A number too large for heads is refused like any other that is too large.
    private static int Whole(decimal number) => (int)Math.Clamp(number, -1, int.MaxValue);

    private sealed class Tier
    {
        private readonly string _key = Guid.NewGuid().ToString("n", CultureInfo.InvariantCulture);

        public decimal? From { get; set; }

        public decimal? Amount { get; set; }

        public string FromField => "TierFrom" + _key;

        public string AmountField => "TierAmount" + _key;
    }
}
