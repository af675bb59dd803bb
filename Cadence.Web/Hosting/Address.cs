namespace Cadence.Web.Hosting;

/// <summary>What sort of address a request has.</summary>
public enum AddressKind
{
    /// <summary>No language: health, feeds, API, static files, the framework's own.</summary>
    Machine,
    /// <summary><c>/es/…</c></summary>
    Platform,
    /// <summary><c>/es/o/{slug}/…</c>, or <c>/es/…</c> at the organization's own host.</summary>
    Organization,
}

/// <summary>What the address says, before anything is looked up.</summary>
/// <param name="Language">es or en; null for machine addresses.</param>
/// <param name="Slug">The organization's slug as typed.</param>
/// <param name="ByHost">The slug is the host's, not the path's.</param>
public sealed record Address(AddressKind Kind, string? Language, string? Slug, bool ByHost = false)
{
    /// <summary>Languages that are path prefixes.</summary>
    public static readonly IReadOnlyList<string> Languages = ["es", "en"];

    /// <summary>Remembers the language last read, for addresses without a prefix.</summary>
    public const string LanguageCookie = "cadence.language";

    private static readonly Address Machine = new(AddressKind.Machine, null, null);

    /// <summary>The address of this request.</summary>
    public static Address Of(HttpContext context) => context.Features.Get<Address>() ?? Machine;
}

/// <summary>
/// Stands first: moves language and organization from the path into PathBase, so that pages keep plain routes and relative links.
/// </summary>
internal static class AddressRewrite
{
    /// <summary>Addresses for machines stay as they are, whoever asks for them.</summary>
    private static readonly PathString[] MachinePaths = ["/health", "/api", "/feeds", "/metrics"];

    /// <summary>What the machine's own watchmen ask for by whatever name they know it.</summary>
    private static readonly PathString[] OfThisMachine = ["/health", "/metrics"];

    /// <summary>Whether this is an address for machines: health, metrics, feeds, API.</summary>
    public static bool IsForMachines(PathString path) => MachinePaths.Any(machine => path.StartsWithSegments(machine));

    public static void UseAddresses(this WebApplication app)
    {
        var hosts = app.Services.GetRequiredService<Hosts>();
        app.Use((context, next) => RewriteAsync(context, next, hosts));
    }

    /// <summary>A person's browser asking for a page, as opposed to scripts, files and machines.</summary>
    public static bool IsPageRequest(HttpRequest request) =>
        (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method))
        && request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase);

    private static async Task RewriteAsync(HttpContext context, RequestDelegate next, Hosts hosts)
    {
        var request = context.Request;
        if (!hosts.IsOwn(request.Host.Host) && !OfThisMachine.Any(path => request.Path.StartsWithSegments(path)))
        {
            // A name below ours that no organization can have is nobody's; any other name is not ours to answer.
            context.Response.StatusCode = hosts.IsBelow(request.Host.Host) ? StatusCodes.Status404NotFound : StatusCodes.Status400BadRequest;
            return;
        }

        var named = hosts.SlugOf(request.Host.Host);
        var segments = (request.Path.Value ?? "/").Split('/');
        if (segments.Length < 2 || !Address.Languages.Contains(segments[1]))
        {
            if (IsPageRequest(request) && !Path.HasExtension(request.Path.Value) && !IsForMachines(request.Path))
            {
                context.Response.Redirect($"/{LanguageOf(request)}{request.Path}{request.QueryString}");
                return;
            }

            await next(context);
            return;
        }

        var language = segments[1];
        var slug = named ?? (segments.Length > 3 && segments[2] == "o" && segments[3].Length > 0 ? segments[3] : null);
        var prefix = slug is null || named is not null ? $"/{language}" : $"/{language}/o/{slug}";
        var rest = request.Path.Value![prefix.Length..];
        if (rest.Length == 0)
        {
            // As typed, a slug may hold anything; a header may not.
            context.Response.Redirect($"{new PathString(prefix).ToUriComponent()}/{request.QueryString}", permanent: false, preserveMethod: true);
            return;
        }

        if (slug is null && rest == "/" && IsPageRequest(request))
        {
            context.Response.Redirect($"{prefix}/organizations{request.QueryString}");
            return;
        }

        context.Features.Set(new Address(slug is null ? AddressKind.Platform : AddressKind.Organization, language, slug, named is not null));
        request.PathBase = request.PathBase.Add(prefix);
        request.Path = rest;
        if (IsPageRequest(request) && request.Cookies[Address.LanguageCookie] != language)
        {
            context.Response.Cookies.Append(Address.LanguageCookie, language, hosts.Shared(new CookieOptions { Path = "/", IsEssential = true, SameSite = SameSiteMode.Lax, HttpOnly = true, Secure = request.IsHttps, MaxAge = TimeSpan.FromDays(365) }));
        }

        await next(context);
    }

    private static string LanguageOf(HttpRequest request)
    {
        if (request.Cookies[Address.LanguageCookie] is { } remembered && Address.Languages.Contains(remembered))
        {
            return remembered;
        }

        var wanted = request.GetTypedHeaders().AcceptLanguage.OrderByDescending(l => l.Quality ?? 1)
            .Select(l => l.Value.ToString().Split('-')[0].ToLowerInvariant()).FirstOrDefault(Address.Languages.Contains);
        return wanted ?? Address.Languages[0];
    }
}
