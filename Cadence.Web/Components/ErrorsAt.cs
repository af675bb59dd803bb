using Cadence.Core.Kernel;
using Cadence.Core.Localization;

namespace Cadence.Web.Components;

/// <summary>The refusals of a command, field by field, for inputs that show them themselves.</summary>
public static class ErrorsAt
{
    /// <summary>What is wrong with one field, in the reader's language; null when nothing is.</summary>
    public static string? At(this IReadOnlyList<Error> errors, string field)
    {
        ArgumentNullException.ThrowIfNull(errors);
        var texts = errors.Where(error => error.Field == field).Select(ErrorText.Of).ToList();
        return texts.Count == 0 ? null : string.Join(" ", texts);
    }
}
