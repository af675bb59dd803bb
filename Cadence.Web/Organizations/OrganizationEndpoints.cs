using Cadence.Core.Documents;
using Cadence.Core.Organizations;
using Cadence.Web.Hosting;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Cadence.Web.Organizations;

/// <summary>The logo as a file: sent over HTTP, not over the circuit; shown to whoever knows its name, which is the SHA-256 of what it shows.</summary>
internal static class OrganizationEndpoints
{
    /// <summary>Query of the settings page after a logo was refused: the error's code.</summary>
    public const string RefusedQuery = "logo";

    /// <summary>More than a logo may have, so that a photo is refused with words and only nonsense without.</summary>
    private const int LargestBody = 5 * LogoPicture.MostBytes;

    private const int HashLength = 64;

    /// <summary>Where a logo is served; the same for pages with and without a sign-in.</summary>
    public static string LogoAddress(string hash) => $"/logos/{hash}.png";

    public static void MapOrganizations(this IEndpointRouteBuilder app)
    {
        app.MapGet("/logos/{hash}.png", LogoAsync).AllowAnonymous().WithMetadata(new MachineEndpointAttribute());
        app.MapPost("/settings/logo", UploadAsync).RequireAuthorization()
            .WithMetadata(new OrganizationPageAttribute(Permission.OrganizationEdit), new RequestSizeLimitAttribute(LargestBody), new RequestFormLimitsAttribute { MultipartBodyLengthLimit = LargestBody });
    }

    private static async Task<IResult> LogoAsync(string hash, HttpContext context, OrganizationDirectory directory, CancellationToken cancellationToken)
    {
        if (hash.Length != HashLength || !hash.All(char.IsAsciiHexDigitLower) || await directory.LogoAsync(hash, cancellationToken) is not { } png)
        {
            return Results.NotFound();
        }

        // What it shows never changes under this name; should it hold anything else than pixels after all, nothing of it may run.
        context.Response.Headers.CacheControl = "public, max-age=31536000, immutable";
        context.Response.Headers.ETag = $"\"{hash}\"";
        return Results.Bytes(png, "image/png");
    }

    private static async Task<RedirectHttpResult> UploadAsync(IFormFile? logo, HttpContext context, OrganizationLogoService logos, CancellationToken cancellationToken)
    {
        var picture = new byte[Math.Min(logo?.Length ?? 0, LogoPicture.MostBytes + 1)];
        if (logo is not null)
        {
            await using var stream = logo.OpenReadStream();
            await stream.ReadExactlyAsync(picture, cancellationToken);
        }

        var set = await logos.SetAsync(context.Actor(), picture, cancellationToken);
        return TypedResults.LocalRedirect($"{context.Request.PathBase}/settings{(set.IsSuccess ? "" : $"?{RefusedQuery}={set.Errors[0].Code}")}");
    }
}
