using Cadence.Core.Resources;

namespace Cadence.Core.Kernel;

/// <summary>Collects what is wrong with a command, each failure at its field, so that a form shows them all at once.</summary>
public sealed class FieldChecks
{
    /// <summary>The largest amount of money any form takes.</summary>
    public const decimal LargestAmount = 999_999.99m;

    /// <summary>The first day a date may have.</summary>
    public static readonly DateOnly Earliest = new(1990, 1, 1);

    /// <summary>The last day a date may have.</summary>
    public static readonly DateOnly Latest = new(2199, 12, 31);

    private readonly List<Error> _errors = [];

    /// <summary>Everything found so far.</summary>
    public IReadOnlyList<Error> Errors => _errors;

    /// <summary>Whether nothing is wrong so far.</summary>
    public bool Passed => _errors.Count == 0;

    /// <summary>Adds a failure of the slice's own.</summary>
    public void Add(Error error) => _errors.Add(error);

    /// <summary>A text that must be there; gives it back without blanks around it.</summary>
    public string Required(string field, string? text, int longest)
    {
        var kept = Optional(field, text, longest);
        if (kept is null)
        {
            _errors.Add(Error.Invalid(nameof(SharedTexts.ErrorRequired), field));
        }

        return kept ?? "";
    }

    /// <summary>A text that may be missing; gives it back without blanks around it, null when nothing is left.</summary>
    public string? Optional(string field, string? text, int longest)
    {
        var kept = string.IsNullOrWhiteSpace(text) ? null : text.Trim();
        if (kept is null)
        {
            return null;
        }

        if (kept.Length > longest)
        {
            _errors.Add(Error.Invalid(nameof(SharedTexts.ErrorTooLong), field, longest));
        }
        else if (!StorableText.Is(kept))
        {
            _errors.Add(Error.Invalid(nameof(StudentsTexts.ErrorUnreadableText), field));
        }

        return kept;
    }

    /// <summary>Money that may be missing: not negative, no finer than the currency's coins.</summary>
    public void Amount(string field, decimal? amount, string currency)
    {
        if (amount is not { } value)
        {
            return;
        }

        if (value < 0)
        {
            _errors.Add(Error.Invalid(nameof(SharedTexts.ErrorNegative), field));
        }
        else if (value > LargestAmount)
        {
            _errors.Add(Error.Invalid(nameof(SharedTexts.ErrorTooLarge), field, new Money(LargestAmount, currency)));
        }
        else if (new Money(value, currency).Amount != value)
        {
            _errors.Add(Error.Invalid(nameof(SharedTexts.ErrorMoneyDecimals), field, Money.DecimalsOf(currency)));
        }
    }

    /// <summary>A day that may be missing, within what the product keeps.</summary>
    public void Date(string field, DateOnly? date)
    {
        if (date is { } day && (day < Earliest || day > Latest))
        {
            _errors.Add(Error.Invalid(nameof(SharedTexts.ErrorDateRange), field, Earliest, Latest));
        }
    }

    /// <summary>A last day that may be missing, on or after the first.</summary>
    public void NotBefore(string field, DateOnly? end, DateOnly? start)
    {
        if (end < start)
        {
            _errors.Add(Error.Invalid(nameof(SharedTexts.ErrorDateOrder), field));
        }
    }

    /// <summary>One of an enum's values, whatever number the client sent.</summary>
    public void Choice<TEnum>(string field, TEnum value)
        where TEnum : struct, Enum
    {
        if (!Enum.IsDefined(value))
        {
            _errors.Add(Error.Invalid(nameof(SharedTexts.ErrorChoiceInvalid), field));
        }
    }
}
