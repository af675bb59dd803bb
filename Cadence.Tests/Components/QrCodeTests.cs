using Bunit;
using Cadence.Tests.Support;
using Cadence.Web.Components;

namespace Cadence.Tests.Components;

/// <summary>A QR code says what it was given, to a camera and to whoever can't see it.</summary>
public sealed class QrCodeTests : ComponentTest
{
    [Theory]
    [InlineData("https://cadence.example.com/es/family/uZ4Qf0m9Y2aV1s8kT6cWbN3xE7rJ5pLhDgAiOqRtUvX")]
    [InlineData("otpauth://totp/Cadence:begoña@example.com?secret=JBSWY3DPEHPK3PXP&issuer=Cadence")]
    [InlineData("ñ")]
    public void It_reads_as_what_it_was_given(string content)
    {
        var code = Render<QrCode>(parameters => parameters.Add(c => c.Content, content).Add(c => c.Label, "Código QR con el enlace de Mireia"));

        Assert.Equal(content, QrReader.Read(code.Markup));
        var drawn = code.Find("svg");
        Assert.Equal(("img", "Código QR con el enlace de Mireia"), (drawn.GetAttribute("role"), drawn.GetAttribute("aria-label")));
        // The strict policy of scripts and styles lets nothing of the kind through.
        Assert.DoesNotContain("style", code.Markup, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", code.Markup, StringComparison.Ordinal);
    }
}
