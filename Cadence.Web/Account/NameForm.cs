using Cadence.Core.Kernel;
using Cadence.Core.Resources;

namespace Cadence.Web.Account;

/// <summary>What somebody is called, and the language of what is sent to them.</summary>
public sealed class NameForm
{
    private const int MaxLength = 80;

    public string? GivenName { get; set; }

    public string? FamilyNames { get; set; }

    public string? Language { get; set; }

    /// <summary>What is missing or too long.</summary>
    public IReadOnlyList<Error> Check()
    {
        var checks = new FieldChecks();
        checks.Required(nameof(GivenName), GivenName, MaxLength);
        checks.Optional(nameof(FamilyNames), FamilyNames, MaxLength);
        return Language is "es" or "en" ? checks.Errors : [.. checks.Errors, Error.Invalid(nameof(SharedTexts.ErrorRequired), nameof(Language))];
    }
}
