using System.Net;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;
using Cadence.Core.Accounts;
using Cadence.Tests.App;
using Cadence.Tests.Support;

namespace Cadence.Tests.Accounts;

/// <summary>The static forms of an account, each sent empty and with wrong values in both languages: what is wrong is said at its field, in words of the resources, and what was typed stays.</summary>
public sealed class AccountFormsTests(CadenceApp app) : IClassFixture<CadenceApp>
{
    private static readonly string Long = new('x', 5000);

    private readonly Doors _doors = new(app);

    public static TheoryData<string> Languages => ["es", "en"];

    [Theory]
    [MemberData(nameof(Languages))]
    public async Task What_is_missing_or_wrong_is_said_at_its_field_in_the_readers_language(string language)
    {
        var (email, texts, problems) = (await _doors.AccountAsync(), new ResourceTexts(language), new List<string>());
        using var stranger = app.NewBrowser();
        using var owner = await _doors.EnterAsync(email);
        var fresh = Doors.NewEmail();
        await Doors.SignUpAsync(stranger, fresh, language);
        var confirm = await _doors.LinkAsync(fresh, AccountMailKinds.ConfirmEmail);
        await Doors.SendAsync(stranger, "es/account/forgot", "forgot", ("Input.Email", email));
        var reset = await _doors.LinkAsync(email, AccountMailKinds.ResetPassword);

        foreach (var (name, family, address, password, places) in new[]
        {
            ("", "", "", "", "given password email"),
            (Long, Long, $"{Long}@compas.demo", Long, "given family email password"),
            ("   ", "", "marta@", "corto", "given email password"),
            ("a\0b", "", "Marta <marta@compas.demo>", "password1234", "given email password"),
            ("Marta", "Ruiz", "marta@compas.demo", "martaruiz2026", "password"),
        })
        {
            await AskAsync(stranger, "account/sign-up", "sign-up", places, ("Input.GivenName", name), ("Input.FamilyNames", family), ("Input.Email", address), ("Input.Password", password), ("Input.Language", "es"));
        }

        await AskAsync(stranger, "account/sign-up", "sign-up", "language", ("Input.GivenName", "Marta"), ("Input.Email", Doors.NewEmail()), ("Input.Password", Doors.Password), ("Input.Language", "fr"));
        foreach (var address in new[] { "", "marta@", $"{Long}@compas.demo", "a\u0001b@compas.demo" })
        {
            await AskAsync(stranger, "account/forgot", "forgot", "email", ("Input.Email", address));
            await AskAsync(stranger, "account/sign-in/link", "magic-link", "email", ("Input.Email", address));
            await AskAsync(owner, "account/email", "email", "email password", ("Input.Email", address), ("Input.Password", ""));
        }

        await AskAsync(owner, "account/email", "email", "email", ("Input.Email", email), ("Input.Password", Doors.Password));
        foreach (var password in new[] { "", "corto", "password1234", Long, "cadence 2026" })
        {
            await AskAsync(stranger, reset.Replace("es/", "", StringComparison.Ordinal), "reset", "password", ("Input.Password", password));
            await AskAsync(owner, "account/password", "password", "password", ("Input.Current", Doors.Password), ("Input.Password", password));
        }

        foreach (var password in new[] { "", "no es esta frase" })
        {
            await AskAsync(stranger, confirm[3..], "confirm-email", "password", ("Input.Password", password));
            await AskAsync(owner, "account/delete", "delete-account", "password agreed", ("Input.Password", password));
        }

        await AskAsync(owner, "account/password", "password", "current password", ("Input.Current", ""), ("Input.Password", ""));
        Findings.None(problems);

        async Task AskAsync(AppBrowser browser, string page, string handler, string places, params (string Name, string Value)[] typed)
        {
            var answer = await Doors.SendAsync(browser, $"{language}/{page}", handler, typed);
            var what = $"{page} ({string.Join(", ", typed.Select(field => field.Value.Length > 20 ? field.Value[..20] : field.Value))})";
            if (answer.Status != HttpStatusCode.OK)
            {
                problems.Add($"{what}: answered {answer.Status}");
                return;
            }

            var document = await new HtmlParser().ParseDocumentAsync(answer.Text);
            problems.AddRange(places.Split(' ').Where(place => string.IsNullOrWhiteSpace(document.QuerySelector($"#{place}-error")?.TextContent)).Select(place => $"{what}: nothing is said at {place}"));
            problems.AddRange(document.QuerySelectorAll("form.form *").Where(element => element.ChildElementCount == 0 && element.TextContent.Trim().Length > 0).Select(element => element.TextContent.Trim())
                .Where(said => !texts.Has(said)).Select(said => $"{what}: \"{said}\" is in no {language} resource"));
            problems.AddRange(typed.Where(field => field.Name == "Input.Email" && field.Value.Length is > 0 and < 100 && !field.Value.Contains('\u0001', StringComparison.Ordinal) && document.QuerySelector("#email")?.GetAttribute("value") != field.Value).Select(_ => $"{what}: what was typed is lost"));
            if (document.QuerySelectorAll("input[type=password]").Any(input => input.HasAttribute("value")))
            {
                problems.Add($"{what}: a password comes back");
            }
        }
    }
}
