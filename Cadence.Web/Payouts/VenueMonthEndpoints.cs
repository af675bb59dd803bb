using System.Globalization;
using Cadence.Core.Kernel;
using Cadence.Core.Organizations;
using Cadence.Core.Payouts;
using Cadence.Core.Resources;
using Cadence.Web.Hosting;

namespace Cadence.Web.Payouts;

/// <summary>A month by venues on paper: the whole of it, and what is sent to one venue; and the year, for taxes.</summary>
internal static class VenueMonthEndpoints
{
    public static void MapVenueMonths(this IEndpointRouteBuilder app)
    {
        var months = app.MapGroup("/month").WithMetadata(new OrganizationPageAttribute(Permission.PayRead)).RequireAuthorization();
        months.MapGet("/{month}.pdf", MonthAsync);
        months.MapGet("/year/{year:int}.pdf", YearAsync);
        months.MapGet("/{month}/venues/{venueId:guid}.pdf", StatementAsync);
    }

    private static async Task<IResult> MonthAsync(string month, HttpContext context, VenueStatementService statements, OrganizationDirectory directory, CancellationToken cancellationToken)
    {
        if (Ask(month, context) is not { } asked)
        {
            return Results.NotFound();
        }

        var view = await statements.MonthAsync(asked.Actor, asked.Month, cancellationToken);
        return view.IsSuccess ? Pdf(context, $"{VenueStatementsTexts.FilePrefix}-{asked.Month}", VenueMonthDocument.GeneratePdf(view.Value, CultureInfo.CurrentUICulture, await LogoAsync(context, directory, cancellationToken))) : Refused(view.Errors[0]);
    }

    private static async Task<IResult> StatementAsync(string month, Guid venueId, HttpContext context, VenueStatementService statements, OrganizationDirectory directory, CancellationToken cancellationToken)
    {
        if (Ask(month, context) is not { } asked)
        {
            return Results.NotFound();
        }

        var statement = await statements.StatementAsync(asked.Actor, venueId, asked.Month, cancellationToken);
        return statement.IsSuccess
            ? Pdf(context, $"{PayoutsTexts.FilePrefix}-{asked.Month}-{PayoutEndpoints.Plain(statement.Value.Venue!.Name)}", PayoutStatementDocument.GeneratePdf(statement.Value, CultureInfo.CurrentUICulture, await LogoAsync(context, directory, cancellationToken)))
            : Refused(statement.Errors[0]);
    }

    private static async Task<IResult> YearAsync(int year, HttpContext context, VenueStatementService statements, OrganizationDirectory directory, CancellationToken cancellationToken)
    {
        var view = await statements.YearAsync(context.Actor(), year, cancellationToken);
        return view.IsSuccess
            ? Pdf(context, string.Create(CultureInfo.InvariantCulture, $"{PayoutEndpoints.Plain(VenueStatementsTexts.YearFilePrefix)}-{year}"), VenueYearDocument.GeneratePdf(view.Value, CultureInfo.CurrentUICulture, await LogoAsync(context, directory, cancellationToken)))
            : Refused(view.Errors[0]);
    }

    private static Task<byte[]?> LogoAsync(HttpContext context, OrganizationDirectory directory, CancellationToken cancellationToken) =>
        directory.LogoAsync(context.Access()!.Organization.LogoHash, cancellationToken);

    private static (Actor Actor, Month Month)? Ask(string monthText, HttpContext context) =>
        Month.TryParse(monthText, out var month) ? (context.Actor(), month) : null;

    private static IResult Pdf(HttpContext context, string name, byte[] paper)
    {
        context.Response.Headers.ContentDisposition = $"inline; filename=\"{name}.pdf\"";
        return Results.Bytes(paper, "application/pdf");
    }

    private static IResult Refused(Error error) => error.Kind == ErrorKind.Forbidden ? Results.StatusCode(StatusCodes.Status403Forbidden) : Results.NotFound();
}
