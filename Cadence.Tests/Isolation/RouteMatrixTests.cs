using System.Net;
using System.Text;
using Cadence.Core.Members;
using Cadence.Core.Organizations;
using Cadence.Core.Resources;
using Cadence.Tests.App;
using Cadence.Tests.Support;
using Cadence.Web.Hosting;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Xunit.Abstractions;

namespace Cadence.Tests.Isolation;

/// <summary>The program with an endpoint that does not say where it lives, and one of an organization that lets anybody in.</summary>
public sealed class PlantedApp : CadenceApp
{
    public const string Planted = "/planted/";

    protected override void Plant(IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet(Planted + "homeless", () => "homeless").AllowAnonymous();
        endpoints.MapPost(Planted + "homeless", () => "homeless").AllowAnonymous().DisableAntiforgery();
        endpoints.MapGet(Planted + "open", () => "open").AllowAnonymous().WithMetadata(new OrganizationPageAttribute(Permission.PeopleRead));
    }
}

/// <summary>Every page and endpoint, found by routing's own list, asked for by whoever should get nothing (design.md §3).</summary>
public sealed class RouteMatrixTests(PlantedApp app, ITestOutputHelper output) : IClassFixture<PlantedApp>
{
    private const string ForeignWord = "Forastera";

    [Fact]
    public void Every_endpoint_says_where_it_lives_and_none_of_an_organization_is_anonymous()
    {
        var (ours, planted) = (Ours().ToList(), Planted().ToList());

        Findings.None(Unaddressed(ours).Concat(OpenToAnybody(ours)));
        Assert.Equal(["GET planted/homeless", "POST planted/homeless"], Unaddressed(planted).Order(StringComparer.Ordinal));
        Assert.Equal(["GET planted/open"], OpenToAnybody(planted));
        Assert.True(ours.Count >= 25, $"only {ours.Count} endpoints found");
        output.WriteLine($"isolation: {ours.Count} pages and endpoints, {OrganizationRoutes().Count} routes of organizations");
    }

