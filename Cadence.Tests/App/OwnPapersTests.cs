using Cadence.Core.Attendance;
using Cadence.Core.Kernel;
using Cadence.Core.Organizations;
using Cadence.Core.Payouts;
using Cadence.Tests.Organizations;
using Cadence.Tests.Support;
using UglyToad.PdfPig;

namespace Cadence.Tests.App;

/// <summary>Papers asked for at once carry each organization's own language, currency and logo (peers.md (d) 23).</summary>
[Collection(AppTests.Name)]
public sealed class OwnPapersTests(CadenceApp app)
{
    [Fact]
    public async Task Statements_asked_for_at_once_show_each_schools_own_words_money_and_logo()
    {
        var madrid = await PaidAsync("es", "EUR", "Europe/Madrid", "Bulerías", "Ana", Pictures.Make(300, 100));
        var mexico = await PaidAsync("en", "MXN", "America/Mexico_City", "Danzón", "Bea", Pictures.Make(100, 300));
        using var browserOfMadrid = await app.SignInAsync(madrid.School.Owner);
        using var browserOfMexico = await app.SignInAsync(mexico.School.Owner);

        var papers = await Task.WhenAll(Enumerable.Range(0, 20).SelectMany(_ => new[] { PaperAsync(browserOfMadrid, madrid, "es"), PaperAsync(browserOfMexico, mexico, "en") }));

        foreach (var (paper, index) in papers.Select((paper, index) => (paper, index)))
        {
            var (own, other, words, foreign, money, foreignMoney) = index % 2 == 0
                ? (madrid, mexico, "VISTA PREVIA", "PREVIEW", "€", "$")
                : (mexico, madrid, "PREVIEW", "VISTA PREVIA", "$", "€");
            Assert.All([words, own.Group, own.Teacher, own.School.Slug, money], said => Assert.Contains(said, paper.Text, StringComparison.Ordinal));
            Assert.All([foreign, other.Group, other.Teacher, other.School.Slug, foreignMoney], said => Assert.DoesNotContain(said, paper.Text, StringComparison.Ordinal));
            Assert.Equal(index % 2 == 0, paper.IsWide);
        }

        // The address says the language; the money stays the organization's.
        var spanish = await PaperAsync(browserOfMexico, mexico, "es");
        Assert.Contains("VISTA PREVIA", spanish.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("€", spanish.Text, StringComparison.Ordinal);
    }

    private static async Task<(string Text, bool IsWide)> PaperAsync(AppBrowser browser, Paid paid, string language)
    {
        using var answer = await browser.GetAsync($"{language}/o/{paid.School.Slug}/payouts/{paid.Month}/{paid.TeacherId}.pdf");
        Assert.True(answer.IsSuccessStatusCode, $"{(int)answer.StatusCode}");
        using var pdf = PdfDocument.Open(await answer.Content.ReadAsByteArrayAsync());
        var logo = pdf.GetPage(1).GetImages().Single();
        return (string.Join(' ', pdf.GetPages().SelectMany(page => page.GetWords()).Select(word => word.Text)), logo.BoundingBox.Width > logo.BoundingBox.Height);
    }

    private async Task<Paid> PaidAsync(string language, string currency, string zone, string group, string teacher, byte[] logo)
    {
        var school = await TestSchool.CreateAsync(app.Database, now: TimeProvider.System.GetUtcNow(), language: language, currency: currency, timeZone: zone);
        var month = Month.Of(school.Today).Previous;
        var id = await school.AddTeacherAsync(teacher, "Ríos", month.FirstDay);
        (await new PayRateService(school.Tenants).AddAsync(school.Owner, new AddPayRate { TeacherId = id, Model = PayModel.PerHead, Amount = 12.50m, ValidFrom = month.FirstDay.AddYears(-1) }, default)).Ok();
        var classes = await school.AddGroupAsync(group, students: 4, teacherId: id, from: month.FirstDay.AddYears(-1));
        await school.AddHeldSessionAsync(classes, month.FirstDay.AddDays(2), _ => AttendanceStatus.Present);
        (await new OrganizationLogoService(school.Tenants).SetAsync(school.Owner, logo, default)).Ok();
        return new Paid(school, id, teacher, group, month);
    }

    private sealed record Paid(TestSchool School, Guid TeacherId, string Teacher, string Group, Month Month);
}
