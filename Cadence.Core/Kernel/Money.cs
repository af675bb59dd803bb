namespace Cadence.Core.Kernel;

/// <summary>
/// An amount in one currency (ISO 4217), always rounded to the currency's minor unit, half away from zero:
/// the one rounding place of the product. Totals are sums of rounded lines (domain.md §1).
/// </summary>
public readonly record struct Money : IComparable<Money>
{
    /// <summary>Rounds <paramref name="amount"/> to the minor unit of <paramref name="currency"/>.</summary>
    [System.Text.Json.Serialization.JsonConstructor]
    public Money(decimal amount, string currency)
    {
        Currency = currency;
        Amount = Math.Round(amount, DecimalsOf(currency), MidpointRounding.AwayFromZero);
    }

    /// <summary>The rounded amount, in units of <see cref="Currency"/>.</summary>
    public decimal Amount { get; }

    /// <summary>ISO 4217 code, for example EUR or MXN.</summary>
    public string Currency { get; }

    /// <summary>Nothing, in the given currency.</summary>
    public static Money Zero(string currency) => new(0, currency);

    /// <summary>Digits after the decimal point in ISO 4217.</summary>
    public static int DecimalsOf(string currency) => currency switch
    {
        "CLP" or "PYG" or "JPY" or "KRW" or "VND" or "ISK" => 0,
        "BHD" or "KWD" or "JOD" or "OMR" or "TND" => 3,
        _ => 2,
    };

    /// <summary>Sum of lines; an empty list is zero.</summary>
    public static Money Sum(IEnumerable<Money> lines, string currency) => lines.Aggregate(Zero(currency), (sum, line) => sum + line);

    public static Money operator +(Money left, Money right) => new(left.Amount + right.SameAs(left).Amount, left.Currency);

    public static Money operator -(Money left, Money right) => new(left.Amount - right.SameAs(left).Amount, left.Currency);

    public static Money operator -(Money value) => new(-value.Amount, value.Currency);

    public static bool operator <(Money left, Money right) => left.CompareTo(right) < 0;

    public static bool operator >(Money left, Money right) => left.CompareTo(right) > 0;

    public static bool operator <=(Money left, Money right) => left.CompareTo(right) <= 0;

    public static bool operator >=(Money left, Money right) => left.CompareTo(right) >= 0;

    public int CompareTo(Money other) => Amount.CompareTo(other.SameAs(this).Amount);

    /// <summary>Invariant form for <c>data-value</c> and files, for example <c>1234.50 EUR</c>.</summary>
    public override string ToString() => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Amount.ToString("F" + DecimalsOf(Currency), System.Globalization.CultureInfo.InvariantCulture)} {Currency}");

    private Money SameAs(Money other) => Currency == other.Currency ? this : throw new InvalidOperationException($"{Currency} and {other.Currency} do not add up.");
}
