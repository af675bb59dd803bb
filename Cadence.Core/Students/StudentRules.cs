using Cadence.Core.Kernel;
using Cadence.Core.Resources;

namespace Cadence.Core.Students;

/// <summary>What can be written about a student.</summary>
internal static class StudentRules
{
    /// <summary>Earliest birth date that is taken.</summary>
    public static readonly DateOnly EarliestBirth = new(1900, 1, 1);

    private const int LongestReason = 500;

    /// <summary>All that is wrong with the details, each at its field.</summary>
    public static IReadOnlyList<Error> Check(StudentDetails details, string country, DateOnly today)
    {
        var errors = new List<Error>();
        if (string.IsNullOrWhiteSpace(details.GivenName))
        {
            errors.Add(Error.Invalid(nameof(SharedTexts.ErrorRequired), nameof(StudentDetails.GivenName)));
        }

        Text(errors, nameof(StudentDetails.GivenName), details.GivenName, RosterReader.LongestName);
        Text(errors, nameof(StudentDetails.FamilyNames), details.FamilyNames, RosterReader.LongestName);
        Text(errors, nameof(StudentDetails.PreferredName), details.PreferredName, RosterReader.LongestName);
        if (Filled(details.Email) is { } email && !EmailAddress.IsValid(email))
        {
            errors.Add(Error.Invalid(nameof(SharedTexts.ErrorEmailInvalid), nameof(StudentDetails.Email)));
        }

        Text(errors, nameof(StudentDetails.Phone), details.Phone, RosterReader.LongestPhone);
        if (Filled(details.Phone) is { Length: <= RosterReader.LongestPhone } phone && PhoneText.ToE164(phone, country) is null)
        {
            errors.Add(Error.Invalid(nameof(SharedTexts.ErrorPhoneInvalid), nameof(StudentDetails.Phone)));
        }

        if (details.BirthDate is { } born && (born < EarliestBirth || born > today))
        {
            errors.Add(Error.Invalid(nameof(SharedTexts.ErrorDateRange), nameof(StudentDetails.BirthDate), EarliestBirth, today));
        }

        if (details is EditStudent { DropReason: { } reason })
        {
            Text(errors, nameof(EditStudent.DropReason), reason, LongestReason);
        }

        return errors;
    }

    /// <summary>The text without spaces at its ends; null when nothing is left.</summary>
    public static string? Filled(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();

    private static void Text(List<Error> errors, string field, string? text, int longest)
    {
        if (text is { } given && given.Length > longest)
        {
            errors.Add(Error.Invalid(nameof(SharedTexts.ErrorTooLong), field, longest));
        }
        else if (text is not null && !StorableText.Is(text))
        {
            errors.Add(Error.Invalid(nameof(StudentsTexts.ErrorUnreadableText), field));
        }
    }
}
