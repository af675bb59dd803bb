using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.RegularExpressions;

namespace Cadence.Tests.App;

/// <summary>An HTTP client that asks like a browser: wants pages, keeps cookies, follows nothing by itself.</summary>
public sealed partial class AppBrowser : IDisposable
{
    private readonly SocketsHttpHandler _handler;

    public AppBrowser(Uri url, X509Certificate2? trusted = null)
    {
        _handler = new SocketsHttpHandler { AllowAutoRedirect = false, CookieContainer = Cookies, UseCookies = true, AutomaticDecompression = DecompressionMethods.None };
        if (trusted is not null)
        {
            _handler.SslOptions.RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate?.GetCertHashString() == trusted.GetCertHashString();
        }

        if (url.Host.EndsWith(".localhost", StringComparison.Ordinal))
        {
            // Browsers know that such names are this machine; resolvers need not (RFC 6761).
            _handler.ConnectCallback = async (context, token) =>
            {
                var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
                await socket.ConnectAsync(IPAddress.Loopback, context.DnsEndPoint.Port, token);
                return new NetworkStream(socket, ownsSocket: true);
            };
        }

        Http = new HttpClient(_handler) { BaseAddress = url };
    }

    public CookieContainer Cookies { get; } = new();

    /// <summary>The client itself, for requests that are none of a page.</summary>
    public HttpClient Http { get; }

    /// <summary>The Cookie header it would send.</summary>
    public string CookieHeader => Cookies.GetCookieHeader(Http.BaseAddress!);

    /// <summary>Asks for a page.</summary>
    public Task<HttpResponseMessage> GetAsync(string path, string? language = null, string accept = "text/html") => SendAsync(HttpMethod.Get, path, null, language, accept);

    /// <summary>Asks for a page and expects it.</summary>
    public async Task<string> PageAsync(string path)
    {
        using var answer = await GetAsync(path);
        Assert.True(answer.StatusCode == HttpStatusCode.OK, $"{path} answered {(int)answer.StatusCode} {answer.Headers.Location}");
        return await answer.Content.ReadAsStringAsync();
    }

    public async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, HttpContent? content = null, string? language = null, string accept = "text/html", params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        request.Headers.Accept.Add(MediaTypeWithQualityHeaderValue.Parse(accept));
        if (language is not null)
        {
            request.Headers.AcceptLanguage.Add(new StringWithQualityHeaderValue(language));
        }

        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return await Http.SendAsync(request);
    }

    /// <summary>Posts JSON as the product's own scripts do.</summary>
    public Task<HttpResponseMessage> PostJsonAsync(string path, string json, HttpMethod? method = null) =>
        SendAsync(method ?? HttpMethod.Post, path, new StringContent(json, Encoding.UTF8, "application/json"), null, "application/json", ("X-Cadence", "1"), ("Origin", Http.BaseAddress!.GetLeftPart(UriPartial.Authority)));

    /// <summary>Fills the form with <paramref name="handler"/> of a page that has been read, hidden fields and all, and sends it to <paramref name="path"/>.</summary>
    public Task<HttpResponseMessage> PostFormAsync(string path, string page, string? handler, params (string Name, string Value)[] fields)
    {
        var form = FormOf(page, handler);
        foreach (var (name, value) in fields)
        {
            form[name] = value;
        }

        return SendAsync(HttpMethod.Post, path, new FormUrlEncodedContent(form));
    }

    /// <summary>Signs in by the form.</summary>
    public async Task<HttpResponseMessage> SignInAsync(string email, string password, string path = "es/account/sign-in") =>
        await PostFormAsync(path, await PageAsync(path), "sign-in", ("Input.Email", email), ("Input.Password", password));

    /// <summary>Where a redirect leads on this site; null where it is none or leads away.</summary>
    public static string? LeadsTo(HttpResponseMessage answer) => answer.Headers.Location is not { } location ? null
        : !location.IsAbsoluteUri ? location.OriginalString
        : location.Authority == answer.RequestMessage?.RequestUri?.Authority ? location.PathAndQuery : null;

    /// <summary>Whether its sign-in has ended, as every node knows within three seconds; waits for as long as that.</summary>
    public async Task<bool> IsSignedOutAsync()
    {
        var began = System.Diagnostics.Stopwatch.GetTimestamp();
        while (System.Diagnostics.Stopwatch.GetElapsedTime(began) < TimeSpan.FromSeconds(4))
        {
            using var answer = await GetAsync("es/organizations");
            if (answer.StatusCode == HttpStatusCode.Redirect)
            {
                return true;
            }

            await Task.Delay(50);
        }

        return false;
    }

    public void Dispose()
    {
        Http.Dispose();
        _handler.Dispose();
    }

    /// <summary>Hidden fields of the page's form, by its handler or, for forms without one, the first.</summary>
    internal static Dictionary<string, string> FormOf(string page, string? handler)
    {
        foreach (Match form in Form().Matches(page))
        {
            var fields = Hidden().Matches(form.Value).Select(input => input.Value)
                .Select(input => (Name: Name().Match(input).Groups[1].Value, Value: Value().Match(input).Groups[1].Value))
                .Where(field => field.Name.Length > 0).ToDictionary(field => WebUtility.HtmlDecode(field.Name), field => WebUtility.HtmlDecode(field.Value));
            if (handler is null || fields.GetValueOrDefault("_handler") == handler)
            {
                return fields;
            }
        }

        throw new InvalidOperationException($"The page has no form {handler}.");
    }

    [GeneratedRegex("<form.*?</form>", RegexOptions.Singleline)]
    private static partial Regex Form();

    [GeneratedRegex("<input[^>]*type=\"hidden\"[^>]*>")]
    private static partial Regex Hidden();

    [GeneratedRegex("\\bname=\"([^\"]*)\"")]
    private static partial Regex Name();

    [GeneratedRegex("\\bvalue=\"([^\"]*)\"")]
    private static partial Regex Value();
}
