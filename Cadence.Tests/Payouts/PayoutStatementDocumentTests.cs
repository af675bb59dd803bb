using System.Globalization;
using Cadence.Core.Payouts;

namespace Cadence.Tests.Payouts;

public class PayoutStatementDocumentTests
{
    private static readonly CultureInfo Spanish = new("es-ES", useUserOverride: false);
    private static readonly CultureInfo English = new("en-IE", useUserOverride: false);

    [Fact]
    public void Look()
    {
        File.WriteAllBytes("/tmp/leo.pdf", PayoutStatementDocument.GeneratePdf(StatementExamples.Leos(), Spanish));
        File.WriteAllBytes("/tmp/leo-en.pdf", PayoutStatementDocument.GeneratePdf(StatementExamples.Leos(approved: false), English));
        File.WriteAllBytes("/tmp/leo-c.pdf", PayoutStatementDocument.GeneratePdf(StatementExamples.Crowded(), Spanish));
    }
}
