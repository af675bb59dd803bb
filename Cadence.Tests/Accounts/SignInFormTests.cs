using Cadence.Core.Localization;
using Cadence.Tests.Support;
using Cadence.Web.Account;

namespace Cadence.Tests.Accounts;

public sealed class SignInFormTests
{
    [Theory]
    [InlineData(null, null, "Email: Escribe tu correo. Password: Escribe tu contraseña.")]
    [InlineData("   ", "x", "Email: Escribe tu correo.")]
    [InlineData("marta", "x", "Email: Al correo le falta algo, por ejemplo nombre@correo.es.")]
    [InlineData("marta@compas", "x", "Email: Al correo le falta algo, por ejemplo nombre@correo.es.")]
    [InlineData("Marta <marta@compas.demo>", "x", "Email: Al correo le falta algo, por ejemplo nombre@correo.es.")]
    [InlineData("marta@compas.demo", "", "Password: Escribe tu contraseña.")]
    [InlineData(" marta@compas.demo ", "x", "")]
    public void What_is_missing_is_said_at_its_field(string? email, string? password, string expected)
    {
        using var _ = ReaderCulture.Speak(ReaderCulture.Of("es"));
        Assert.Equal(expected, Said(new SignInForm { Email = email, Password = password }));
    }

    [Fact]
    public void Endless_input_is_refused_before_anything_is_hashed()
    {
        using var _ = ReaderCulture.Speak(ReaderCulture.Of("en"));
        var form = new SignInForm { Email = new string('a', 300) + "@compas.demo", Password = new string('x', 100_000) };

        Assert.Equal("Email: 256 characters at most. Shorten it a little. Password: 256 characters at most. Shorten it a little.", Said(form));
    }

    private static string Said(SignInForm form) => string.Join(" ", form.Check().Select(error => $"{error.Field}: {ErrorText.Of(error)}"));
}
