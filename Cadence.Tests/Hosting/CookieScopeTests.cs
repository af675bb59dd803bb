using Cadence.Core.Accounts;
using Cadence.Tests.Support;
using Cadence.Web.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;

namespace Cadence.Tests.Hosting;

/// <summary>Cookies and the domain of passkeys in each mode (promises.md S13, S14).</summary>
public sealed class CookieScopeTests
{
    [Theory]
    [InlineData(false, null, null, "__Host-cadence", CookieSecurePolicy.Always)]
    [InlineData(false, "true", null, "cadence", CookieSecurePolicy.SameAsRequest)]
    [InlineData(true, null, null, "cadence", CookieSecurePolicy.SameAsRequest)]
    [InlineData(false, null, "example.com", "__Secure-cadence", CookieSecurePolicy.Always)]
    [InlineData(true, null, "cadence.localhost", "cadence", CookieSecurePolicy.SameAsRequest)]
    public void Over_https_cookies_are_bound_to_the_host_and_plain_http_is_asked_for(bool isDevelopment, string? allowHttp, string? baseHost, string name, CookieSecurePolicy secure)
    {
        var cookie = new CookieBuilder();

        CookieScope.Of(Read(isDevelopment, ("Cadence:AllowHttp", allowHttp), ("Cadence:BaseHost", baseHost))).Name(cookie, "cadence");

        Assert.Equal((name, secure, "/", true, SameSiteMode.Lax, baseHost), (cookie.Name, cookie.SecurePolicy, cookie.Path, cookie.HttpOnly, cookie.SameSite, cookie.Domain));
    }

    [Theory]
    [InlineData(false, null, null, null)]
    [InlineData(true, null, null, "localhost")]
    [InlineData(false, "https://cadence.example.com", null, "cadence.example.com")]
    [InlineData(false, "https://app.example.com", "example.com", "example.com")]
    [InlineData(false, "http://192.0.2.7", null, null)]
    public void Passkeys_belong_to_the_domain_of_the_settings_and_to_none_without(bool isDevelopment, string? publicUrl, string? baseHost, string? domain) =>
        Assert.Equal(domain, Read(isDevelopment, ("Cadence:PublicUrl", publicUrl), ("Cadence:BaseHost", baseHost)).PasskeyDomain);

    [Fact]
    public void A_sign_in_ends_after_fourteen_days_unseen_and_ninety_in_any_case_unless_the_settings_say_otherwise()
    {
        Assert.Equal(new SignInLife(TimeSpan.FromDays(14), TimeSpan.FromDays(90)), Read(false).SignIns);
        Assert.Equal(new SignInLife(TimeSpan.FromDays(1), TimeSpan.FromDays(7)), Read(false, ("Cadence:SignIns:IdleDays", "1"), ("Cadence:SignIns:LongestDays", "7")).SignIns);
    }

    private static HostSettings Read(bool isDevelopment, params (string Key, string? Value)[] settings) =>
        HostSettings.Read(new ConfigurationBuilder().AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Key, setting.Value))).Build(), Repository.Root, isDevelopment);
}
