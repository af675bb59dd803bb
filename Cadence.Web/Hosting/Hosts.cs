using Cadence.Core.Organizations;

namespace Cadence.Web.Hosting;

/// <summary>
/// The hosts of an installation with <c>Cadence__BaseHost</c>: the base host itself, with everything under its paths, and <c>{slug}.{BaseHost}</c>,
/// which opens an organization under <c>/es/…</c>. No other host is answered.
/// </summary>
public sealed class Hosts(HostSettings settings)
{
    private readonly string? _suffix = settings.BaseHost is { } host ? "." + host : null;

    /// <summary>The base host; null where there is none and any host is answered.</summary>
    public string? BaseHost { get; } = settings.BaseHost;

    /// <summary>Whether the host is one of ours.</summary>
    public bool IsOwn(string host) => BaseHost is null || string.Equals(host, BaseHost, StringComparison.OrdinalIgnoreCase) || SlugOf(host) is not null;

    /// <summary>Whether it stands below the base host, also with a name that no organization can have.</summary>
    public bool IsBelow(string host) => _suffix is not null && host.EndsWith(_suffix, StringComparison.OrdinalIgnoreCase);

    /// <summary>The slug that a host names, in lower case, whether or not there is such an organization; null for the base host and all others.</summary>
    public string? SlugOf(string host)
    {
        if (!IsBelow(host))
        {
            return null;
        }

        var label = host[..^_suffix!.Length].ToLowerInvariant();
        return SlugRules.Fits(label) ? label : null;
    }

    /// <summary>
    /// An address from <see cref="AddressOf"/> as a page at <paramref name="here"/> links to it: read by an organization's own host, other organizations are
    /// at their hosts too, and what lies above the organizations is not the start page.
    /// </summary>
    /// <param name="href">A path of this site.</param>
    /// <param name="here">The absolute address of the page.</param>
    public string From(string here, string href)
    {
        if (BaseHost is null || !Uri.TryCreate(here, UriKind.Absolute, out var page) || SlugOf(page.Host) is null)
        {
            return href;
        }

        var parts = href.Split('/', 5);
        return parts is ["", var language, "o", { Length: > 0 } slug, ..] && Address.Languages.Contains(language)
            ? $"{Origin(page.Scheme, page.Port, slug)}/{language}/{(parts.Length > 4 ? parts[4] : "")}"
            : parts is ["", var start, ""] && Address.Languages.Contains(start) ? $"{href}organizations" : href;
    }

    /// <summary>The origin of an organization's host.</summary>
    public string Origin(string scheme, int port, string slug) => new UriBuilder(scheme, slug + _suffix, port).Uri.GetLeftPart(UriPartial.Authority);

    /// <summary>Cookies hold for all hosts of the installation.</summary>
    public CookieOptions Shared(CookieOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Domain = BaseHost;
        return options;
    }
}
