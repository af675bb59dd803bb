using Cadence.Core.Accounts;

namespace Cadence.Tests.Accounts;

/// <summary>S12: passwords of ten characters and more, none composed by rule, none that everybody tries first, none made of the owner's own words.</summary>
public sealed class PasswordRulesTests
{
    private static readonly string[] Marta = ["Marta", "Ruiz Ortega", "marta.ruiz@compas.example"];

    [Theory]
    [InlineData(null, "ErrorPasswordRequired")]
    [InlineData("", "ErrorPasswordRequired")]
    [InlineData("corto", "ErrorPasswordShort")]
    [InlineData("nuevecara", "ErrorPasswordShort")]
    [InlineData("correct horse battery", null)]
    [InlineData("todo en minúsculas y sin cifras", null)]
    [InlineData("          x", null)]
    [InlineData("ñandúes🎵bailan", null)]
    [InlineData("Cadence-demo-1", null)]
    [InlineData("password12", "ErrorPasswordCommon")]
    [InlineData("PASSWORD1234", "ErrorPasswordCommon")]
    [InlineData("1234567890", "ErrorPasswordCommon")]
    [InlineData("qwertyuiop", "ErrorPasswordCommon")]
    [InlineData("123 qwerty 456", "ErrorPasswordCommon")]
    [InlineData("Barcelona2026!", "ErrorPasswordCommon")]
    [InlineData("flamencoflamenco", "ErrorPasswordCommon")]
    [InlineData("aaaaaaaaaaaa", "ErrorPasswordCommon")]
    [InlineData("abcabcabcabc", "ErrorPasswordCommon")]
    [InlineData("abcdefghijkl", "ErrorPasswordCommon")]
    [InlineData("9876543210", "ErrorPasswordCommon")]
    [InlineData("martaruiz2026", "ErrorPasswordOwn")]
    [InlineData("Ortega.Ruiz.77", "ErrorPasswordOwn")]
    [InlineData("marta.ruiz@compas.example", "ErrorPasswordOwn")]
    [InlineData("CADENCE-2026!!", "ErrorPasswordOwn")]
    [InlineData("marta baila los martes", null)]
    public void A_password_is_taken_or_refused_for_one_reason(string? password, string? refusal) =>
        Assert.Equal(refusal, PasswordRules.Check(password, 10, PasswordList.Common, Marta, "Password")?.Code);

    [Fact]
    public void Sixty_four_characters_and_up_to_256_are_taken()
    {
        var phrase = string.Concat(Enumerable.Repeat("La bailaora entra despacio. ", 10));
        Assert.Null(PasswordRules.Check(phrase[..64], 10, PasswordList.Common, Marta, "Password"));
        Assert.Null(PasswordRules.Check(phrase[..256], 10, PasswordList.Common, Marta, "Password"));
        Assert.Equal("ErrorTooLong", PasswordRules.Check(phrase[..257], 10, PasswordList.Common, Marta, "Password")?.Code);
    }

    [Fact]
    public void How_many_characters_is_a_setting() => Assert.Equal("ErrorPasswordShort", PasswordRules.Check("once letras", 14, PasswordList.Common, Marta, "Password")?.Code);

    [Fact]
    public void The_list_is_large_and_in_lower_case()
    {
        Assert.InRange(PasswordList.Common.Count, 3000, 20_000);
        Assert.All(PasswordList.Common, word => Assert.Equal(word.ToLowerInvariant(), word));
        Assert.DoesNotContain(PasswordList.Common, word => word.StartsWith('#') && word.Length > 20);
    }
}
