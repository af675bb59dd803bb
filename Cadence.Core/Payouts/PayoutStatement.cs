using System.Text.Json.Serialization;
using Cadence.Core.Attendance;
using Cadence.Core.Kernel;
using Cadence.Core.Organizations;
using Cadence.Core.Sessions;

namespace Cadence.Core.Payouts;

/// <summary>
/// One line as people read it: computed now, or as it was stored at approval. It carries everything that explains the amount,
/// and no names of people: those are read when it is shown, so that they can be erased.
/// </summary>
public sealed record StatementLine
{
    /// <summary>Why it stands there.</summary>
    public required PayLineKind Kind { get; init; }

    /// <summary>In the statement's currency, rounded.</summary>
    public required decimal Amount { get; init; }

    /// <summary>The session, null for a fixed amount.</summary>
    public Guid? SessionId { get; init; }

    /// <summary>The pupil of a private class; null for every other session.</summary>
    public Guid? PupilId { get; init; }

    /// <summary>Its group, null for an event.</summary>
    public Guid? GroupId { get; init; }

    /// <summary>The group's name or the event's title.</summary>
    public string Title { get; init; } = "";

    /// <summary>Room or venue.</summary>
    public string Place { get; init; } = "";

    /// <summary>The group's colour, 1 to 12.</summary>
    public int? Color { get; init; }

    /// <summary>Day of the session.</summary>
    public DateOnly? Date { get; init; }

    /// <summary>Local start.</summary>
    public TimeOnly? Start { get; init; }

    /// <summary>Local end.</summary>
    public TimeOnly? End { get; init; }

    /// <summary>The teacher's part.</summary>
    public SessionTeacherRole Role { get; init; }

    /// <summary>Whom a substitute replaced, or who taught a session that was missed.</summary>
    public Guid? OtherTeacherId { get; init; }

    /// <summary>Who came: present or late.</summary>
    public int Came { get; init; }

    /// <summary>Every pupil's mark, in the order of the roll.</summary>
    public IReadOnlyList<PayMark> Marks { get; init; } = [];

    /// <summary>The rate that made it.</summary>
    public PayRateTerms? Rate { get; init; }

    /// <summary>The arithmetic.</summary>
    public PayFormula? Formula { get; init; }

    /// <summary>Names of the groups taught jointly.</summary>
    public IReadOnlyList<string> JointWith { get; init; } = [];

    /// <summary>The group's level when it was calculated: a later change of level does not reach back.</summary>
    public string? Level { get; init; }

    /// <summary>First day of the month an adjustment corrects, or whose balance is carried.</summary>
    public DateOnly? AdjustsMonth { get; init; }

    /// <summary>Why it is adjusted.</summary>
    public PayAdjustmentReason? Reason { get; init; }

    /// <summary>Which marks changed.</summary>
    public IReadOnlyList<PayMarkChange> Changes { get; init; } = [];

    /// <summary>The heads to show: those that count where heads are paid, otherwise who came; those of a joint class stand once.</summary>
    [JsonIgnore]
    public int Heads => Kind == PayLineKind.Joint ? 0 : Formula is { Model: PayModel.PerHead } formula ? formula.Heads : Came;

    /// <summary>How many more came than were paid, by the marks that changed; negative for fewer.</summary>
    [JsonIgnore]
    public int HeadsGained => Changes.Sum(change => change.Count * (Counts(change.To) - Counts(change.From)));

    /// <summary>The line of a calculation.</summary>
    public static StatementLine Of(CalculatedLine line)
    {
        var session = line.Session;
        var adjustment = line.Adjustment;
        return new StatementLine
        {
            Kind = line.Kind,
            Amount = line.Amount.Amount,
            SessionId = session?.Id ?? adjustment?.SessionId,
            PupilId = session?.Private?.StudentId,
            GroupId = session?.GroupId,
            Title = session?.Title ?? "",
            Place = session?.Place ?? "",
            Color = session?.Color,
            Date = session?.Date,
            Start = session?.Start,
            End = session?.End,
            Role = line.Role,
            OtherTeacherId = line.Kind == PayLineKind.Missed ? session?.Teachers.FirstOrDefault(teacher => teacher.Role == SessionTeacherRole.Substitute)?.TeacherId : line.ReplacesTeacherId,
            Came = line.Kind is PayLineKind.Cancelled or PayLineKind.WithoutRoll || session is null ? 0 : session.Heads.Own + session.Heads.Guests,
            Marks = line.JointWith.Count > 0 && line.Kind != PayLineKind.Joint ? Union(line.JointWith.Prepend(session!)) : session?.Marks ?? [],
            Rate = line.Rate,
            Formula = line.Formula,
            JointWith = [.. line.JointWith.Select(other => other.Title)],
            Level = session?.Level,
            AdjustsMonth = (adjustment?.Month ?? line.CarriedFrom)?.FirstDay,
            Reason = adjustment?.Reason,
            Changes = adjustment?.Changes ?? [],
        };
    }

