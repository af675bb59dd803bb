using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Rendering;

namespace Cadence.Web.Components;

/// <summary>
/// A row of beats. A dashboard shows hundreds of them, so this writes plain elements by hand
/// and only when a beat changed: a tap elsewhere sends nothing for the rows that stayed.
/// </summary>
public sealed class Beats : ComponentBase
{
    private BeatKind[] _shownKinds = [];
    private int[] _shownHeights = [];
    private string? _shownLabel;
    private string? _shownClass;
    private bool _changed = true;

    /// <summary>One entry per beat, in the order shown.</summary>
    [Parameter, EditorRequired]
    public required IReadOnlyList<BeatKind> Kinds { get; set; }

    /// <summary>Height of each beat in percent, for quantities; null lets the kind decide.</summary>
    [Parameter]
    public IReadOnlyList<int>? Heights { get; set; }

    /// <summary>What the beats say; null counts them in the reader's language.</summary>
    [Parameter]
    public string? Label { get; set; }

    /// <summary>Further classes, for example <c>beats-large</c>.</summary>
    [Parameter]
    public string? Class { get; set; }

    /// <inheritdoc />
    protected override void OnParametersSet()
    {
        var heights = Heights ?? [];
        var label = Label ?? BeatsLabel.Of(Kinds);
        _changed = label != _shownLabel || Class != _shownClass || !Kinds.SequenceEqual(_shownKinds) || !heights.SequenceEqual(_shownHeights);
        if (_changed)
        {
            _shownKinds = [.. Kinds];
            _shownHeights = [.. heights];
            _shownLabel = label;
            _shownClass = Class;
        }
    }

    /// <inheritdoc />
    protected override bool ShouldRender() => _changed;

    /// <inheritdoc />
    protected override void BuildRenderTree(RenderTreeBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.OpenElement(0, "span");
        builder.AddAttribute(1, "class", _shownClass is null ? "beats" : "beats " + _shownClass);
        builder.AddAttribute(2, "role", "img");
        builder.AddAttribute(3, "aria-label", _shownLabel);
        for (var i = 0; i < _shownKinds.Length; i++)
        {
            builder.OpenElement(4, "i");
            builder.AddAttribute(5, "class", ClassOf(_shownKinds[i]));
            if (i < _shownHeights.Length)
            {
                builder.AddAttribute(6, "style", FormattableString.Invariant($"height:{Math.Clamp(_shownHeights[i], 0, 100)}%"));
            }

            builder.CloseElement();
        }

        builder.CloseElement();
    }

    private static string ClassOf(BeatKind kind) => kind switch
    {
        BeatKind.Present => "p",
        BeatKind.Late => "l",
        BeatKind.Absent => "a",
        BeatKind.Excused => "e",
        BeatKind.Unmarked => "n",
        BeatKind.Held or BeatKind.Measure => "m",
        BeatKind.QuietMeasure => "q",
        BeatKind.Now => "now",
        BeatKind.Ahead => "o",
        BeatKind.Cancelled => "c",
        BeatKind.Gap => "z",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
    };
}
