using System.Net;
using Cadence.Web.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Cadence.Tests.App;

/// <summary>The program with an endpoint that tells what it believes of its caller.</summary>
public class UnproxiedApp : CadenceApp
{
    protected override void Plant(IEndpointRouteBuilder endpoints) =>
        endpoints.MapGet("/planted/caller", (HttpContext context) => $"{context.Request.Scheme} {context.Request.Host} {context.Connection.RemoteIpAddress}").AllowAnonymous().WithMetadata(new PlatformPageAttribute());
}

/// <summary>The same behind a reverse proxy on this machine.</summary>
public sealed class ProxiedApp : UnproxiedApp
{
    protected override IEnumerable<KeyValuePair<string, string?>> Settings => [.. base.Settings, new("Cadence:Proxies", "127.0.0.0/8")];
}

/// <summary>Whose word about the caller is taken (S29).</summary>
public sealed class ProxyTests(UnproxiedApp open, ProxiedApp proxied) : IClassFixture<UnproxiedApp>, IClassFixture<ProxiedApp>
{
    [Fact]
    public async Task Forwarded_headers_are_believed_from_the_named_proxies_only()
    {
        Assert.Equal($"http 127.0.0.1:{open.Url.Port} 127.0.0.1", await AskAsync(open.Url));
        Assert.Equal("https cadence.example.com 203.0.113.9", await AskAsync(proxied.Url));
    }

    private static async Task<string> AskAsync(Uri url)
    {
        using var client = new HttpClient { BaseAddress = url };
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri("es/planted/caller", UriKind.Relative));
        request.Headers.Add("X-Forwarded-For", "203.0.113.9");
        request.Headers.Add("X-Forwarded-Proto", "https");
        request.Headers.Add("X-Forwarded-Host", "cadence.example.com");
        using var answer = await client.SendAsync(request);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return (await answer.Content.ReadAsStringAsync()).Replace("::ffff:", "", StringComparison.Ordinal);
    }
}
