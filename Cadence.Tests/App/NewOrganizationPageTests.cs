using System.Net;
using System.Text.RegularExpressions;
using Cadence.Tests.Support;

namespace Cadence.Tests.App;

/// <summary>The static page to found an organization, in the running program.</summary>
public sealed partial class NewOrganizationPageTests(CadenceApp app) : IClassFixture<CadenceApp>
{
    [Theory]
    [InlineData("es", "Falta este dato.", "letras minúsculas sin acentos")]
    [InlineData("en", "This is missing.", "lower-case letters without accents")]
    public async Task It_says_what_is_missing_or_wrong_and_a_press_founds_it(string language, string missing, string shape)
    {
        var school = await TestSchool.CreateAsync(app.Database);
        using var browser = await app.SignInAsync(school.Staff);

        var empty = await PostAsync(browser, language, ("Input.Name", ""), ("Input.Country", "ES"));
        Assert.Equal(HttpStatusCode.OK, empty.Status);
        Assert.Contains(missing, empty.Text, StringComparison.Ordinal);
        Assert.Contains(shape, (await PostAsync(browser, language, ("Input.Name", "Eva"), ("Input.Country", "ES"), ("Input.Slug", "¡no!"))).Text, StringComparison.Ordinal);

        var name = "Eva " + Guid.NewGuid().ToString("n")[..8];
        var founded = await PostAsync(browser, language, ("Input.Name", name), ("Input.Country", "ES"), ("Input.Type", "IndependentTeacher"));
        Assert.Equal(HttpStatusCode.Redirect, founded.Status);
        Assert.Contains("/o/eva-", founded.Location, StringComparison.Ordinal);
        Assert.Equal(1L, await school.ScalarAsync<long>("select count(*) from organizations o join teachers t on t.organization_id = o.id where o.name = $1", name));
    }

    private static async Task<(HttpStatusCode Status, string Text, string Location)> PostAsync(AppBrowser browser, string language, params (string Name, string Value)[] fields)
    {
        var path = $"{language}/organizations/new";
        using var form = await browser.GetAsync(path);
        var hidden = Hidden().Matches(await form.Content.ReadAsStringAsync()).Select(match => (match.Groups[1].Value, WebUtility.HtmlDecode(match.Groups[2].Value)));
        using var content = new FormUrlEncodedContent(hidden.Concat(fields).DistinctBy(field => field.Item1).Select(field => KeyValuePair.Create(field.Item1, field.Item2)));
        using var answer = await browser.Http.PostAsync(new Uri(path, UriKind.Relative), content);
        return (answer.StatusCode, WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync()), answer.Headers.Location?.OriginalString ?? "");
    }

    [GeneratedRegex("<input type=\"hidden\" name=\"([^\"]+)\" value=\"([^\"]*)\"")]
    private static partial Regex Hidden();
}
