using Cadence.Core.Kernel;

namespace Cadence.Core.Organizations;

/// <summary>What an organization may be called in addresses.</summary>
public static class SlugRules
{
    /// <summary>Fewest characters.</summary>
    public const int Shortest = 3;

    /// <summary>Most characters.</summary>
    public const int Longest = 40;

    // As subdomains these would be taken for something else.
    private static readonly string[] Reserved =
    [
        "www", "api", "app", "apps", "mail", "smtp", "imap", "pop", "mx", "ns1", "ns2", "ftp", "vpn", "cdn", "assets", "static", "files", "images", "logos", "media",
        "admin", "root", "system", "support", "help", "ayuda", "soporte", "status", "health", "metrics", "feeds", "webhooks", "oauth", "auth", "login", "signin", "sign-in", "account", "accounts", "cuenta",
        "billing", "blog", "docs", "test", "dev", "demo-api", "staging", "localhost", "cadence", "new", "nueva", "organizations", "organizaciones", "invite", "invitation", "family", "familias", "public",
        "autodiscover", "autoconfig", "wpad", "isatap", "postmaster", "abuse", "security", "null", "undefined",
    ];

    /// <summary>Lower-case letters, digits and hyphens between them, and no reserved word.</summary>
    public static bool Fits(string slug) =>
        slug.Length is >= Shortest and <= Longest && slug.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-') && slug[0] != '-' && slug[^1] != '-'
        && !slug.Contains("--", StringComparison.Ordinal) && !Reserved.Contains(slug);

    /// <summary>Whether the program, or the net, needs the word itself.</summary>
    public static bool IsReserved(string slug) => Reserved.Contains(slug);

    /// <summary>What a name becomes; with <paramref name="number"/> above 1 another one of the same name.</summary>
    public static string Propose(string name, int number = 1)
    {
        var tail = number > 1 ? "-" + number.ToString(System.Globalization.CultureInfo.InvariantCulture) : "";
        var plain = string.Join('-', string.Concat(FoldedText.Of(name).Select(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) ? c : '-')).Split('-', StringSplitOptions.RemoveEmptyEntries));
        var most = Longest - tail.Length;
        plain = (plain.Length > most ? plain[..most] : plain).Trim('-');
        plain = plain.Length + tail.Length < Shortest || Reserved.Contains(plain) ? ("escuela-" + plain).Trim('-') : plain;
        return plain + tail;
    }
}
