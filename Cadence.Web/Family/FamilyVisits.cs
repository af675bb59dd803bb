using Cadence.Core.Students;
using Cadence.Web.Hosting;
using Microsoft.AspNetCore.DataProtection;

namespace Cadence.Web.Family;

/// <summary>
/// The cookie for which a link's secret is swapped: which links this browser has opened, each with the hash of its secret, sealed. It gives
/// nothing by itself: every request asks whether the link still lives. Several families in one browser stand side by side.
/// </summary>
internal sealed class FamilyVisits
{
    private const int IdBytes = 16;
    private const int HashBytes = 32;
    private const int Most = 12;

    /// <summary>Browsers keep no cookie longer.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromDays(400);

    private readonly IDataProtector _seal;
    private readonly FamilyLinkDirectory _links;
    private readonly bool _allowHttp;

    public FamilyVisits(IDataProtectionProvider protection, FamilyLinkDirectory links, HostSettings settings)
    {
        _seal = protection.CreateProtector("Cadence.Family");
        _links = links;
        _allowHttp = settings.AllowHttp;
    }

    private string CookieName => (_allowHttp ? "" : "__Host-") + "cadence.family";

    /// <summary>Opens the link with this secret and remembers it in the browser; null for one that opens nothing.</summary>
    public async Task<OpenFamilyLink?> EnterAsync(HttpContext context, string token)
    {
        var hash = FamilyToken.HashOf(token);
        if (await _links.OpenAsync(hash, context.RequestAborted) is not { } link)
        {
            return null;
        }

        var entries = Entries(context).Where(entry => entry.Id != link.Actor.Id).Prepend((link.Actor.Id, Hash: hash)).Take(Most);
        context.Response.Cookies.Append(
            CookieName,
            Convert.ToBase64String(_seal.Protect([.. entries.SelectMany(entry => entry.Item1.ToByteArray().Concat(entry.Hash))])),
            new CookieOptions { Path = "/", HttpOnly = true, IsEssential = true, SameSite = SameSiteMode.Lax, Secure = !_allowHttp || context.Request.IsHttps, MaxAge = Longest });
        return link;
    }

    /// <summary>The live link of this id that this browser has opened; null otherwise.</summary>
    public async Task<OpenFamilyLink?> FindAsync(HttpContext context, Guid linkId)
    {
        foreach (var (id, hash) in Entries(context))
        {
            if (id == linkId)
            {
                return await _links.OpenAsync(hash, context.RequestAborted) is { } link && link.Actor.Id == linkId ? link : null;
            }
        }

        return null;
    }

    private List<(Guid Id, byte[] Hash)> Entries(HttpContext context)
    {
        var entries = new List<(Guid, byte[])>();
        if (context.Request.Cookies[CookieName] is not { } cookie)
        {
            return entries;
        }

        byte[] plain;
        try
        {
            plain = _seal.Unprotect(Convert.FromBase64String(cookie));
        }
        catch (Exception e) when (e is System.Security.Cryptography.CryptographicException or FormatException)
        {
            // Of another installation, or nonsense: the link itself opens again.
            return entries;
        }

        for (var at = 0; at + IdBytes + HashBytes <= plain.Length; at += IdBytes + HashBytes)
        {
            entries.Add((new Guid(plain.AsSpan(at, IdBytes)), plain[(at + IdBytes)..(at + IdBytes + HashBytes)]));
        }

        return entries;
    }
}