    /// <summary>The session as it was when the line was stored; null for a line without one.</summary>
    internal PaySession? Remembered() => this is { SessionId: { } id, Date: { } date, Start: { } start, End: { } end }
        ? new PaySession
        {
            Id = id,
            Private = PupilId is { } pupil ? new PrivateTerms(pupil, 0) : null,
            GroupId = GroupId,
            Title = Title,
            Place = Place,
            Color = Color,
            Level = Level,
            VenueId = Guid.Empty,
            Date = date,
            Start = start,
            End = end,
            State = PaySessionState.Held,
            Teachers = [],
        }
        : null;

    private static int Counts(AttendanceStatus? status) => status is AttendanceStatus.Present or AttendanceStatus.Late ? 1 : 0;

    private static List<PayMark> Union(IEnumerable<PaySession> sessions) =>
        [.. sessions.SelectMany(session => session.Marks).GroupBy(mark => mark.StudentId).Select(same => same.FirstOrDefault(mark => mark.Came, same.First()))];
}

/// <summary>Who pays, as the statement prints it.</summary>
/// <param name="Name">What people call it.</param>
/// <param name="LegalName">What the tax office calls it.</param>
/// <param name="Color">Brand colour as #RRGGBB, or null.</param>
public sealed record StatementPayer(OrganizationType Type, string Name, string? LegalName, string? TaxId, string? Address, string? Color);

/// <summary>Who is paid. Tax id and account are masked before they leave the database layer's caller: paper travels.</summary>
public sealed record StatementPayee(Guid Id, string FullName, string? LegalName, string? TaxId, string? BankAccount, string? Language);

/// <summary>A venue as a statement names it.</summary>
public sealed record StatementVenue(Guid Id, string Name, string? Address);

/// <summary>One teacher's month on paper and screen: computed now, or as approved.</summary>
public sealed record PayoutStatement
{
    /// <summary>The month that names it.</summary>
    public required Month Month { get; init; }

    /// <summary>First and last day.</summary>
    public required DateRange Period { get; init; }

    /// <summary>ISO 4217.</summary>
    public required string Currency { get; init; }

    /// <summary>Who pays.</summary>
    public required StatementPayer Payer { get; init; }

    /// <summary>Who is paid.</summary>
    public required StatementPayee Payee { get; init; }

    /// <summary>In order; see <see cref="PayoutCalculation.Lines"/>.</summary>
    public required IReadOnlyList<StatementLine> Lines { get; init; }

    /// <summary>Sum of the lines.</summary>
    public required Money Gross { get; init; }

    /// <summary>Added to the gross.</summary>
    public required Money Tax { get; init; }

    /// <summary>Taken from the gross.</summary>
    public required Money Withholding { get; init; }

    /// <summary>The percentages behind tax and withholding.</summary>
    public PayTaxes Taxes { get; init; } = new();

    /// <summary>The rules that held on the last day.</summary>
    public PayOptions Rules { get; init; } = new();

    /// <summary>The teacher's rates that hold in the period.</summary>
    public IReadOnlyList<PayRateTerms> Rates { get; init; } = [];

    /// <summary>Printed number; null before the approval.</summary>
    public string? Number { get; init; }

    /// <summary>The day of the approval, in the organization's zone; null before it.</summary>
    public DateOnly? ApprovedOn { get; init; }

    /// <summary>The name of who approved, if still known.</summary>
    public string? ApprovedBy { get; init; }

    /// <summary>The day it was marked as paid.</summary>
    public DateOnly? PaidOn { get; init; }

    /// <summary>The last day to pay it, if the organization has a pay day.</summary>
    public DateOnly? PayBefore { get; init; }

    /// <summary>When these figures were made: the approval, or now.</summary>
    public required DateTimeOffset AsOf { get; init; }

    /// <summary>Today, in the organization's zone.</summary>
    public required DateOnly Today { get; init; }

    /// <summary>Names of other teachers on the lines.</summary>
    public IReadOnlyDictionary<Guid, string> TeacherNames { get; init; } = new Dictionary<Guid, string>();

