using PhoneNumbers;

namespace Cadence.Core.Kernel;

/// <summary>Phones as people type them. The typed text is what is kept; E.164 is derived from it for calling and comparing.</summary>
public static class PhoneText
{
    private static readonly PhoneNumberUtil Numbers = PhoneNumberUtil.GetInstance();

    /// <summary>
    /// The number in E.164, or null when the text holds no valid one. Labels ("tel:", "móvil") are passed over;
    /// of two numbers the first is taken.
    /// </summary>
    /// <param name="text">As typed.</param>
    /// <param name="country">ISO 3166 code; numbers without country code are read as dialled there.</param>
    public static string? ToE164(string text, string country)
    {
        try
        {
            var number = WithoutMexicanOne(Numbers.Parse(text, country));
            if (Numbers.IsValidNumber(number))
            {
                return Numbers.Format(number, PhoneNumberFormat.E164);
            }
        }
        catch (NumberParseException)
        {
            // Not one number from end to end; it may still hold one.
        }

        var found = Numbers.FindNumbers(text, country, PhoneNumberUtil.Leniency.VALID, 100).FirstOrDefault();
        return found is null ? null : Numbers.Format(found.Number, PhoneNumberFormat.E164);
    }

    // Until 2019 Mexican mobiles were written +52 1 …; address books still hold them so.
    private static PhoneNumber WithoutMexicanOne(PhoneNumber number)
    {
        if (number is { CountryCode: 52, NationalNumber: >= 10_000_000_000 and < 20_000_000_000 })
        {
            number = number.ToBuilder().SetNationalNumber(number.NationalNumber - 10_000_000_000).Build();
        }

        return number;
    }
}
