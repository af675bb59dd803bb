using System.Globalization;

namespace Cadence.Web.Hosting;

/// <summary>
/// Addresses that leave the present prefix: another organization, another language, the pages above the organizations.
/// They are given to <see cref="Components.PrefixLink"/>; everything inside one prefix is a relative link without a leading slash.
/// </summary>
public static class AddressOf
{
    /// <summary>A page above the organizations, in the reader's language.</summary>
    public static string Platform(string path = "") => $"/{Language}/{path}";

    /// <summary>A page of an organization, in the reader's language.</summary>
    public static string Organization(string slug, string path = "") => $"/{Language}/o/{slug}/{path}";

    /// <summary>The same page in another language; query and fragment stay.</summary>
    public static string InLanguage(string uri, string language)
    {
        var address = new Uri(uri, UriKind.Absolute);
        var rest = address.AbsolutePath.TrimStart('/');
        var slash = rest.IndexOf('/', StringComparison.Ordinal);
        return $"/{language}{(slash < 0 ? "/" : rest[slash..])}{address.Query}{address.Fragment}";
    }

    /// <summary>The path and query of an address of this site, to come back to.</summary>
    public static string PathOf(string uri) => new Uri(uri, UriKind.Absolute).PathAndQuery;

    /// <summary>The language of the page: es or en.</summary>
    public static string Language => CultureInfo.CurrentUICulture.TwoLetterISOLanguageName;
}
