using System.Globalization;
using Cadence.Core.Kernel;
using Cadence.Core.Organizations;
using Cadence.Core.Payouts;
using Cadence.Core.Resources;
using Cadence.Web.Hosting;

namespace Cadence.Web.Payouts;

/// <summary>A teacher's statement as paper and as a file: frozen after the approval, computed now and marked as preview before it.</summary>
internal static class PayoutEndpoints
{
    public static void MapPayouts(this IEndpointRouteBuilder app)
    {
        var payouts = app.MapGroup("/payouts/{month}").WithMetadata(new OrganizationPageAttribute(Permission.PayRead)).RequireAuthorization();
        payouts.MapGet("/{teacherId:guid}.pdf", PdfAsync);
        payouts.MapGet("/{teacherId:guid}.csv", CsvAsync);
    }

    private static Task<IResult> PdfAsync(string month, Guid teacherId, HttpContext context, PayoutService payouts, OrganizationDirectory directory, CancellationToken cancellationToken) =>
        AnswerAsync(month, teacherId, context, payouts, async (statement, name) =>
        {
            var logo = await directory.LogoAsync(context.Access()!.Organization.LogoHash, cancellationToken);
            context.Response.Headers.ContentDisposition = $"inline; filename=\"{name}.pdf\"";
            return Results.Bytes(PayoutStatementDocument.GeneratePdf(statement, CultureInfo.CurrentUICulture, logo), "application/pdf");
        }, cancellationToken);

    private static Task<IResult> CsvAsync(string month, Guid teacherId, HttpContext context, PayoutService payouts, CancellationToken cancellationToken) =>
        AnswerAsync(month, teacherId, context, payouts, (statement, name) =>
        {
            context.Response.Headers.ContentDisposition = $"attachment; filename=\"{name}.csv\"";
            return Task.FromResult(Results.Bytes(PayoutStatementFile.GenerateCsv(statement, CultureInfo.CurrentUICulture), "text/csv; charset=utf-8"));
        }, cancellationToken);

    private static async Task<IResult> AnswerAsync(string monthText, Guid teacherId, HttpContext context, PayoutService payouts, Func<PayoutStatement, string, Task<IResult>> answer, CancellationToken cancellationToken)
    {
        if (!Month.TryParse(monthText, out var month))
        {
            return Results.NotFound();
        }

        var statement = await payouts.StatementAsync(context.Actor(), teacherId, month, cancellationToken);
        return statement.IsSuccess ? await answer(statement.Value, FileName(statement.Value))
            : statement.Errors[0].Kind == ErrorKind.Forbidden ? Results.StatusCode(StatusCodes.Status403Forbidden)
            : Results.NotFound();
    }

    /// <summary>Letters and digits only: a name can't break out of the header.</summary>
    public static string Plain(string text)
    {
        var name = string.Concat(FoldedText.Of(text).Select(c => char.IsAsciiLetterOrDigit(c) ? c : '-')).Trim('-');
        return name.Length > 60 ? name[..60] : name;
    }

    private static string FileName(PayoutStatement statement) =>
        string.Create(CultureInfo.InvariantCulture, $"{PayoutsTexts.FilePrefix}-{statement.Month}-{Plain(statement.Payee.FullName)}");
}
