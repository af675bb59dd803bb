using System.Globalization;
using Cadence.Core.Kernel;
using Cadence.Core.Resources;

namespace Cadence.Core.Localization;

/// <summary>
/// Figures as people read them, in the current culture: screen, paper and mail say the same.
/// The separators are the reader's; the currency is the organization's. Blanks never break (look.md §7), the minus sign is the real one.
/// </summary>
public static class Figures
{
    private const char NoBreakSpace = '\u00a0';
    private const string Minus = "\u2212";

    /// <summary>"1.234,50 €" in Spanish, "€1,234.50" in English.</summary>
    public static string Money(Money money)
    {
        var format = Format();
        format.CurrencySymbol = SymbolOf(money.Currency);
        format.CurrencyDecimalDigits = Kernel.Money.DecimalsOf(money.Currency);
        // Code symbols ("CHF") need a blank where a sign ("€") stands close.
        if (format.CurrencySymbol.Length > 1)
        {
            format.CurrencyPositivePattern = format.CurrencyPositivePattern is 0 ? 2 : format.CurrencyPositivePattern;
        }

        return Unbroken(Signed(money.Amount, Math.Abs(money.Amount).ToString("C", format)));
    }

    /// <summary>A count or quantity with at most <paramref name="decimals"/> digits after the point, without trailing zeros.</summary>
    public static string Number(decimal value, int decimals = 0)
    {
        var rounded = Math.Round(value, decimals, MidpointRounding.AwayFromZero);
        return Unbroken(Signed(rounded, Math.Abs(rounded).ToString(decimals == 0 ? "#,0" : "#,0." + new string('#', decimals), Format())));
    }

    /// <summary>"91 %" of a ratio between 0 and 1, half away from zero; null (a share of nothing) is a dash, never 0 %.</summary>
    public static string Percent(decimal? ratio)
    {
        if (ratio is not { } share)
        {
            return SharedTexts.NoValue;
        }

        var format = Format();
        format.PercentDecimalDigits = 0;
        var rounded = Math.Round(share, 2, MidpointRounding.AwayFromZero);
        return Unbroken(Signed(rounded, Math.Abs(rounded).ToString("P", format)));
    }

    /// <summary>The sign people write for a currency, or its ISO code.</summary>
    public static string SymbolOf(string currency) => currency switch
    {
        "EUR" => "€",
        "GBP" => "£",
        "USD" or "MXN" or "ARS" or "CLP" or "COP" => "$",
        "JPY" => "¥",
        _ => currency,
    };

    private static NumberFormatInfo Format() => (NumberFormatInfo)CultureInfo.CurrentCulture.NumberFormat.Clone();

    private static string Signed(decimal value, string text) => value < 0 ? Minus + text : text;

    private static string Unbroken(string text) => text.Replace(' ', NoBreakSpace).Replace('\u202f', NoBreakSpace);
}
