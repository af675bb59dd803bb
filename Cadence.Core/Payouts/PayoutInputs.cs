using System.Text.Json.Serialization;
using Cadence.Core.Attendance;
using Cadence.Core.Kernel;
using Cadence.Core.Sessions;

namespace Cadence.Core.Payouts;

/// <summary>From this number of counted heads on, all of them are paid at this amount.</summary>
/// <param name="From">The least number of heads of the tier.</param>
/// <param name="Amount">Amount per head, in the organization's currency.</param>
public sealed record PayTier(int From, decimal Amount);

/// <summary>One dated row of what a teacher earns, as the calculation reads it. Amounts are in the organization's currency.</summary>
public sealed record PayRateTerms
{
    /// <summary>The row's id; kept with every line it made.</summary>
    public required Guid Id { get; init; }

    /// <summary>Which sessions it pays.</summary>
    public PayRateKind Kind { get; init; }

    /// <summary>How it pays.</summary>
    public required PayModel Model { get; init; }

    /// <summary>What it is valid for.</summary>
    public PayRateScope Scope { get; init; }

    /// <summary>The venue, for <see cref="PayRateScope.Venue"/>.</summary>
    public Guid? VenueId { get; init; }

    /// <summary>The level, for <see cref="PayRateScope.Level"/>; compared without regard to case.</summary>
    public string? Level { get; init; }

    /// <summary>The group, for <see cref="PayRateScope.Group"/>.</summary>
    public Guid? GroupId { get; init; }

    /// <summary>Per period, class, head or hour.</summary>
    public required decimal Amount { get; init; }

    /// <summary>Added to every class, per head only.</summary>
    public decimal Base { get; init; }

    /// <summary>The least a class pays, per head only; 0 for none.</summary>
    public decimal Minimum { get; init; }

    /// <summary>The most a class pays, per head only; stronger than the minimum.</summary>
    public decimal? Cap { get; init; }

    /// <summary>Heads of each class that are not paid, per head only.</summary>
    public int FreeHeads { get; init; }

    /// <summary>Amounts by number of heads, ascending; below the first one <see cref="Amount"/> holds.</summary>
    public IReadOnlyList<PayTier> Tiers { get; init; } = [];

    /// <summary>The name of the venue, level or group, for readers.</summary>
    public string? ScopeName { get; init; }

    /// <summary>First day.</summary>
    public required DateOnly ValidFrom { get; init; }

    /// <summary>Last day, included; null is open.</summary>
    public DateOnly? ValidTo { get; init; }

    /// <summary>Whether the row holds on the day for a session of this kind, group, level and venue.</summary>
    public bool Covers(PaySession session) => Kind == session.Kind && IsValidOn(session.Date) && Scope switch
    {
        PayRateScope.All => true,
        PayRateScope.Venue => VenueId == session.VenueId,
        PayRateScope.Level => session.Level is not null && string.Equals(Level, session.Level, StringComparison.OrdinalIgnoreCase),
        PayRateScope.Group => GroupId is not null && GroupId == session.GroupId,
        _ => false,
    };

    /// <summary>Whether the row holds on the day.</summary>
    public bool IsValidOn(DateOnly day) => new DateRange(ValidFrom, ValidTo).Contains(day);
}

/// <summary>What a class session is for pay.</summary>
public enum PaySessionState
{
    /// <summary>Not over yet: nothing is owed and nothing is missing.</summary>
    Ahead,
    /// <summary>Over, neither cancelled nor closed: its attendance is missing.</summary>
    WithoutRoll,
    /// <summary>Took place.</summary>
    Held,
    /// <summary>Did not take place; <see cref="PaySession.Paid"/> says whether it is paid all the same.</summary>
    Cancelled,
}

/// <summary>One teacher of a session. A substitute who names nobody replaces the lead.</summary>
public sealed record PaySessionTeacher(Guid TeacherId, SessionTeacherRole Role, Guid? ReplacesTeacherId = null);

/// <summary>One pupil in one session; no status means nobody marked this pupil, or the mark was withdrawn.</summary>
public readonly record struct PayMark(Guid StudentId, AttendanceStatus? Status, bool IsGuest = false)
{
    /// <summary>Whether the pupil came.</summary>
    [JsonIgnore]
    public bool Came => Status is AttendanceStatus.Present or AttendanceStatus.Late;
}

/// <summary>How many came, the group's own pupils and guests apart.</summary>
public readonly record struct PayHeads(int Own, int Guests)
{
    /// <summary>Counts each pupil once, also one who is marked in several sessions; own pupil in one of them is own pupil.</summary>
    public static PayHeads Of(IEnumerable<PayMark> marks)
    {
        var guestByStudent = new Dictionary<Guid, bool>();
        foreach (var mark in marks.Where(mark => mark.Came))
        {
            guestByStudent[mark.StudentId] = mark.IsGuest && guestByStudent.GetValueOrDefault(mark.StudentId, true);
        }

        var guests = guestByStudent.Count(pair => pair.Value);
        return new PayHeads(guestByStudent.Count - guests, guests);
    }
}

/// <summary>What a private class is to its pupil.</summary>
/// <param name="StudentId">The pupil.</param>
/// <param name="Price">In the organization's currency.</param>
/// <param name="Charged">Whether a cancelled one is charged.</param>
public sealed record PrivateTerms(Guid StudentId, decimal Price, bool Charged = false);

/// <summary>One session as the calculation reads it, with what a reader needs to recognise it.</summary>
public sealed record PaySession
{
    /// <summary>The session's id.</summary>
    public required Guid Id { get; init; }

    /// <summary>What a private class costs its pupil; null for every other session.</summary>
    public PrivateTerms? Private { get; init; }