    [Theory]
    [InlineData("planted/homeless")]
    [InlineData("es/planted/homeless")]
    [InlineData("es/o/{slug}/planted/homeless")]
    [InlineData("es/o/nunca/planted/homeless")]
    public async Task An_endpoint_that_does_not_say_where_it_lives_answers_nowhere(string path)
    {
        var school = await TestSchool.CreateAsync(app.Database);
        using var signedIn = await app.SignInAsync(school.Owner);
        using var anonymous = app.NewBrowser();
        foreach (var browser in new[] { signedIn, anonymous })
        {
            var at = path.Replace("{slug}", school.Slug, StringComparison.Ordinal);
            using var got = await browser.GetAsync(at, accept: "*/*");
            using var posted = await browser.PostJsonAsync(at, "{}");

            Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.NotFound), (got.StatusCode, posted.StatusCode));
            Assert.DoesNotContain("homeless", await got.Content.ReadAsStringAsync() + await posted.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_foreign_id_in_an_address_looks_like_one_that_never_was()
    {
        var (own, other) = (await TestSchool.CreateAsync(app.Database), await TestSchool.CreateAsync(app.Database));
        var (ownIds, foreignIds) = (await SchoolIds.PlantAsync(own, "Propia"), await SchoolIds.PlantAsync(other, ForeignWord));
        using var browser = await app.SignInAsync(own.Admin);
        var (findings, asked, served) = (new List<string>(), 0, 0);
        foreach (var route in OrganizationRoutes().Where(route => route.HasId))
        {
            var unknown = Guid.CreateVersion7();
            var there = await AskAsync(browser, route, own.Slug, kind => foreignIds[kind], foreignIds["Student"]);
            var nowhere = await AskAsync(browser, route, own.Slug, _ => unknown, unknown);
            var mine = await AskAsync(browser, route, own.Slug, kind => ownIds[kind], ownIds["Student"]);
            asked += 2;
            served += mine.Status is HttpStatusCode.OK ? 1 : 0;
            var same = Page.Compared(there.Body, [.. foreignIds.Kinds.Select(kind => foreignIds[kind].ToString())]) == Page.Compared(nowhere.Body, unknown.ToString());
            // A page's own form is refused for its token before anything is looked up, own ids too.
            var isTokenless = route.Method == "POST" && (there.Status, mine.Status) == (HttpStatusCode.BadRequest, HttpStatusCode.BadRequest);
            if ((there.Status != HttpStatusCode.NotFound && !isTokenless) || nowhere.Status != there.Status || !same || there.Body.Contains(ForeignWord, StringComparison.Ordinal))
            {
                findings.Add($"{route}: a foreign id answers {(int)there.Status}, an unknown one {(int)nowhere.Status}, {(same ? "the same" : "another")} body{(there.Body.Contains(ForeignWord, StringComparison.Ordinal) ? ", with a foreign name" : "")}; an own one {(int)mine.Status}");
            }
        }

        output.WriteLine($"isolation: {asked / 2} routes with ids attacked with foreign and unknown ones; {served} of them serve the own");
        Findings.None(findings);
        Assert.True(served >= 8, $"only {served} routes serve the own id");
    }

    [Fact]
    public async Task Who_is_no_active_member_finds_nothing_under_a_slug()
    {
        var (own, other) = (await TestSchool.CreateAsync(app.Database), await TestSchool.CreateAsync(app.Database));
        var ids = await SchoolIds.PlantAsync(other, ForeignWord);
        var (suspended, removed) = (await other.AddMemberAsync(RolePresets.Admin), await other.AddMemberAsync(RolePresets.Owner));
        var (findings, asked, unknown) = (new List<string>(), 0, "nunca-" + Guid.NewGuid().ToString("n")[..6]);
        foreach (var (who, actor) in new[] { ("stranger", own.Admin), ("suspended member", suspended), ("removed member", removed) })
        {
            using var browser = await app.SignInAsync(actor);
            if (actor != own.Admin)
            {
                await other.WriteAsync(db => db.Set<OrganizationMember>().Single(m => m.UserId == actor.UserId).ChangeStatus(actor == removed ? MemberStatus.Removed : MemberStatus.Suspended));
            }

            foreach (var route in OrganizationRoutes())
            {
                var there = await AskAsync(browser, route, other.Slug, kind => ids[kind], ids["Student"]);
                var nowhere = await AskAsync(browser, route, unknown, kind => ids[kind], ids["Student"]);
                asked++;
                var same = Page.Compared(there.Body, other.Slug, unknown) == Page.Compared(nowhere.Body, other.Slug, unknown);
                if (there.Status != HttpStatusCode.NotFound || nowhere.Status != there.Status || !same || there.Body.Contains(ForeignWord, StringComparison.Ordinal))
                {
                    findings.Add($"{route} as {who}: {(int)there.Status}, under a slug that never was {(int)nowhere.Status}, {(same ? "the same" : "another")} body");
                }
            }
        }

        output.WriteLine($"isolation: {asked} requests of a stranger, a suspended and a removed member to {OrganizationRoutes().Count} routes");
        Findings.None(findings);
    }

    [Fact]
    public async Task Anonymous_is_sent_to_sign_in_or_told_401()
    {
        var school = await TestSchool.CreateAsync(app.Database);
        var ids = await SchoolIds.PlantAsync(school, ForeignWord);
        using var browser = app.NewBrowser();
        var (findings, asked) = (new List<string>(), 0);
        foreach (var route in OrganizationRoutes())
        {
            var scripted = await AskAsync(browser, route, school.Slug, kind => ids[kind], ids["Student"], "application/json");
            asked++;
            if (scripted.Status != HttpStatusCode.Unauthorized || scripted.Body.Length > 0)
            {
                findings.Add($"{route} for a script: {(int)scripted.Status}");
            }

            if (route.Method == "GET")
            {
                var page = await AskAsync(browser, route, school.Slug, kind => ids[kind], ids["Student"]);
                asked++;
                if (page.Status != HttpStatusCode.Redirect || page.Location?.StartsWith("/es/account/sign-in?returnUrl=", StringComparison.Ordinal) != true)
                {
                    findings.Add($"{route} for a person: {(int)page.Status} {page.Location}");
                }
            }
        }

        output.WriteLine($"isolation: {asked} anonymous requests to {OrganizationRoutes().Count} routes");
        Findings.None(findings);
    }

    [Fact]
    public async Task A_role_without_the_grant_is_not_let_in()
    {
        var school = await TestSchool.CreateAsync(app.Database);
        var ids = await SchoolIds.PlantAsync(school, ForeignWord);
        var grants = RolePresets.Grants().ToLookup(grant => grant.RoleKey, grant => grant.Permission);
        var none = "nothing-" + Guid.NewGuid().ToString("n")[..6];
        await school.WriteAsync(db => db.Add(new OrganizationRole(none, preset: false)));
        var (findings, refused) = (new List<string>(), new Dictionary<string, int>(StringComparer.Ordinal));
        foreach (var (role, actor) in new[] { (RolePresets.Teacher, school.TeacherActor), (RolePresets.Staff, school.Staff), (none, await school.AddMemberAsync(none)) })
        {
            using var browser = await app.SignInAsync(actor);
            foreach (var route in OrganizationRoutes().Where(route => !grants[role].Contains(route.Permission)))
            {
                var answer = await AskAsync(browser, route, school.Slug, kind => ids[kind], ids["Student"]);
                refused[role] = refused.GetValueOrDefault(role) + 1;
                // 415 is routing's own answer to JSON for a form, before it knows who asks.
                if (answer.Status is not (HttpStatusCode.Forbidden or HttpStatusCode.NotFound or HttpStatusCode.Redirect or HttpStatusCode.UnsupportedMediaType) || answer.Body.Contains(ForeignWord, StringComparison.Ordinal))
                {
                    findings.Add($"{route} as {role}: {(int)answer.Status}");
                }
            }
        }

        output.WriteLine($"isolation: refused {string.Join(", ", refused.Select(role => $"{role.Value} routes to {role.Key}"))}");
        Findings.None(findings);
        Assert.True(refused.Count == 3 && refused[none] == OrganizationRoutes().Count);
    }

    [Fact]
    public async Task Every_route_of_a_role_that_asks_for_a_second_factor_leads_to_how_to_give_it()
    {
        var school = await TestSchool.CreateAsync(app.Database);
        var ids = await SchoolIds.PlantAsync(school, ForeignWord);
        await using var owner = await Sql.OpenAsync(app.Database.OwnerConnectionString);
        await Sql.ExecuteAsync(owner, "update organization_roles set asks_second_factor = true where organization_id = $1 and key = 'owner'", school.OrganizationId);
        using var browser = await app.SignInAsync(school.Owner);
        var (findings, asked) = (new List<string>(), 0);
        foreach (var route in OrganizationRoutes())
        {
            foreach (var accept in new[] { "text/html", "application/json" })
            {
                var answer = await AskAsync(browser, route, school.Slug, kind => ids[kind], ids["Student"], accept);
                asked++;
                var isTold = route.Method == "GET" && accept == "text/html"
                    ? answer.Status == HttpStatusCode.Redirect && answer.Location == $"/es/organizations/{school.Slug}/second-step"
                    : answer.Status == HttpStatusCode.Forbidden && answer.Body.Contains(nameof(SharedTexts.ErrorSecondFactorNeeded), StringComparison.Ordinal);
                // 415 is routing's own answer to JSON for a form, before it knows who asks.
                if ((!isTold && answer.Status != HttpStatusCode.UnsupportedMediaType) || answer.Body.Contains(ForeignWord, StringComparison.Ordinal))
                {
                    findings.Add($"{route} for {accept}: {(int)answer.Status} {answer.Location}");
                }
            }
        }

        output.WriteLine($"isolation: {asked} requests without the second factor that the role asks for");
        Findings.None(findings);
        Assert.True(asked > 40);
    }

    /// <summary>S2: another place of the same school is to a member of some places like one that never was.</summary>
    [Theory]
    [InlineData(GrantScope.Own)]
    [InlineData(GrantScope.Group)]
    [InlineData(GrantScope.Venue)]
    public async Task A_role_of_places_opens_what_is_there_and_nothing_of_another(GrantScope scope)
    {
        var school = await TestSchool.CreateAsync(app.Database);
        var (near, far) = (await SchoolIds.PlantAsync(school, "Propia"), await SchoolIds.PlantAsync(school, ForeignWord));
        var permissions = Enum.GetValues<Permission>().Where(permission => PermissionScopes.Fits(permission, scope)).ToHashSet();
        var actor = await school.AddMemberAsync(scope, permissions, venues: [near["Venue"]], groups: [near["Group"], near[SchoolIds.SecondGroup]]);
        await school.WriteAsync(db => db.Set<Core.Teachers.Teacher>().Single(teacher => teacher.Id == near["Teacher"]).LinkUser(actor.UserId));

        // A newcomer of no group would be everybody's.
        await school.WriteAsync(db => db.Add(new Core.Groups.Enrolment(far[SchoolIds.Newcomer], far["Group"], school.Today.AddDays(-20), null)));
        using var browser = await app.SignInAsync(actor);
        var (findings, asked, served) = (new List<string>(), 0, 0);
        foreach (var route in OrganizationRoutes().Where(route => permissions.Contains(route.Permission)))
        {
            var there = await AskAsync(browser, route, school.Slug, kind => far[kind], far["Student"]);
            var mine = await AskAsync(browser, route, school.Slug, kind => near[kind], near["Student"]);
            asked += 2;
            served += mine.Status is HttpStatusCode.OK ? 1 : 0;
            // Who has no venues of their own chooses among all studios, and one's own pay is none of a venue's month.
            var isTold = there.Body.Contains(ForeignWord, StringComparison.Ordinal) && !(route.ToString() == "GET /venues" && scope != GrantScope.Venue);
            if (isTold || (route.HasId && there.Status is HttpStatusCode.OK) || (mine.Status is HttpStatusCode.Forbidden && route.Permission != Permission.PayRead))
            {
                findings.Add($"{route}: out of reach answers {(int)there.Status}{(isTold ? " with a name from there" : "")}, within {(int)mine.Status}");
            }
        }

        output.WriteLine($"isolation: {asked} requests of a role of scope {scope}, {served} served");
        Findings.None(findings);
        Assert.True(served >= 6, $"only {served} routes serve what is within reach");
    }

    [Fact]
    public async Task A_route_under_another_kind_of_address_is_not_there()
    {
        var school = await TestSchool.CreateAsync(app.Database);
        var ids = await SchoolIds.PlantAsync(school, ForeignWord);
        using var browser = await app.SignInAsync(school.Owner);
        var (findings, asked) = (new List<string>(), 0);
        foreach (var endpoint in Ours())
        {
            foreach (var (kind, prefix) in new[] { (AddressKind.Machine, ""), (AddressKind.Platform, "es/"), (AddressKind.Organization, $"es/o/{school.Slug}/") })
            {
                var path = Fill(endpoint.RoutePattern, named => ids[named]);
                // The platform's "/" leads on before routing; account's pages lead out of an organization.
                var leads = (kind == AddressKind.Platform && path.Length == 0) || (kind == AddressKind.Organization && endpoint.Metadata.GetMetadata<AccountPageAttribute>() is not null);
                if (leads || endpoint.Metadata.GetMetadata<IAddressed>() is not { } addressed || addressed.LivesAt(kind))
                {
                    continue;
                }

                foreach (var method in Methods(endpoint))
                {
                    var answer = await SendAsync(browser, method, prefix + path, ids["Student"], "application/json");
                    asked++;
                    // 415 is routing's own answer to JSON for a form, before it knows the address.
                    if (answer.Status is not (HttpStatusCode.NotFound or HttpStatusCode.UnsupportedMediaType))
                    {
                        findings.Add($"{method} /{prefix}{path}: {(int)answer.Status}");
                    }
                }
            }
        }

        output.WriteLine($"isolation: {asked} requests under another kind of address");
        Findings.None(findings);
        Assert.True(asked > 40);
    }

    private static IEnumerable<string> Unaddressed(IEnumerable<RouteEndpoint> endpoints) =>
        endpoints.Where(endpoint => endpoint.Metadata.GetMetadata<IAddressed>() is null).SelectMany(Names);

    private static IEnumerable<string> OpenToAnybody(IEnumerable<RouteEndpoint> endpoints) =>
        endpoints.Where(endpoint => endpoint.Metadata.GetMetadata<OrganizationPageAttribute>() is not null && endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null).SelectMany(Names);

    private static IEnumerable<string> Names(RouteEndpoint endpoint) => Methods(endpoint).Select(method => $"{method} {endpoint.RoutePattern.RawText!.TrimStart('/')}");

    /// <summary>Blazor's pages answer to a form's POST too, which is another way in.</summary>
    private static IReadOnlyList<string> Methods(RouteEndpoint endpoint) =>
        endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods is { Count: > 0 } methods ? methods : ["GET"];

    /// <summary>An address of a route: ids by what stands before them, months and days that are.</summary>
    private static string Fill(RoutePattern pattern, Func<string, Guid> idOf)
    {
        var (path, before) = (new StringBuilder(), "");
        foreach (var segment in pattern.PathSegments)
        {
            path.Append(path.Length == 0 ? "" : "/");
            foreach (var part in segment.Parts)
            {
                path.Append(part switch
                {
                    RoutePatternLiteralPart literal => literal.Content,
                    RoutePatternSeparatorPart separator => separator.Content,
                    RoutePatternParameterPart parameter when IsId(parameter) => idOf(KindOf(parameter.Name, before)).ToString(),
                    RoutePatternParameterPart { Name: var name } => name.ToUpperInvariant() switch
                    {
                        "MONTH" or "MONTHTEXT" => "2026-11",
                        "YEAR" or "YEARTEXT" => "2026",
                        "DAY" => "2026-11-19",
                        "CODE" => "404",
                        "TOKEN" => InvitationRules.NewToken(),
                        "SLUG" => "nunca",
                        "HASH" => new string('0', 64),
                        _ => throw new InvalidOperationException($"{pattern.RawText}: there is no example of {name}; add one."),
                    },
                    _ => throw new InvalidOperationException($"{pattern.RawText}: a part that can't be filled."),
                });
            }

            before = segment.Parts is [RoutePatternLiteralPart only] ? only.Content : before;
        }

        return path.ToString();
    }

    private static bool IsId(RoutePatternParameterPart parameter) => parameter.ParameterPolicies.Any(policy => policy.Content == "guid");

    private static string KindOf(string name, string before) =>
        new[] { "Student", "Group", "Guardian", "Teacher", "Venue", "Room", "Session", "Enrolment" }
            .Where(kind => name.Contains(kind, StringComparison.OrdinalIgnoreCase) || (name.Equals("id", StringComparison.OrdinalIgnoreCase) && before.Equals(kind + "s", StringComparison.OrdinalIgnoreCase)))
            .FirstOrDefault() ?? (before == "family" ? "FamilyLink" : null) ?? throw new InvalidOperationException($"{before}/{{{name}}}: there is no example of what it names; add its kind to {nameof(SchoolIds)}.");

    private static Task<Answer> AskAsync(AppBrowser browser, Route route, string slug, Func<string, Guid> idOf, Guid inBody, string accept = "text/html") =>
        SendAsync(browser, route.Method, $"es/o/{slug}/{Fill(route.Endpoint.RoutePattern, idOf)}", inBody, accept);

    /// <summary>As the product's scripts and a browser do; endless answers are read no further than their headers.</summary>
    private static async Task<Answer> SendAsync(AppBrowser browser, string method, string path, Guid inBody, string accept)
    {
        var body = $$"""{"id":"{{Guid.CreateVersion7()}}","student":"{{inBody}}","kind":"trial","gaps":"absent","marks":[{"id":"{{Guid.CreateVersion7()}}","student":"{{inBody}}","status":"present","ageMs":0}]}""";
        using var request = new HttpRequestMessage(HttpMethod.Parse(method), path) { Content = method is "GET" or "HEAD" ? null : new StringContent(body, Encoding.UTF8, "application/json") };
        request.Headers.TryAddWithoutValidation("Accept", method is "GET" ? accept : "application/json");
        request.Headers.TryAddWithoutValidation("X-Cadence", "1");
        request.Headers.TryAddWithoutValidation("Origin", browser.Http.BaseAddress!.GetLeftPart(UriPartial.Authority));
        using var answer = await browser.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        var isStream = answer.Content.Headers.ContentType?.MediaType == "text/event-stream";
        return new Answer(answer.StatusCode, isStream ? "" : await answer.Content.ReadAsStringAsync(), answer.Headers.Location?.OriginalString);
    }

    private IEnumerable<RouteEndpoint> Ours() => app.Endpoints.Where(endpoint => !endpoint.IsFramework() && !IsPlanted(endpoint));

    private IEnumerable<RouteEndpoint> Planted() => app.Endpoints.Where(IsPlanted);

    private static bool IsPlanted(RouteEndpoint endpoint) => endpoint.RoutePattern.RawText?.StartsWith(PlantedApp.Planted, StringComparison.Ordinal) == true;

    private IReadOnlyList<Route> OrganizationRoutes() =>
        [.. from endpoint in Ours()
            let page = endpoint.Metadata.GetMetadata<OrganizationPageAttribute>()
            where page is not null
            from method in Methods(endpoint)
            select new Route(endpoint, method, page.Permission)];

    private sealed record Route(RouteEndpoint Endpoint, string Method, Permission Permission)
    {
        public bool HasId => Endpoint.RoutePattern.Parameters.Any(IsId);

        public override string ToString() => $"{Method} /{Endpoint.RoutePattern.RawText?.TrimStart('/')}";
    }

    private sealed record Answer(HttpStatusCode Status, string Body, string? Location);
}
