namespace Cadence.Web.Hosting;

/// <summary>Where to go after a form, as the address bar says it: only ever a path of this site.</summary>
public static class ReturnUrl
{
    private const int MaxLength = 2000;

    /// <summary>The path if it is one of this site, otherwise <paramref name="otherwise"/>.</summary>
    public static string Safe(string? wanted, string otherwise) => IsLocal(wanted) ? wanted! : otherwise;

    /// <summary>
    /// A path beginning with one slash. Browsers read a backslash as a slash and drop tabs and line breaks,
    /// so <c>/\evil</c> and a slash, a tab, a slash would leave the site.
    /// </summary>
    public static bool IsLocal(string? wanted)
    {
        if (string.IsNullOrEmpty(wanted) || wanted.Length > MaxLength || wanted[0] != '/' || (wanted.Length > 1 && wanted[1] is '/' or '\\'))
        {
            return false;
        }

        return !wanted.Contains('\\', StringComparison.Ordinal) && !wanted.Any(char.IsControl) && Uri.TryCreate(wanted, UriKind.Relative, out _);
    }
}
