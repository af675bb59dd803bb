using System.Net;
using System.Text.RegularExpressions;
using Cadence.Core.Accounts;
using Cadence.Core.Data;
using Cadence.Core.Organizations;
using Microsoft.AspNetCore.Identity;

namespace Cadence.Bench.Support;

/// <summary>A browser without pictures: keeps cookies over restarts of the program and signs in by the form.</summary>
internal sealed partial class SignedInClient : IDisposable
{
    public const string Password = "correct horse battery";
    private readonly CookieContainer _cookies = new();

    /// <summary>Talks to the program at its present address.</summary>
    public HttpClient Http { get; private set; } = new();

    /// <summary>The sign-in as a Cookie header, for a circuit.</summary>
    public string CookieHeader => _cookies.GetCookieHeader(Http.BaseAddress!);

    /// <summary>Gives a member of a test school a password.</summary>
    public static async Task<string> GivePasswordAsync(TestDatabase database, Actor actor)
    {
        await using var accounts = new AccountsDbContext(CadenceDatabase.AccountsOptions(database.OwnerConnectionString).Options);
        var user = await accounts.Users.FindAsync(actor.UserId) ?? throw new InvalidOperationException("No such user.");
        user.PasswordHash = new PasswordHasher<User>().HashPassword(user, Password);
        user.SecurityStamp = Guid.NewGuid().ToString("n");
        await accounts.SaveChangesAsync();
        return user.Email!;
    }

    /// <summary>Goes on with the same cookies at another address.</summary>
    public void GoTo(Uri address)
    {
        Http.Dispose();
        Http = new HttpClient(new HttpClientHandler { CookieContainer = _cookies, AllowAutoRedirect = false }) { BaseAddress = address, Timeout = TimeSpan.FromSeconds(10) };
    }

    /// <summary>Fills in the sign-in form.</summary>
    public async Task SignInAsync(string email, string password = Password)
    {
        using var response = await SendFormAsync("/es/account/sign-in", ("Input.Email", email), ("Input.Password", password));
        Expect.That(response.StatusCode == HttpStatusCode.Redirect, $"The sign-in answered {response.StatusCode}.");
    }

    /// <summary>Sends the form of a page as the browser would, token and handler included; the page that comes back.</summary>
    public async Task<string> PostFormAsync(string page, params (string Name, string Value)[] typed)
    {
        using var response = await SendFormAsync(page, typed);
        Expect.That(response.StatusCode == HttpStatusCode.OK, $"The form of {page} answered {response.StatusCode}.");
        return await response.Content.ReadAsStringAsync();
    }

    private async Task<HttpResponseMessage> SendFormAsync(string address, params (string Name, string Value)[] typed)
    {
        var page = await Http.GetStringAsync(new Uri(address, UriKind.Relative));
        var fields = Hidden().Matches(page).Select(field => KeyValuePair.Create(Attribute("name", field.Value), WebUtility.HtmlDecode(Attribute("value", field.Value))))
            .Concat(typed.Select(field => KeyValuePair.Create(field.Name, field.Value)));
        using var content = new FormUrlEncodedContent(fields);
        return await Http.PostAsync(new Uri(address, UriKind.Relative), content);
    }

    public void Dispose() => Http.Dispose();

    private static string Attribute(string name, string element) => Regex.Match(element, $"{name}=\"([^\"]*)\"").Groups[1].Value;

    [GeneratedRegex("<input[^>]*type=\"hidden\"[^>]*>")]
    private static partial Regex Hidden();
}
