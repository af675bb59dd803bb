using System.Globalization;
using System.Text.RegularExpressions;
using Cadence.Core.Data;
using Cadence.Core.Kernel;
using Cadence.Core.Payments;
using Cadence.Core.Payouts;

namespace Cadence.Tests.Payouts;

/// <summary>One case of GoldenVenues.txt.</summary>
public sealed partial class GoldenVenue
{
    private readonly Dictionary<string, Guid> _ids = [];
    private readonly List<AgreementTerms> _agreements = [];
    private readonly List<PaySession> _sessions = [];

    public required string Title { get; init; }

    public List<(DateOnly Date, decimal Amount, string From)> Money { get; } = [];

    public List<(string Venue, string Id, PayLineKind Kind, string Arithmetic, decimal Amount)> Lines { get; } = [];

    /// <summary>Sums by word: venues, given, venues paid, pupils paid, rents, net.</summary>
    public Dictionary<string, (string Arithmetic, decimal Amount)> Sums { get; } = [];

    public List<string> Alone { get; } = [];

    public VenueMonthInputs Inputs => new() { Month = new Month(2026, 11), Currency = "EUR", Agreements = _agreements, Sessions = _sessions };

    public IEnumerable<(Guid Id, AgreementDirection Direction)> Venues => _agreements.Select(agreement => (agreement.VenueId, agreement.Direction)).Distinct();

