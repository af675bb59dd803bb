using Cadence.Core.Kernel;
using Cadence.Core.Resources;

namespace Cadence.Core.Sessions;

/// <summary>What a class may be.</summary>
public static class SessionRules
{
    /// <summary>A class lasts at least this long.</summary>
    public static readonly TimeSpan Shortest = TimeSpan.FromMinutes(5);

    /// <summary>Nobody dances longer; a longer one is a typing mistake in one of its times.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromHours(12);

    /// <summary>Longest title of a one-off event.</summary>
    public const int LongestTitle = 120;

    /// <summary>Longest reason of a cancellation.</summary>
    public const int LongestReason = 500;

    /// <summary>A forgotten class may be added this many days later.</summary>
    public const int DaysBack = 366;

    /// <summary>A class may be planned this many days ahead.</summary>
    public const int DaysAhead = 731;

    /// <summary>A roll call opens this long before the class (domain.md §2).</summary>
    public static readonly TimeSpan RollCallOpensBefore = TimeSpan.FromMinutes(60);

    /// <summary>Date and times as typed, checked; null where something was wrong and stands in <paramref name="errors"/>.</summary>
    public static (DateOnly Date, TimeOnly Start, TimeOnly End)? Times(ISessionTimes typed, DateOnly today, List<Error> errors)
    {
        var found = errors.Count;
        var start = Time(typed.StartTime, nameof(ISessionTimes.StartTime), errors);
        var end = Time(typed.EndTime, nameof(ISessionTimes.EndTime), errors);
        if (typed.Date is not { } date)
        {
            errors.Add(Error.Invalid(nameof(SharedTexts.ErrorRequired), nameof(ISessionTimes.Date)));
            return null;
        }

        var (earliest, latest) = (today.AddDays(-DaysBack), today.AddDays(DaysAhead));
        if (date < earliest || date > latest)
        {
            errors.Add(Error.Invalid(nameof(SharedTexts.ErrorDateRange), nameof(ISessionTimes.Date), earliest, latest));
        }

        return errors.Count == found ? (date, start!.Value, end!.Value) : null;
    }

    /// <summary>The failure of a class that lasts too short or too long, by the instants; null where it is right.</summary>
    public static Error? LengthError(DateTimeOffset startsAt, DateTimeOffset endsAt) => (endsAt - startsAt) switch
    {
        var length when length < Shortest => Error.Invalid(nameof(SessionsTexts.ErrorClassTooShort), nameof(ISessionTimes.EndTime), (int)Shortest.TotalMinutes),
        var length when length > Longest => Error.Invalid(nameof(SessionsTexts.ErrorClassTooLong), nameof(ISessionTimes.EndTime), (int)Longest.TotalHours),
        _ => null,
    };

    /// <summary>Whether pupils are charged and the teacher is paid for a class cancelled like this, where no setting says otherwise.</summary>
    public static (bool Charged, bool Paid) CancelledByDefault(CancellationKind kind) => (kind is CancellationKind.PupilLate or CancellationKind.NoShow, false);

    private static TimeOnly? Time(string? text, string field, List<Error> errors)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            errors.Add(Error.Invalid(nameof(SharedTexts.ErrorRequired), field));
            return null;
        }

        var time = SchoolTimeText.Parse(text);
        if (time is null)
        {
            errors.Add(Error.Invalid(nameof(SharedTexts.ErrorTimeInvalid), field));
        }

        return time;
    }
}
