using System.Collections.Concurrent;
using System.Globalization;
using System.Text.RegularExpressions;
using Cadence.Core.Kernel;

namespace Cadence.Core.Students;

/// <summary>How single cells of a roster are read. Null = can't be read.</summary>
internal static partial class RosterCells
{
    private static readonly string[] DateForms = ["d/M/yyyy", "d-M-yyyy", "d.M.yyyy", "yyyy-M-d", "yyyy/M/d", "d/M/yy", "d-M-yy", "d.M.yy"];

    private static readonly CultureInfo TwoDigitYears = ThisCentury();

    private static readonly ConcurrentDictionary<string, Regex> CurrencySigns = new();

    /// <summary>Day before month, as written in Spain and America south of Texas; years of two digits are of this century.</summary>
    public static DateOnly? Date(string text)
    {
        var day = Midnight().Replace(text, "");
        if (!DateOnly.TryParseExact(day, DateForms, TwoDigitYears, DateTimeStyles.None, out var date))
        {
            return null;
        }

        return date.Year is >= 1900 and <= 2199 ? date : null;
    }

    /// <summary>As <see cref="Date"/>, never after today: a year of two digits that would lie ahead is of the last century.</summary>
    public static DateOnly? BirthDate(string text, DateOnly today)
    {
        var date = Date(text);
        if (date > today && TwoDigits().IsMatch(text))
        {
            date = date.Value.AddYears(-100);
        }

        return date > today ? null : date;
    }

    /// <summary>
    /// An amount with Spanish or English marks (<c>45,00</c>, <c>45.00 €</c>, <c>1.234,50</c>), never negative, with at most the
    /// currency's decimals. One mark before exactly three digits parts thousands: no price has three decimals.
    /// </summary>
    public static decimal? Fee(string text, string currency)
    {
        var amount = RosterAmount.Read(CurrencySigns.GetOrAdd(currency, SignsOf).Replace(text, ""));
        return amount is { } fee && fee < 1_000_000_000 && new Money(fee, currency).Amount == fee ? fee : null;
    }

    private static CultureInfo ThisCentury()
    {
        var culture = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        culture.DateTimeFormat.Calendar = new GregorianCalendar { TwoDigitYearMax = 2099 };
        return culture;
    }

    private static Regex SignsOf(string currency)
    {
        var sign = currency switch
        {
            "EUR" => "€|euros?",
            "GBP" => "£",
            "PEN" => @"S/\.?",
            "BRL" => @"R\$",
            "CRC" => "₡",
            "PYG" => "₲",
            "GTQ" => "Q",
            _ => @"\$",
        };
        return new Regex($@"\A\s*(?:{sign}|{Regex.Escape(currency)})\s*|\s*(?:{sign}|{Regex.Escape(currency)})\s*\z", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);
    }

    [GeneratedRegex(@"[ T]0?0:00(:00(\.0+)?)?\z")]
    private static partial Regex Midnight();

    [GeneratedRegex(@"\A\d{1,2}\D\d{1,2}\D\d{2}\z")]
    private static partial Regex TwoDigits();
}
