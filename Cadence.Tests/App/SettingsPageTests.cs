using System.Net;
using System.Net.Http.Headers;
using Cadence.Core.Documents;
using Cadence.Core.Organizations;
using Cadence.Tests.Organizations;
using Cadence.Tests.Support;

namespace Cadence.Tests.App;

/// <summary>Settings, logo and archive as the running program answers them.</summary>
[Collection(AppTests.Name)]
public sealed class SettingsPageTests(CadenceApp app)
{
    [Fact]
    public async Task A_logo_is_sent_as_a_file_and_shown_under_the_name_of_what_it_shows()
    {
        var school = await TestSchool.CreateAsync(app.Database);
        using var browser = await app.SignInAsync(school.Admin);

        using var sent = await SendAsync(browser, school, Pictures.Make(300, 200), "foto.svg.png\0../../x");
        Assert.Equal($"/es/o/{school.Slug}/settings", sent.Headers.Location?.OriginalString);

        var hash = (await new OrganizationProfileService(school.Tenants).GetAsync(school.Admin, default)).Ok().LogoHash!;
        Assert.Contains($"src=\"/logos/{hash}.png\"", await browser.PageAsync($"es/o/{school.Slug}/settings"), StringComparison.Ordinal);
        Assert.Contains($"src=\"/logos/{hash}.png\"", await browser.PageAsync("es/organizations"), StringComparison.Ordinal);
        using var anybody = app.NewBrowser();
        using var logo = await anybody.GetAsync($"logos/{hash}.png", accept: "image/*");
        Assert.Equal((HttpStatusCode.OK, "image/png"), (logo.StatusCode, logo.Content.Headers.ContentType?.MediaType));
        Assert.Equal("nosniff", logo.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.True(logo.Headers.CacheControl is { Public: true, MaxAge.TotalDays: 365 });
        using var other = await anybody.GetAsync($"logos/{new string('0', 64)}.png", accept: "image/*");
        using var odd = await anybody.GetAsync($"logos/{hash.ToUpperInvariant()}.png", accept: "image/*");
        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.NotFound), (other.StatusCode, odd.StatusCode));
    }

    [Theory]
    [InlineData(0, "ErrorLogoEmpty", "El archivo está vacío")]
    [InlineData(LogoPicture.MostBytes + 1, "ErrorLogoTooLarge", "más de 2 MB")]
    [InlineData(100, "ErrorLogoUnreadable", "PNG, JPG o WebP")]
    public async Task A_file_that_is_no_logo_is_refused_in_words(int length, string code, string words)
    {
        var school = await TestSchool.CreateAsync(app.Database);
        using var browser = await app.SignInAsync(school.Admin);

        using var sent = await SendAsync(browser, school, new byte[length], "logo.png");

        Assert.Equal($"/es/o/{school.Slug}/settings?logo={code}", sent.Headers.Location?.OriginalString);
        Assert.Contains(words, WebUtility.HtmlDecode(await browser.PageAsync($"es/o/{school.Slug}/settings?logo={code}")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_body_larger_than_any_picture_and_a_form_without_its_token_go_nowhere()
    {
        var school = await TestSchool.CreateAsync(app.Database);
        using var browser = await app.SignInAsync(school.Admin);
        using var content = new MultipartFormDataContent { { new ByteArrayContent(Pictures.Make(64, 64)), "logo", "logo.png" } };

        using var tokenless = await browser.SendAsync(HttpMethod.Post, $"es/o/{school.Slug}/settings/logo", content);
        HttpStatusCode? flood = null;
        try
        {
            using var answer = await SendAsync(browser, school, new byte[(5 * LogoPicture.MostBytes) + 1], "logo.png");
            flood = answer.StatusCode;
        }
        catch (HttpRequestException)
        {
            // The connection is closed while the rest is still being sent: nobody reads it.
        }

        Assert.Equal(HttpStatusCode.BadRequest, tokenless.StatusCode);
        Assert.True(flood is null or >= HttpStatusCode.BadRequest, $"answered {flood}");
        Assert.Null((await new OrganizationProfileService(school.Tenants).GetAsync(school.Admin, default)).Ok().LogoHash);
    }

    [Fact]
    public async Task An_archived_organization_is_found_by_its_owner_alone_and_brought_back()
    {
        var school = await TestSchool.CreateAsync(app.Database);
        using var owner = await app.SignInAsync(school.Owner);
        using var admin = await app.SignInAsync(school.Admin);
        (await new OwnershipService(school.Tenants).ArchiveAsync(school.Owner, new ArchiveOrganization(school.Slug), default)).Ok();

        foreach (var browser in new[] { owner, admin })
        {
            using var gone = await browser.GetAsync($"es/o/{school.Slug}/");
            Assert.Equal(HttpStatusCode.NotFound, gone.StatusCode);
        }

        Assert.DoesNotContain("data-archived", await admin.PageAsync("es/organizations"), StringComparison.Ordinal);
        var page = await owner.PageAsync("es/organizations");
        Assert.Contains($"data-archived=\"{school.Slug}\"", page, StringComparison.Ordinal);

        // Signing in a moment ago was proof enough of who it is.
        using var restored = await owner.PostFormAsync("es/organizations", page, $"restore-{school.OrganizationId}");
        Assert.Contains($"data-organization=\"{school.Slug}\"", await restored.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        await admin.PageAsync($"es/o/{school.Slug}/students");
    }

    [Fact]
    public async Task Three_organizations_of_one_person_asked_at_once_answer_each_with_their_own_in_the_language_asked()
    {
        var schools = new List<TestSchool>();
        for (var i = 0; i < 3; i++)
        {
            var school = await TestSchool.CreateAsync(app.Database);
            await school.AddGroupAsync("Grupo-" + school.Slug, students: 2);
            schools.Add(school);
        }

        var person = schools[0].Owner;
        foreach (var school in schools.Skip(1))
        {
            await school.WriteAsync(db => db.Add(new OrganizationMember(person.UserId!.Value, RolePresets.Admin, school.Time.GetUtcNow())));
        }

        using var browser = await app.SignInAsync(person);
        var pages = await Task.WhenAll(Enumerable.Range(0, 90).Select(async i =>
        {
            var (school, language) = (schools[i % 3], i % 2 == 0 ? "es" : "en");
            return (School: school, Language: language, Page: await browser.PageAsync($"{language}/o/{school.Slug}/groups"));
        }));

        Findings.None(
            from asked in pages
            from school in schools
            where asked.Page.Contains("Grupo-" + school.Slug, StringComparison.Ordinal) != (school == asked.School)
            select $"{asked.School.Slug} is wrong about {school.Slug}");
        Findings.None(
            from asked in pages
            where asked.Page.Contains(">Ajustes<", StringComparison.Ordinal) != (asked.Language == "es") || asked.Page.Contains(">Settings<", StringComparison.Ordinal) != (asked.Language == "en")
            select $"{asked.Language}: another language");
    }

    private static async Task<HttpResponseMessage> SendAsync(AppBrowser browser, TestSchool school, byte[] file, string name)
    {
        var page = await browser.PageAsync($"es/o/{school.Slug}/settings");
        var form = page[page.IndexOf("action=\"settings/logo\"", StringComparison.Ordinal)..];
        var picture = new ByteArrayContent(file);
        picture.Headers.ContentDisposition = new ContentDispositionHeaderValue("form-data") { Name = "logo", FileName = "\"" + name.Replace("\0", "", StringComparison.Ordinal) + "\"" };
        using var content = new MultipartFormDataContent();
        foreach (var (field, value) in AppBrowser.FormOf("<form " + form, null))
        {
            content.Add(new StringContent(value), field);
        }

        content.Add(picture);
        return await browser.SendAsync(HttpMethod.Post, $"es/o/{school.Slug}/settings/logo", content);
    }
}