    /// <summary>Names of the pupils of private classes on the lines.</summary>
    public IReadOnlyDictionary<Guid, string> PupilNames { get; init; } = new Dictionary<Guid, string>();

    /// <summary>The venue this is addressed to, when it is not a teacher's pay but what a venue owes.</summary>
    public StatementVenue? Venue { get; init; }

    /// <summary>Gross + tax − withholding.</summary>
    public Money Net => Gross + Tax - Withholding;

    /// <summary>Whether it may still change.</summary>
    public bool IsPreview => ApprovedOn is null;

    /// <summary>The lines as they are grouped on screen and paper.</summary>
    [JsonIgnore]
    public StatementSections Sections => StatementSections.Of(Lines);
}

/// <summary>The lines of one group, event or sort of other pay: its row on the screen, its block on paper.</summary>
/// <param name="Key">Stable within the statement: the group's id, or where the first line stands.</param>
/// <param name="Lines">At least one.</param>
public sealed record StatementSection(string Key, IReadOnlyList<StatementLine> Lines)
{
    /// <summary>Key of the section that holds all private classes.</summary>
    public const string PrivateKey = "private";

    /// <summary>Whether these are private classes.</summary>
    public bool IsPrivate => Key == PrivateKey;

    /// <summary>The group's name.</summary>
    public string Title => Lines[0].Title;

    /// <summary>Where, if it is the same for all.</summary>
    public string Place => Lines.All(line => line.Place == Lines[0].Place) ? Lines[0].Place : "";

    /// <summary>Sum of the lines.</summary>
    public decimal Amount => Lines.Sum(line => line.Amount);

    /// <summary>Classes that took place.</summary>
    public int Classes => Lines.Count(line => line.Kind is PayLineKind.Session or PayLineKind.Included or PayLineKind.Joint or PayLineKind.NoRate);

    /// <summary>The heads of all classes together.</summary>
    public int Heads => Lines.Sum(line => line.Heads);

    /// <summary>The one rate that paid all of it, or null.</summary>
    public PayRateTerms? OnlyRate => Lines.Select(line => line.Rate).Where(rate => rate is not null).DistinctBy(rate => rate!.Id).ToList() is [{ } only] ? only : null;

    /// <summary>
    /// "175 × 1,40" when the sum says just that: the number and the amount that make the whole; null when more is behind it.
    /// </summary>
    public (int Times, decimal Each)? Product
    {
        get
        {
            var paid = Lines.Where(line => line.Formula is not null && line.Amount != 0).ToList();
            if (paid.Count == 0 || paid.Select(line => (line.Formula!.Model, line.Formula.Rate)).Distinct().Count() != 1)
            {
                return null;
            }

            var formula = paid[0].Formula!;
            var times = formula.Model switch
            {
                PayModel.PerHead => paid.Sum(line => line.Formula!.PaidHeads),
                PayModel.PerHour => paid.Sum(line => line.Formula!.Minutes) / 60,
                _ => paid.Count,
            };
            return times * formula.Rate == Amount ? (times, formula.Rate) : null;
        }
    }
}

/// <summary>The lines in the order of the statement: groups by the hour of their first class, then the rest.</summary>
/// <param name="Groups">Own classes by group or event.</param>
/// <param name="Others">Fixed amounts, substitutions, adjustments, deductions.</param>
public sealed record StatementSections(IReadOnlyList<StatementSection> Groups, IReadOnlyList<StatementLine> Others)
{
    /// <summary>Arranges lines.</summary>
    public static StatementSections Of(IReadOnlyList<StatementLine> lines)
    {
        var isOwnClass = lines.ToLookup(line => line.Kind is not (PayLineKind.Fixed or PayLineKind.Missed or PayLineKind.Adjustment or PayLineKind.Carried) && line.Role != SessionTeacherRole.Substitute);
        var groups = isOwnClass[true]
            .GroupBy(line => line.PupilId is not null ? StatementSection.PrivateKey : line.GroupId?.ToString("N") ?? $"event-{line.SessionId:N}")
            .Select(group => new StatementSection(group.Key, [.. group]))
            .OrderBy(section => section.Lines[0].Start)
            .ThenBy(section => section.Title, StringComparer.CurrentCultureIgnoreCase)
            .ThenBy(section => section.Key, StringComparer.Ordinal)
            .ToList();
        return new StatementSections(groups, [.. isOwnClass[false]]);
    }
}
