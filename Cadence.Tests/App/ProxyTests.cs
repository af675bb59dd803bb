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

/// <summary>Plain http where nobody allowed it, as behind a proxy that was not named.</summary>
public sealed class HttpsOnlyApp : CadenceApp
{
    protected override IEnumerable<KeyValuePair<string, string?>> Settings => [new("Cadence:AllowHttp", "false"), new("urls", "http://127.0.0.1:0"), new("Cadence:Proxies", "192.0.2.1")];
}

/// <summary>Whose word about the caller is taken (S29).</summary>
public sealed class ProxyTests(UnproxiedApp open, ProxiedApp proxied, HttpsOnlyApp strict) : IClassFixture<UnproxiedApp>, IClassFixture<ProxiedApp>, IClassFixture<HttpsOnlyApp>
{
    [Fact]
    public async Task Forwarded_headers_are_believed_from_the_named_proxies_only()
    {
        Assert.Equal($"http 127.0.0.1:{open.Url.Port} 127.0.0.1", await AskAsync(open.Url));
        Assert.Equal("https cadence.example.com 203.0.113.9", await AskAsync(proxied.Url));
    }

    [Fact]
    public async Task Without_https_the_program_says_what_is_missing_and_still_answers_its_supervisor()
    {
        using var client = new HttpClient { BaseAddress = strict.Url };

        using var page = await client.GetAsync(new Uri("es/account/sign-in", UriKind.Relative));
        using var health = await client.GetAsync(new Uri("health/ready", UriKind.Relative));

        Assert.Equal((HttpStatusCode.BadRequest, HttpStatusCode.OK), (page.StatusCode, health.StatusCode));
        var said = await page.Content.ReadAsStringAsync();
        Assert.Contains("solo se abre por https", said, StringComparison.Ordinal);
        Assert.Contains("opens over https only", said, StringComparison.Ordinal);
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
