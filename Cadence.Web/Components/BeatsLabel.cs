using Cadence.Core.Localization;
using Cadence.Core.Resources;

namespace Cadence.Web.Components;

/// <summary>Beats in words: "18 presentes, 1 tarde, 1 falta". What a screen reader hears and what stands beside the score.</summary>
public static class BeatsLabel
{
    /// <summary>Counts each kind, in the fixed order of the states; kinds that do not occur are left out, quantities and gaps are not counted.</summary>
    public static string Of(IEnumerable<BeatKind> beats)
    {
        ArgumentNullException.ThrowIfNull(beats);
        Span<int> counts = stackalloc int[(int)BeatKind.Gap + 1];
        foreach (var beat in beats)
        {
            counts[(int)beat]++;
        }

        var parts = new List<string>(4);
        for (var kind = BeatKind.Present; kind < BeatKind.Measure; kind++)
        {
            if (counts[(int)kind] is > 0 and var count)
            {
                var (one, many) = Words(kind);
                parts.Add(Counted.Text(count, one, many));
            }
        }

        return parts.Count == 0 ? SharedTexts.BeatNone : string.Join(", ", parts);
    }

    private static (string One, string Many) Words(BeatKind kind) => kind switch
    {
        BeatKind.Present => (SharedTexts.BeatPresentOne, SharedTexts.BeatPresentMany),
        BeatKind.Late => (SharedTexts.BeatLateOne, SharedTexts.BeatLateMany),
        BeatKind.Absent => (SharedTexts.BeatAbsentOne, SharedTexts.BeatAbsentMany),
        BeatKind.Excused => (SharedTexts.BeatExcusedOne, SharedTexts.BeatExcusedMany),
        BeatKind.Unmarked => (SharedTexts.BeatUnmarkedOne, SharedTexts.BeatUnmarkedMany),
        BeatKind.Held => (SharedTexts.BeatHeldOne, SharedTexts.BeatHeldMany),
        BeatKind.Now => (SharedTexts.BeatNowOne, SharedTexts.BeatNowMany),
        BeatKind.Ahead => (SharedTexts.BeatAheadOne, SharedTexts.BeatAheadMany),
        BeatKind.Cancelled => (SharedTexts.BeatCancelledOne, SharedTexts.BeatCancelledMany),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
    };
}