    public static IReadOnlyList<GoldenVenue> ReadAll()
    {
        var cases = new List<GoldenVenue>();
        foreach (var line in File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Payouts", "GoldenVenues.txt")))
        {
            if (line.StartsWith("== ", StringComparison.Ordinal))
            {
                cases.Add(new GoldenVenue { Title = line[3..] });
            }
            else if (cases.Count > 0 && line.Length > 0)
            {
                cases[^1].Read(line);
            }
        }

        return cases;
    }

    public Guid Id(string name)
    {
        if (!_ids.TryGetValue(name, out var id))
        {
            _ids.Add(name, id = new Guid(_ids.Count + 1, 0, 0, new byte[8]));
        }

        return id;
    }

    public string Name(Guid id) => _ids.First(pair => pair.Value == id).Key;

    private static decimal Number(string text) => decimal.Parse(text, CultureInfo.InvariantCulture);

    private static DateOnly Day(string text) => DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static PaySessionState State(string word) => word switch
    {
        "held" => PaySessionState.Held,
        "ahead" => PaySessionState.Ahead,
        "without-roll" => PaySessionState.WithoutRoll,
        _ => PaySessionState.Cancelled,
    };

    private void Read(string line)
    {
        if (AgreementPattern().Match(line) is { Success: true } agreement)
        {
            var group = agreement.Groups["group"];
            _agreements.Add(new AgreementTerms
            {
                VenueId = Id(agreement.Groups["venue"].Value),
                Direction = SnakeCase.Parse<AgreementDirection>(agreement.Groups["direction"].Value),
                CollectedBy = agreement.Groups["collects"].Success ? AgreementCollector.Venue : AgreementCollector.Organization,
                PaysCancelled = agreement.Groups["cancelled"].Success,
                Rate = new PayRateTerms
                {
                    Id = Id(agreement.Groups["id"].Value),
                    Kind = SnakeCase.Parse<PayRateKind>(agreement.Groups["kind"].Value),
                    Model = SnakeCase.Parse<PayModel>(agreement.Groups["model"].Value),
                    Amount = Number(agreement.Groups["amount"].Value),
                    Scope = group.Success ? PayRateScope.Group : PayRateScope.Venue,
                    GroupId = group.Success ? Id(group.Value) : null,
                    VenueId = group.Success ? null : Id(agreement.Groups["venue"].Value),
                    ValidFrom = Day(agreement.Groups["from"].Value),
                    ValidTo = agreement.Groups["to"].Success ? Day(agreement.Groups["to"].Value) : null,
                },
            });
        }
        else if (ClassPattern().Match(line) is { Success: true } held)
        {
            _sessions.Add(new PaySession
            {
                Id = Id(held.Groups["id"].Value),
                GroupId = Id(held.Groups["group"].Value),
                Title = held.Groups["group"].Value,
                VenueId = Id(held.Groups["venue"].Value),
                Date = Day(held.Groups["date"].Value),
                Start = TimeOnly.Parse(held.Groups["start"].Value, CultureInfo.InvariantCulture),
                End = TimeOnly.Parse(held.Groups["end"].Value, CultureInfo.InvariantCulture),
                State = State(held.Groups["state"].Value),
                Teachers = [],
                Heads = new PayHeads((int)Number(held.Groups["heads"].Value), 0),
            });
        }
        else if (PrivatePattern().Match(line) is { Success: true } single)
        {
            var start = TimeOnly.Parse(single.Groups["start"].Value, CultureInfo.InvariantCulture);
            _sessions.Add(new PaySession
            {
                Id = Id(single.Groups["id"].Value),
                VenueId = Id(single.Groups["venue"].Value),
                Date = Day(single.Groups["date"].Value),
                Start = start,
                End = start.AddMinutes((int)Number(single.Groups["minutes"].Value)),
                State = State(single.Groups["state"].Value),
                Private = new PrivateTerms(Id(single.Groups["pupil"].Value), Number(single.Groups["price"].Value), single.Groups["state"].Value == "charged"),
                Teachers = [],
                Heads = new PayHeads(1, 0),
            });
        }
        else if (MoneyPattern().Match(line) is { Success: true } money)
        {
            Money.Add((Day(money.Groups["date"].Value), Number(money.Groups["amount"].Value), money.Groups["from"].Value));
        }
        else if (LinePattern().Match(line) is { Success: true } expected)
        {
            Lines.Add((expected.Groups["venue"].Value, expected.Groups["id"].Value, SnakeCase.Parse<PayLineKind>(expected.Groups["kind"].Value), expected.Groups["sum"].Value, Number(expected.Groups["amount"].Value)));
        }
        else if (SumPattern().Match(line) is { Success: true } sum)
        {
            Sums.Add((sum.Groups["word"].Value + " " + sum.Groups["from"].Value).Trim(), (sum.Groups["sum"].Value, Number(sum.Groups["amount"].Value)));
        }
        else if (line.StartsWith("alone ", StringComparison.Ordinal))
        {
            Alone.Add(line[6..].Trim());
        }
        else
        {
            throw new FormatException($"{Title}: {line}");
        }
    }

    [GeneratedRegex(@"^agreement (?<id>\S+)\s+(?<venue>\S+)\s+(?<direction>\S+)\s+(?<kind>\S+)\s+(?<model>\S+) (?<amount>[\d.]+)\s+from (?<from>\S+)( to (?<to>\S+))?(\s+group (?<group>.+?))?(?<collects>\s+collects)?(?<cancelled>\s+cancelled paid)?$")]
    private static partial Regex AgreementPattern();

    [GeneratedRegex(@"^class\s+(?<id>\S+)\s+(?<date>\S+) (?<start>[\d:]+)-(?<end>[\d:]+)\s+(?<group>.+?)\s\s+(?<venue>\S+)\s+(?<state>\S+): (?<heads>\d+)$")]
    private static partial Regex ClassPattern();

    [GeneratedRegex(@"^private\s+(?<id>\S+)\s+(?<date>\S+) (?<start>[\d:]+) (?<minutes>\d+) min\s+(?<pupil>\S+)\s+(?<venue>\S+)\s+(?<price>[\d.]+)\s+(?<state>\S+)$")]
    private static partial Regex PrivatePattern();

    [GeneratedRegex(@"^money\s+\S+\s+(?<date>\S+) (?<amount>[\d.]+)\s+(?<from>\S+)$")]
    private static partial Regex MoneyPattern();

    [GeneratedRegex(@"^line\s+(?<venue>\S+)\s+(?<id>\S+)\s+(?<kind>\S+)\s+(?<sum>.+) = (?<amount>-?[\d.]+)$")]
    private static partial Regex LinePattern();

    [GeneratedRegex(@"^(?<word>venues|given|came|rents|net)\s+(?<sum>.+) = (?<amount>-?[\d.]+)( from (?<from>\S+))?$")]
    private static partial Regex SumPattern();
}
