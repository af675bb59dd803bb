using System.Globalization;
using System.Text.RegularExpressions;
using Cadence.Core.Attendance;
using Cadence.Core.Data;
using Cadence.Core.Kernel;
using Cadence.Core.Payouts;
using Cadence.Core.Sessions;

namespace Cadence.Tests.Payouts;

/// <summary>One case of GoldenPayouts.txt.</summary>
public sealed partial class GoldenPayout
{
    private readonly Dictionary<string, Guid> _ids = [];

    public required string Title { get; init; }

    public List<PayRateTerms> Rates { get; } = [];

    public List<PaySession> Sessions { get; } = [];

    public List<GoldenLine> Lines { get; } = [];

    public PayOptions Rules { get; private set; } = new();

    public PayTaxes Taxes { get; private set; } = new();

    public DateRange Employed { get; private set; } = new(new DateOnly(2025, 9, 1), null);

    public decimal Total { get; private set; }

    public (string Arithmetic, decimal Amount)? Net { get; private set; }

    public List<string> Missing { get; } = [];

    public List<string> Blocked { get; } = [];

    public List<string> Replaced { get; } = [];

    public static IReadOnlyList<GoldenPayout> ReadAll()
    {
        var cases = new List<GoldenPayout>();
        foreach (var line in File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Payouts", "GoldenPayouts.txt")))
        {
            if (line.StartsWith("== ", StringComparison.Ordinal))
            {
                cases.Add(new GoldenPayout { Title = line[3..] });
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

    public PayoutInputs Inputs() => new()
    {
        TeacherId = Id("Leo"),
        EmployedFrom = Employed.Start,
        EmployedTo = Employed.End,
        Month = new Month(2026, 11),
        Period = PayPeriod.Named(new Month(2026, 11)),
        Currency = "EUR",
        Rates = Rates,
        Sessions = Sessions,
        Rules = [Rules],
        Taxes = Taxes,
    };

    private static decimal Number(string text) => decimal.Parse(text, CultureInfo.InvariantCulture);

    private static DateOnly Day(string text) => DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture);

    private void Read(string line)
    {
        var space = line.IndexOf(' ', StringComparison.Ordinal);
        var (word, rest) = (line[..space], line[space..].Trim());
        switch (word)
        {
            case "why":
                break;
            case "employed":
                var days = rest.Split(" to ");
                Employed = new DateRange(Day(days[0]), Day(days[1]));
                break;
            case "setting":
                ReadSetting(rest);
                break;
            case "rate":
                ReadRate(rest);
                break;
            case "session":
                ReadSession(rest);
                break;
            case "line":
                var expected = Match(LinePattern(), rest);
                Lines.Add(new GoldenLine(expected["id"].Value, SnakeCase.Parse<PayLineKind>(expected["kind"].Value), (int)Number(expected["heads"].Value), expected["sum"].Value, Number(expected["amount"].Value)));
                break;
            case "total":
                Total = Number(rest);
                break;
            case "net":
                var sides = rest.Split(" = ");
                Net = (sides[0], Number(sides[1]));
                break;
            case "missing":
                Missing.Add(rest);
                break;
            case "blocked":
                Blocked.Add(rest);
                break;
            case "replaced":
                Replaced.Add(rest);
                break;
            default:
                throw new FormatException($"{Title}: {line}");
        }
    }

    private void ReadSetting(string text)
    {
        var words = text.Split(' ');
        (Rules, Taxes) = words[0] switch
        {
            "prorate" => (Rules with { ProrateFixed = true }, Taxes),
            "no-guests" => (Rules with { GuestsCount = false }, Taxes),
            "split" => (Rules with { SplitBetweenTeachers = true }, Taxes),
            "joint-separately" => (Rules with { JointGroupsSeparately = true }, Taxes),
            "deduction" => (Rules with { MissedSessionDeduction = Number(words[1]) }, Taxes),
            "withholding" => (Rules, Taxes with { WithholdingPercent = Number(words[1]) }),
            _ => throw new FormatException($"{Title}: {text}"),
        };
    }

    private void ReadRate(string text)
    {
        var rate = Match(RatePattern(), text);
        var scope = SnakeCase.Parse<PayRateScope>(rate["scope"].Value);
        var what = rate["what"].Value.Trim();
        Rates.Add(new PayRateTerms
        {
            Id = Id(rate["id"].Value),
            Model = SnakeCase.Parse<PayModel>(rate["model"].Value),
            Amount = Number(rate["amount"].Value),
            Scope = scope,
            VenueId = scope == PayRateScope.Venue ? Id("venue " + what) : null,
            Level = scope == PayRateScope.Level ? what : null,
            GroupId = scope == PayRateScope.Group ? Id("group " + what) : null,
            ValidFrom = Day(rate["from"].Value),
            ValidTo = rate["to"].Success ? Day(rate["to"].Value) : null,
            Base = rate["base"].Success ? Number(rate["base"].Value) : 0,
            FreeHeads = rate["free"].Success ? (int)Number(rate["free"].Value) : 0,
            Minimum = rate["minimum"].Success ? Number(rate["minimum"].Value) : 0,
            Cap = rate["cap"].Success ? Number(rate["cap"].Value) : null,
            Tiers = [.. rate["tiers"].Value.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(tier => tier.Split(':')).Select(tier => new PayTier((int)Number(tier[0]), Number(tier[1])))],
        });
    }

    private void ReadSession(string text)
    {
        var session = Match(SessionPattern(), text);
        var marks = Marks(session["id"].Value, session["marks"].Value).ToList();
        Sessions.Add(new PaySession
        {
            Id = Id(session["id"].Value),
            Date = Day(session["date"].Value),
            Start = TimeOnly.Parse(session["start"].Value, CultureInfo.InvariantCulture),
            End = TimeOnly.Parse(session["end"].Value, CultureInfo.InvariantCulture),
            Title = session["group"].Value.Trim(),
            GroupId = Id("group " + session["group"].Value.Trim()),
            Level = session["level"].Success ? session["level"].Value.Trim() : null,
            VenueId = Id("venue " + (session["venue"].Success ? session["venue"].Value.Trim() : "Centro")),
            JointId = session["joint"].Success ? Id("joint " + session["joint"].Value) : null,
            State = session["state"].Value switch
            {
                "held" => PaySessionState.Held,
                "ahead" => PaySessionState.Ahead,
                "without-roll" => PaySessionState.WithoutRoll,
                _ => PaySessionState.Cancelled,
            },
            Paid = session["state"].Value == "cancelled-paid",
            Teachers = session["who"].Success ? [.. session["who"].Value.Split(", ").Select(Part)] : [new PaySessionTeacher(Id("Leo"), SessionTeacherRole.Lead)],
            Heads = PayHeads.Of(marks),
            Marks = marks,
        });
    }

    private PaySessionTeacher Part(string text)
    {
        var words = text.Split(' ');
        return words switch
        {
            ["lead", var name] => new(Id(name), SessionTeacherRole.Lead),
            ["assistant", var name] => new(Id(name), SessionTeacherRole.Assistant),
            [var name, "for", var replaced] => new(Id(name), SessionTeacherRole.Substitute, Id(replaced)),
            _ => throw new FormatException($"{Title}: {text}"),
        };
    }

    private IEnumerable<PayMark> Marks(string session, string text)
    {
        foreach (var entry in text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var words = entry.Split(' ');
            var guest = words[1] == "guest";
            AttendanceStatus? status = words[^1] switch
            {
                "P" => AttendanceStatus.Present,
                "L" => AttendanceStatus.Late,
                "A" => AttendanceStatus.Absent,
                "E" => AttendanceStatus.Excused,
                "-" => null,
                _ => throw new FormatException($"{Title}: {entry}"),
            };
            if (int.TryParse(words[0], out var count))
            {
                for (var i = 0; i < count; i++)
                {
                    yield return new PayMark(Id($"pupil {session} {entry} {i}"), status, guest);
                }
            }
            else
            {
                yield return new PayMark(Id("pupil " + words[0]), status, guest);
            }
        }
    }

    private GroupCollection Match(Regex pattern, string text)
    {
        var match = pattern.Match(text);
        return match.Success ? match.Groups : throw new FormatException($"{Title}: {text}");
    }

    [GeneratedRegex(@"^(?<id>\S+)\s+(?<kind>\S+)\s+(?<heads>\d+) heads\s+(?<sum>.+) = (?<amount>-?[\d.]+)$")]
    private static partial Regex LinePattern();

    [GeneratedRegex(@"^(?<id>\S+)\s+(?<model>\S+) (?<amount>[\d.]+)\s+(?<scope>all|venue|level|group)(?<what>.*?)\s+from (?<from>\S+)( to (?<to>\S+))?(\s+base (?<base>\S+))?(\s+free (?<free>\S+))?(\s+minimum (?<minimum>\S+))?(\s+cap (?<cap>\S+))?(\s+tiers (?<tiers>.+))?$")]
    private static partial Regex RatePattern();

    [GeneratedRegex(@"^(?<id>\S+)\s+(?<date>\S+) (?<start>[\d:]+)-(?<end>[\d:]+)\s+(?<group>[^(:]+?)(\s+\((?<who>.+)\))?(\s\s+level (?<level>\S+))?(\s\s+venue (?<venue>\S+))?(\s\s+joint (?<joint>\S+))?\s\s+(?<state>held|ahead|without-roll|cancelled|cancelled-paid):(?<marks>.*)$")]
    private static partial Regex SessionPattern();
}

/// <summary>One expected line, with the hand's arithmetic.</summary>
public sealed record GoldenLine(string Id, PayLineKind Kind, int Heads, string Arithmetic, decimal Amount);

/// <summary>Does what stands in the column: + - × ÷, brackets, min and max.</summary>
public sealed class HandArithmetic
{
    private readonly string _text;
    private int _at;

    private HandArithmetic(string text) => _text = text.Replace(" ", "", StringComparison.Ordinal);

    /// <summary>The value, rounded to cents half away from zero as a person would.</summary>
    public static decimal Of(string text)
    {
        var sum = new HandArithmetic(text);
        var value = sum.Sum();
        return sum._at == sum._text.Length ? Math.Round(value, 2, MidpointRounding.AwayFromZero) : throw new FormatException(text);
    }

    private decimal Sum()
    {
        var value = Product();
        while (_at < _text.Length && _text[_at] is '+' or '-')
        {
            value = _text[_at++] == '+' ? value + Product() : value - Product();
        }

        return value;
    }

    private decimal Product()
    {
        var value = Factor();
        while (_at < _text.Length && _text[_at] is '×' or '÷')
        {
            value = _text[_at++] == '×' ? value * Factor() : value / Factor();
        }

        return value;
    }

    private decimal Factor()
    {
        foreach (var (name, choose) in new[] { ("max(", (Func<decimal, decimal, decimal>)Math.Max), ("min(", Math.Min) })
        {
            if (_text.AsSpan(_at).StartsWith(name, StringComparison.Ordinal))
            {
                _at += name.Length;
                var first = Sum();
                Expect(',');
                var value = choose(first, Sum());
                Expect(')');
                return value;
            }
        }

        if (_text[_at] == '(')
        {
            _at++;
            var value = Sum();
            Expect(')');
            return value;
        }

        var start = _at;
        while (_at < _text.Length && (char.IsAsciiDigit(_text[_at]) || _text[_at] == '.'))
        {
            _at++;
        }

        return decimal.Parse(_text.AsSpan(start, _at - start), CultureInfo.InvariantCulture);
    }

    private void Expect(char c) => _at = _text[_at] == c ? _at + 1 : throw new FormatException(_text);
}
