using System.Globalization;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Cadence.Core.Attendance;
using Cadence.Core.Kernel;
using Cadence.Core.Payouts;
using Cadence.Tests.Support;
using UglyToad.PdfPig;

namespace Cadence.Tests.Payouts;

/// <summary>The pages and files of a month over HTTP, in the built program.</summary>
public sealed partial class PayoutPagesTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    [Fact]
    public async Task A_month_can_be_read_on_the_page_on_paper_and_as_a_file()
    {
        var school = await TestSchool.CreateAsync(database, now: TimeProvider.System.GetUtcNow());
        var month = Month.Of(school.Today).Previous;
        var ana = await school.AddTeacherAsync("Ana", "Vega", month.FirstDay);
        var gone = await school.AddTeacherAsync("Pau", "Antes", month.FirstDay.AddYears(-2), month.FirstDay.AddDays(-1));
        var rates = new PayRateService(school.Tenants);
        await rates.AddAsync(school.Admin, new AddPayRate { TeacherId = ana, Model = PayModel.PerHead, Amount = 1.40m, ValidFrom = month.FirstDay.AddYears(-1) }, default);
        var group = await school.AddGroupAsync("Urbano inicial", students: 10, teacherId: ana, from: month.FirstDay.AddYears(-1));
        await school.AddHeldSessionAsync(group, month.FirstDay.AddDays(2), i => i < 8 ? AttendanceStatus.Present : AttendanceStatus.Absent);
        await school.AddHeldSessionAsync(group, month.FirstDay.AddDays(9), _ => AttendanceStatus.Present);
        var admin = await SignedInClient.GivePasswordAsync(database, school.Admin);
        var teacher = await SignedInClient.GivePasswordAsync(database, school.TeacherActor);
        await using var app = await AppProcess.StartAsync(("ConnectionStrings__Cadence", database.AppConnectionString), ("ConnectionStrings__CadenceOwner", database.OwnerConnectionString), ("Cadence__Demo", "false"), ("Cadence__AllowHttp", "true"));
        using var client = new SignedInClient();
        client.GoTo(app.Address);
        await client.SignInAsync(admin);

        // The list and the page say the same, and rows add up to the figure.
        var list = await PageAsync(client, $"es/o/{school.Slug}/payouts/{month}");
        Assert.Contains("25.20 EUR", Figures(list, "payout.net"));
        Assert.Equal(["25.20 EUR"], Figures(list, "payouts.total"));
        var page = await PageAsync(client, $"es/o/{school.Slug}/payouts/{month}/{ana}");
        Assert.Equal(["25.20 EUR"], Figures(page, "payout.net"));
        Assert.Equal(25.20m, Figures(page, "payout.line").Sum(value => decimal.Parse(value.Split(' ')[0], CultureInfo.InvariantCulture)));
        Assert.Equal(["8", "10"], Figures(page, "payout.session.heads"));
        Assert.Contains("Por aprobar", page, StringComparison.Ordinal);
        Assert.Contains("To approve", await PageAsync(client, $"en/o/{school.Slug}/payouts/{month}/{ana}"), StringComparison.Ordinal);

        // Before the approval paper and file are a preview, in the language of the address.
        Assert.Contains("VISTA PREVIA", await PaperAsync(client, $"es/o/{school.Slug}/payouts/{month}/{ana}.pdf"), StringComparison.Ordinal);
        Assert.Contains("PREVIEW", await PaperAsync(client, $"en/o/{school.Slug}/payouts/{month}/{ana}.pdf"), StringComparison.Ordinal);
        Assert.Contains(";25,20;EUR", await FileAsync(client, $"es/o/{school.Slug}/payouts/{month}/{ana}.csv"), StringComparison.Ordinal);
        Assert.Contains(",25.20,EUR", await FileAsync(client, $"en/o/{school.Slug}/payouts/{month}/{ana}.csv"), StringComparison.Ordinal);

        // Afterwards they are the frozen ones, whatever happens.
        var approved = await new PayoutService(school.Tenants).ApproveAsync(school.Admin, new ApprovePayout(ana, month, 25.20m), default);
        await school.AddHeldSessionAsync(group, month.FirstDay.AddDays(16), _ => AttendanceStatus.Present);
        var paper = await PaperAsync(client, $"es/o/{school.Slug}/payouts/{month}/{ana}.pdf");
        Assert.DoesNotContain("VISTA PREVIA", paper, StringComparison.Ordinal);
        Assert.Contains(approved.Value.Number, paper, StringComparison.Ordinal);
        Assert.Equal(["25.20 EUR"], Figures(await PageAsync(client, $"es/o/{school.Slug}/payouts/{month}/{ana}"), "payout.net"));
        Assert.Equal(["14.00 EUR"], Figures(await PageAsync(client, $"es/o/{school.Slug}/payouts/{month.Next}/{ana}"), "payout.net"));

        // 200 for who is employed, also without lines; 404 for all else.
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(client, $"es/o/{school.Slug}/payouts/{month}/{school.TeacherId}.pdf"));
        foreach (var address in new[] { $"{month}/{gone}", $"{month}/{Guid.CreateVersion7()}", $"2026-13/{ana}", $"x/{ana}", $"1999-12/{ana}" })
        {
            Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(client, $"es/o/{school.Slug}/payouts/{address}.pdf"));
            Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(client, $"es/o/{school.Slug}/payouts/{address}.csv"));
            Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(client, $"es/o/{school.Slug}/payouts/{address}"));
        }

        // A teacher reads the own pay, and of others not even that they exist.
        using var own = new SignedInClient();
        own.GoTo(app.Address);
        await own.SignInAsync(teacher);
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(own, $"es/o/{school.Slug}/payouts/{month}/{school.TeacherId}.pdf"));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(own, $"es/o/{school.Slug}/payouts/{month}/{ana}.pdf"));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(own, $"es/o/{school.Slug}/payouts/{month}/{ana}.csv"));
        Assert.DoesNotContain("Ana Vega", await PageAsync(own, $"es/o/{school.Slug}/payouts/{month}"), StringComparison.Ordinal);

        // Nobody signed in gets nothing.
        using var stranger = new SignedInClient();
        stranger.GoTo(app.Address);
        Assert.NotEqual(HttpStatusCode.OK, await StatusAsync(stranger, $"es/o/{school.Slug}/payouts/{month}/{ana}.pdf"));
    }

    private static async Task<string> PageAsync(SignedInClient client, string address)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri("/" + address, UriKind.Relative));
        request.Headers.Accept.ParseAdd("text/html");
        using var response = await client.Http.SendAsync(request);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return WebUtility.HtmlDecode(await response.Content.ReadAsStringAsync());
    }

    private static async Task<HttpStatusCode> StatusAsync(SignedInClient client, string address)
    {
        using var response = await client.Http.GetAsync(new Uri("/" + address, UriKind.Relative));
        return response.StatusCode;
    }

    private static async Task<string> PaperAsync(SignedInClient client, string address)
    {
        using var response = await client.Http.GetAsync(new Uri("/" + address, UriKind.Relative));
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("application/pdf", response.Content.Headers.ContentType!.MediaType);
        Assert.Contains("no-store", response.Headers.CacheControl!.ToString(), StringComparison.Ordinal);
        using var pdf = PdfDocument.Open(await response.Content.ReadAsByteArrayAsync());
        return string.Concat(pdf.GetPages().SelectMany(page => page.Letters).Select(letter => letter.Value));
    }

    private static async Task<string> FileAsync(SignedInClient client, string address)
    {
        using var response = await client.Http.GetAsync(new Uri("/" + address, UriKind.Relative));
        Assert.Equal("text/csv", response.Content.Headers.ContentType!.MediaType);
        Assert.Equal("attachment", response.Content.Headers.ContentDisposition!.DispositionType);
        return Encoding.UTF8.GetString(await response.Content.ReadAsByteArrayAsync());
    }

    private static List<string> Figures(string page, string name) => [.. Figure().Matches(page).Where(match => match.Groups["name"].Value == name).Select(match => match.Groups["value"].Value)];

    [GeneratedRegex("data-figure=\"(?<name>[^\"]*)\" data-value=\"(?<value>[^\"]*)\"")]
    private static partial Regex Figure();
}
