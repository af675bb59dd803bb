using Cadence.Core.Kernel;
using Cadence.Core.Localization;
using Cadence.Core.Resources;
using Cadence.Tests.Support;

namespace Cadence.Tests.Localization;

public sealed class ErrorTextTests
{
    [Fact]
    public void A_refusal_reads_in_the_language_of_the_reader()
    {
        var error = Error.Invalid(nameof(SharedTexts.ErrorNegative), "Amount");
        using (ReaderCulture.Speak(ReaderCulture.Of("es")))
        {
            Assert.Equal("No puede ser menor que cero.", ErrorText.Of(error));
        }

        using (ReaderCulture.Speak(ReaderCulture.Of("en")))
        {
            Assert.Equal("It can't be below zero.", ErrorText.Of(error));
        }
    }

    [Fact]
    public void Values_inside_a_refusal_are_written_as_the_reader_writes_them()
    {
        using var _ = ReaderCulture.Speak(ReaderCulture.Of("es"));
        Assert.Equal("Como mucho 1.000,00\u00a0€.", ErrorText.Of(Error.Invalid(nameof(SharedTexts.ErrorTooLarge), null, new Money(1000, "EUR"))));
        Assert.Equal("La fecha tiene que estar entre 1/9/2026 y 30/6/2027.", ErrorText.Of(Error.Invalid(nameof(SharedTexts.ErrorDateRange), null, new DateOnly(2026, 9, 1), new DateOnly(2027, 6, 30))));
    }

    [Fact]
    public void A_code_without_a_text_is_a_bug() =>
        Assert.Throws<InvalidOperationException>(() => ErrorText.Of(Error.NotFound("ErrorThatNobodyWrote")));

    [Fact]
    public void What_the_kernel_says_by_default_has_a_text()
    {
        using var _ = ReaderCulture.Speak(ReaderCulture.Of("es"));
        Assert.NotEmpty(ErrorText.Of(Error.NotFound()));
        Assert.NotEmpty(ErrorText.Of(Error.Forbidden()));
    }
}
