using System.Globalization;
using Cadence.Core.Kernel;
using Cadence.Core.Localization;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Rendering;

namespace Cadence.Web.Components;

/// <summary>
/// A figure of the product: what people read, and beside it its name and invariant value,
/// so that a test or a reader's script can compare screen, paper and database.
/// </summary>
public abstract class Figure : ComponentBase
{
    /// <summary>Which figure it is, for example <c>payout.net</c>; the same name on every surface.</summary>
    [Parameter, EditorRequired]
    public required string Name { get; set; }

    /// <summary>Further classes.</summary>
    [Parameter]
    public string? Class { get; set; }

    /// <summary>The value without culture: <c>535.40 EUR</c>, <c>0.91</c>, <c>22</c>; empty when there is none.</summary>
    protected abstract string Invariant { get; }

    /// <summary>The value as the reader writes it.</summary>
    protected abstract string Text { get; }

    /// <inheritdoc />
    protected override void BuildRenderTree(RenderTreeBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.OpenElement(0, "span");
        builder.AddAttribute(1, "class", Class is null ? "figure" : "figure " + Class);
        builder.AddAttribute(2, "data-figure", Name);
        builder.AddAttribute(3, "data-value", Invariant);
        builder.AddContent(4, Text);
        builder.CloseElement();
    }
}

/// <summary>An amount in the organization's currency.</summary>
public sealed class MoneyText : Figure
{
    /// <summary>The amount.</summary>
    [Parameter, EditorRequired]
    public required Money Value { get; set; }

    /// <inheritdoc />
    protected override string Invariant => Value.ToString();

    /// <inheritdoc />
    protected override string Text => Figures.Money(Value);
}

/// <summary>A count or quantity, with its noun in <see cref="Format"/> where it has one.</summary>
public sealed class NumberText : Figure
{
    /// <summary>The number.</summary>
    [Parameter, EditorRequired]
    public required decimal Value { get; set; }

    /// <summary>Digits shown after the point at most; trailing zeros are dropped.</summary>
    [Parameter]
    public int Decimals { get; set; }

    /// <summary>A text from the resources with the number at placeholder 0; null shows the number alone.</summary>
    [Parameter]
    public string? Format { get; set; }

    /// <inheritdoc />
    protected override string Invariant => Value.ToString("0.############", CultureInfo.InvariantCulture);

    /// <inheritdoc />
    protected override string Text
    {
        get
        {
            var number = Figures.Number(Value, Decimals);
            return Format is null ? number : string.Format(CultureInfo.CurrentCulture, Format, number);
        }
    }
}

/// <summary>A share; a share of nothing is a dash and has an empty value.</summary>
public sealed class PercentText : Figure
{
    /// <summary>The ratio between 0 and 1, or null when the denominator is 0.</summary>
    [Parameter, EditorRequired]
    public required decimal? Value { get; set; }

    /// <inheritdoc />
    protected override string Invariant => Value?.ToString("0.############", CultureInfo.InvariantCulture) ?? string.Empty;

    /// <inheritdoc />
    protected override string Text => Figures.Percent(Value);
}
