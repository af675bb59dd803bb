using System.Net;
using Cadence.Core.Operations;
using Cadence.Tests.App;
using Cadence.Tests.Support;
using Cadence.Web.Hosting;
using Microsoft.AspNetCore.Routing;

namespace Cadence.Tests.Platform;

/// <summary>The pages of the platform's administrators, found by routing's own list, asked for by everybody.</summary>
[Collection(AppTests.Name)]
public sealed class PlatformPagesTests(CadenceApp app)
{
    [Fact]
    public async Task A_page_of_the_platform_is_there_for_its_administrators_and_for_nobody_else()
    {
        var school = await TestSchool.CreateAsync(app.Database);
        var email = await app.GivePasswordAsync(school.Admin.UserId!.Value);
        using var anonymous = app.NewBrowser();
        using var owner = await app.SignInAsync(school.Owner);
        using var admin = await app.SignInAsync(email);
        var pages = app.Endpoints.Where(endpoint => endpoint.Metadata.GetMetadata<PlatformAdminPageAttribute>() is not null && endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods.Contains("GET") != false)
            .Select(endpoint => endpoint.RoutePattern.RawText!.TrimStart('/').Replace("{Slug}", school.Slug, StringComparison.Ordinal)).Distinct().ToList();
        Assert.True(pages.Count >= 3);
        foreach (var page in pages)
        {
            using var nowhere = await owner.GetAsync("es/platform/nunca");
            Assert.Equal(HttpStatusCode.NotFound, nowhere.StatusCode);
            foreach (var (who, browser) in new[] { ("anonymous", anonymous), ("an owner", owner), ("not yet an administrator", admin) })
            {
                using var answer = await browser.GetAsync("es/" + page);
                using var posted = await browser.PostJsonAsync("es/" + page, "{}");
                Assert.True(answer.StatusCode == HttpStatusCode.NotFound, $"{page} for {who}: {(int)answer.StatusCode}");
                Assert.True(posted.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.UnsupportedMediaType, $"POST {page} for {who}: {(int)posted.StatusCode}");
            }

            Assert.Equal(
                Page.Compared(await (await owner.GetAsync("es/platform/nunca")).Content.ReadAsStringAsync(), "platform/nunca", page),
                Page.Compared(await (await owner.GetAsync("es/" + page)).Content.ReadAsStringAsync(), "platform/nunca", page));
        }

        Assert.True(await PlatformAdmins.SetAsync(app.Database.OwnerConnectionString, email, true, default));
        foreach (var page in pages)
        {
            await admin.PageAsync("es/" + page);
            await admin.PageAsync("en/" + page);
            using var inside = await admin.GetAsync($"es/o/{school.Slug}/{page}");
            Assert.Equal(HttpStatusCode.NotFound, inside.StatusCode);
        }

        Assert.Contains(school.Slug, await admin.PageAsync("es/platform?q=" + school.Slug), StringComparison.Ordinal);
        Assert.Contains("href=\"platform\"", await admin.PageAsync("es/organizations"), StringComparison.Ordinal);
        Assert.DoesNotContain("href=\"platform\"", await owner.PageAsync("es/organizations"), StringComparison.Ordinal);

        Assert.True(await PlatformAdmins.SetAsync(app.Database.OwnerConnectionString, email, false, default));
        using var after = await admin.GetAsync("es/platform");
        Assert.Equal(HttpStatusCode.NotFound, after.StatusCode);
    }
}
