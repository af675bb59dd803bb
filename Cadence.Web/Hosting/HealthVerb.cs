using Cadence.Core.Data;

namespace Cadence.Web.Hosting;

/// <summary>
/// <c>health [URL]</c>: asks the program that runs on this machine for its readiness, for containers that hold nothing else that could.
/// Without an address, the first of <c>ASPNETCORE_URLS</c>.
/// </summary>
internal static class HealthVerb
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(8);

    public static async Task RunAsync(VerbContext context, CancellationToken cancellationToken)
    {
        var address = context.Words.Count <= 1 ? AddressOf((context.Words.Count == 1 ? context.Words[0] : null) ?? Environment.GetEnvironmentVariable("ASPNETCORE_URLS")?.Split(';')[0] ?? "http://localhost:5080") : null;
        if (address is null)
        {
            throw context.Misused();
        }

        using var client = new HttpClient { BaseAddress = address, Timeout = Patience };
        try
        {
            using var answer = await client.GetAsync(new Uri("/health/ready", UriKind.Relative), cancellationToken);
            if (!answer.IsSuccessStatusCode)
            {
                throw new StartException(context.Verb.Name, $"cadence health: {address} is not ready ({(int)answer.StatusCode}); its log says why.");
            }
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException && !cancellationToken.IsCancellationRequested)
        {
            throw new StartException(context.Verb.Name, $"cadence health: nothing answers at {address}.");
        }

        await context.AnswerAsync(new { Ready = true }, "ready");
    }

    /// <summary>A listening address as one that can be asked: "any address" is this machine.</summary>
    private static Uri? AddressOf(string text) =>
        Uri.TryCreate(text.Replace("://+", "://localhost", StringComparison.Ordinal).Replace("://*", "://localhost", StringComparison.Ordinal).Replace("://0.0.0.0", "://127.0.0.1", StringComparison.Ordinal).Replace("://[::]", "://[::1]", StringComparison.Ordinal), UriKind.Absolute, out var address)
            && address.Scheme is "http" or "https" ? address : null;
}
