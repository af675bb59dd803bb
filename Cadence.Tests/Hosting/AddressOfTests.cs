using Cadence.Core.Localization;
using Cadence.Tests.Support;
using Cadence.Web.Hosting;

namespace Cadence.Tests.Hosting;

public sealed class AddressOfTests
{
    [Theory]
    [InlineData("https://cadence.example/es/o/compas/students?q=ana#list", "en", "/en/o/compas/students?q=ana#list")]
    [InlineData("https://cadence.example/es/", "en", "/en/")]
    [InlineData("https://cadence.example/es", "en", "/en/")]
    [InlineData("https://cadence.example/en/o/espana/es/x", "es", "/es/o/espana/es/x")]
    public void Changing_the_language_keeps_the_page(string uri, string language, string expected) => Assert.Equal(expected, AddressOf.InLanguage(uri, language));

    [Fact]
    public void Addresses_keep_the_readers_language()
    {
        using var _ = ReaderCulture.Speak(ReaderCulture.Of("en"));
        Assert.Equal("/en/", AddressOf.Platform());
        Assert.Equal("/en/account/sign-out", AddressOf.Platform("account/sign-out"));
        Assert.Equal("/en/o/compas/students", AddressOf.Organization("compas", "students"));
    }

    [Theory]
    [InlineData("/es/o/compas/")]
    [InlineData("/es/o/compas/students?q=a%20b&x=/y")]
    [InlineData("/")]
    public void A_path_of_this_site_is_gone_back_to(string wanted) => Assert.Equal(wanted, ReturnUrl.Safe(wanted, "/es/"));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("es/o/compas")]
    [InlineData("~/es/")]
    [InlineData("//evil.example")]
    [InlineData("///evil.example")]
    [InlineData("/\\evil.example")]
    [InlineData("\\\\evil.example")]
    [InlineData("\\/evil.example")]
    [InlineData("/es/\\evil.example")]
    [InlineData("http://evil.example")]
    [InlineData("https://evil.example/es/")]
    [InlineData("HTTPS://evil.example")]
    [InlineData("https:evil.example")]
    [InlineData("https:/evil.example")]
    [InlineData("javascript:alert(1)")]
    [InlineData("JaVaScRiPt:alert(1)")]
    [InlineData("data:text/html,hi")]
    [InlineData("vbscript:x")]
    [InlineData("ftp://evil.example")]
    [InlineData("/\t/evil.example")]
    [InlineData("/\n/evil.example")]
    [InlineData("/\r\nLocation: https://evil.example")]
    [InlineData("\t//evil.example")]
    [InlineData(" //evil.example")]
    [InlineData(".//evil.example")]
    [InlineData("../evil")]
    [InlineData("@evil.example")]
    [InlineData("/es/\0")]
    public void Nobody_is_sent_to_another_site(string? wanted) => Assert.Equal("/es/", ReturnUrl.Safe(wanted, "/es/"));

    [Fact]
    public void An_endless_address_is_dropped() => Assert.False(ReturnUrl.IsLocal("/" + new string('a', 3000)));
}
