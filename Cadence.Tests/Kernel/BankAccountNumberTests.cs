using Cadence.Core.Kernel;

namespace Cadence.Tests.Kernel;

/// <summary>
/// Accounts as people type them. IBANs are the examples of the registry of ISO 13616; the CLABE is that of Banco de México's circular and the CBU
/// one computed by hand after communication "A" 2520.
/// </summary>
public sealed class BankAccountNumberTests
{
    [Theory]
    [InlineData("ES91 2100 0418 4502 0005 1332", "ES", null)]
    [InlineData("es9121000418450200051332", "ES", null)]
    [InlineData("ES91-2100-0418-4502-0005-1332", "ES", null)]
    [InlineData("DE89370400440532013000", "ES", null)]
    [InlineData("GB82 WEST 1234 5698 7654 32", "GB", null)]
    [InlineData("FR1420041010050500013M02606", "FR", null)]
    [InlineData("NO9386011117947", "MX", null)]
    [InlineData("MT84MALT011000012345MTLCAST001S", "AR", null)]
    [InlineData("ES9121000418450200051333", "ES", "ErrorBankAccountDigits")]
    [InlineData("ES1921000418450200051332", "ES", "ErrorBankAccountDigits")]
    [InlineData("ES912100041845020005133", "ES", "ErrorIbanLength")]
    [InlineData("ES91210004184502000513321", "ES", "ErrorIbanLength")]
    [InlineData("ZZ9121000418450200051332", "ES", "ErrorBankAccountInvalid")]
    [InlineData("ESAA21000418450200051332", "ES", "ErrorBankAccountDigits")]
    [InlineData("21000418450200051332", "ES", "ErrorIbanWithoutCountry")]
    [InlineData("ES91 2100 0418 4502 0005 1332 €", "ES", "ErrorBankAccountInvalid")]
    [InlineData("032180000118359719", "MX", null)]
    [InlineData("032 180 00011835971 9", "MX", null)]
    [InlineData("032180000118359719", "ES", null)]
    [InlineData("032180000118359710", "ES", "ErrorIbanWithoutCountry")]
    [InlineData("2850590940090418135201", "ES", null)]
    [InlineData("032180000118359710", "MX", "ErrorBankAccountDigits")]
    [InlineData("03218000011835971", "MX", "ErrorClabeLength")]
    [InlineData("2850590940090418135201", "AR", null)]
    [InlineData("2850590940090418135202", "AR", "ErrorBankAccountDigits")]
    [InlineData("2850591940090418135201", "AR", "ErrorBankAccountDigits")]
    [InlineData("285059094009041813520", "AR", "ErrorCbuLength")]
    [InlineData("00123456789", "CL", null)]
    [InlineData("12345", "CO", "ErrorBankAccountInvalid")]
    [InlineData("12345678901234567890123", "PE", "ErrorBankAccountInvalid")]
    [InlineData("12A4567890", "US", "ErrorBankAccountInvalid")]
    [InlineData("", "CL", "ErrorBankAccountInvalid")]
    [InlineData("١٢٣٤٥٦٧٨٩٠", "CL", "ErrorBankAccountInvalid")]
    public void An_account_is_taken_by_the_rules_of_its_country(string typed, string country, string? refused) =>
        Assert.Equal(refused, BankAccountNumber.Check(BankAccountNumber.Plain(typed), country, "BankAccount")?.Code);

    [Fact]
    public void Every_wrong_digit_of_an_account_is_noticed()
    {
        foreach (var (right, country) in new[] { ("ES9121000418450200051332", "ES"), ("032180000118359719", "MX"), ("2850590940090418135201", "AR") })
        {
            for (var i = 2; i < right.Length; i++)
            {
                foreach (var digit in "0123456789".Where(digit => digit != right[i]))
                {
                    var wrong = right[..i] + digit + right[(i + 1)..];
                    Assert.True(BankAccountNumber.Check(wrong, country, "") is not null, $"{wrong} is taken");
                }
            }
        }
    }

    [Fact]
    public void Only_the_last_digits_are_shown() => Assert.Equal("•••• 1332", BankAccountNumber.Masked("ES9121000418450200051332"));
}