    /// <summary>Which rates pay it.</summary>
    public PayRateKind Kind => Private is null ? PayRateKind.Class : PayRateKind.Private;

    /// <summary>How long it lasts by the clock on the wall.</summary>
    public int Minutes => (int)(End - Start).TotalMinutes;

    /// <summary>The group, null for a one-off event.</summary>
    public Guid? GroupId { get; init; }

    /// <summary>The group's name, or the event's title.</summary>
    public string Title { get; init; } = "";

    /// <summary>The group's colour, 1 to 12; null for an event.</summary>
    public int? Color { get; init; }

    /// <summary>The group's level, if it has one.</summary>
    public string? Level { get; init; }

    /// <summary>Where.</summary>
    public required Guid VenueId { get; init; }

    /// <summary>The room's or venue's name.</summary>
    public string Place { get; init; } = "";

    /// <summary>The day it starts, in the venue's zone: session, month and pay belong to it.</summary>
    public required DateOnly Date { get; init; }

    /// <summary>Local start.</summary>
    public required TimeOnly Start { get; init; }

    /// <summary>Local end; not later than the start means the next day.</summary>
    public required TimeOnly End { get; init; }

    /// <summary>Whether it took place.</summary>
    public required PaySessionState State { get; init; }

    /// <summary>Whether a cancelled session is paid.</summary>
    public bool Paid { get; init; }

    /// <summary>Sessions of several groups taught together share it.</summary>
    public Guid? JointId { get; init; }

    /// <summary>Everybody who has a part, the replaced included.</summary>
    public required IReadOnlyList<PaySessionTeacher> Teachers { get; init; }

    /// <summary>Who came, in numbers.</summary>
    public PayHeads Heads { get; init; }

    /// <summary>Every pupil's mark. May be left empty for a session that is not joint: then <see cref="Heads"/> alone counts.</summary>
    public IReadOnlyList<PayMark> Marks { get; init; } = [];

    /// <summary>Those who really taught it: everybody but the replaced.</summary>
    public IEnumerable<PaySessionTeacher> WhoTaught()
    {
        foreach (var teacher in Teachers)
        {
            if (SubstituteOf(teacher) is null)
            {
                yield return teacher;
            }
        }
    }

    /// <summary>The substitute who taught in this one's place, or null.</summary>
    public PaySessionTeacher? SubstituteOf(PaySessionTeacher teacher)
    {
        foreach (var other in Teachers)
        {
            if (other.Role == SessionTeacherRole.Substitute && other.TeacherId != teacher.TeacherId &&
                (other.ReplacesTeacherId == teacher.TeacherId || (other.ReplacesTeacherId is null && teacher.Role == SessionTeacherRole.Lead)))
            {
                return other;
            }
        }

        return null;
    }
}

/// <summary>The organization's rules of pay from a day on. The defaults are what a school has that never chose.</summary>
public sealed record PayOptions
{
    /// <summary>First day of these rules.</summary>
    public DateOnly ValidFrom { get; init; } = DateOnly.MinValue;

    /// <summary>Whether guests (trial, make-up, drop-in, pack) count as heads.</summary>
    public bool GuestsCount { get; init; } = true;

    /// <summary>Whether a fixed amount is cut to the days of the period on which the teacher was employed.</summary>
    public bool ProrateFixed { get; init; }

    /// <summary>Whether teachers who teach one class together divide its pay; otherwise each is paid by own rates on all heads.</summary>
    public bool SplitBetweenTeachers { get; init; }

    /// <summary>Whether groups taught together are paid each by itself.</summary>
    public bool JointGroupsSeparately { get; init; }

    /// <summary>What a fixed salary loses for each class taught by a substitute; null or zero is nothing.</summary>
    public decimal? MissedSessionDeduction { get; init; }
}

/// <summary>Percentages on a teacher's gross, null for none.</summary>
public sealed record PayTaxes(decimal? TaxPercent = null, decimal? WithholdingPercent = null);

/// <summary>Everything one teacher's payout of one period follows from.</summary>
public sealed record PayoutInputs
{
    /// <summary>Whose payout.</summary>
    public required Guid TeacherId { get; init; }

    /// <summary>First day of employment; null means before the period.</summary>
    public DateOnly? EmployedFrom { get; init; }

    /// <summary>Last day of employment; null means after the period.</summary>
    public DateOnly? EmployedTo { get; init; }

    /// <summary>The month that names the period.</summary>
    public required Month Month { get; init; }

    /// <summary>First and last day.</summary>
    public required DateRange Period { get; init; }

    /// <summary>ISO 4217.</summary>
    public required string Currency { get; init; }

    /// <summary>The teacher's rates for classes.</summary>
    public required IReadOnlyList<PayRateTerms> Rates { get; init; }

    /// <summary>The period's sessions in which the teacher has a part, and those taught jointly with them.</summary>
    public required IReadOnlyList<PaySession> Sessions { get; init; }

    /// <summary>Rules by first day, ascending; empty means the defaults.</summary>
    public IReadOnlyList<PayOptions> Rules { get; init; } = [];

    /// <summary>Percentages valid on the last day of the period.</summary>
    public PayTaxes Taxes { get; init; } = new();

    /// <summary>What later facts of earlier, approved periods add or take.</summary>
    public IReadOnlyList<PayAdjustment> Adjustments { get; init; } = [];

    /// <summary>The negative balance of the payout before.</summary>
    public CarriedBalance? Carried { get; init; }
}

/// <summary>An approved payout below zero: it comes off the next one.</summary>
/// <param name="Month">Whose balance it is.</param>
/// <param name="Amount">Below zero.</param>
public sealed record CarriedBalance(Month Month, Money Amount);
