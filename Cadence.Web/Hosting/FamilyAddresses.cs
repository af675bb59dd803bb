using Cadence.Core.Students;

namespace Cadence.Web.Hosting;

/// <summary>A request for a family's address. Its answer is kept by nobody, found by no search engine and names no referrer (promises S18).</summary>
/// <param name="Token">The secret of the address; null where it has none.</param>
internal sealed record FamilyRequest(string? Token);

/// <summary>
/// Stands before everything that looks at addresses: takes the secret out of a family's link, so that no log line, trace, error page or
/// redirect can repeat it.
/// </summary>
internal static class FamilyAddresses
{
    /// <summary>Stands in the path where the secret stood.</summary>
    private const string Hidden = "-";

    public static void UseFamilyAddresses(this WebApplication app) => app.Use((context, next) =>
    {
        var segments = (context.Request.Path.Value ?? "").Split('/');
        if (IsFamily(segments, 1))
        {
            context.Features.Set(new FamilyRequest(null));
        }
        else if (segments.Length > 2 && Address.Languages.Contains(segments[1]) && IsFamily(segments, 2))
        {
            var token = segments.Length > 3 && segments[3].Length > 0 && !Guid.TryParse(segments[3], out _) ? segments[3] : null;
            context.Features.Set(new FamilyRequest(token));
            if (token is not null)
            {
                segments[3] = Hidden;
                context.Request.Path = string.Join('/', segments);
            }
        }

        return next(context);
    });

    /// <summary>The path as traces may hold it.</summary>
    public static string Traced(PathString path)
    {
        var segments = (path.Value ?? "").Split('/');
        var at = Array.FindIndex(segments, segment => segment.Equals(FamilyLinkService.Path, StringComparison.OrdinalIgnoreCase));
        return at < 0 || at + 1 >= segments.Length ? path.Value ?? "" : string.Join('/', segments.Take(at + 1).Append(Hidden));
    }

    private static bool IsFamily(string[] segments, int at) => segments.Length > at && segments[at].Equals(FamilyLinkService.Path, StringComparison.OrdinalIgnoreCase);
}
