using System.Diagnostics;
using System.Globalization;
using System.Text;
using Cadence.Core.Accounts;
using Cadence.Core.Data;
using Cadence.Core.Organizations;
using Cadence.Tests.Support;
using Microsoft.Playwright;
using UglyToad.PdfPig;
using Xunit.Abstractions;

namespace Cadence.Tests.App;

/// <summary>The main job from an empty organization to an approved payout, in real browsers. Steps and their times go to the test's output.</summary>
public sealed class JourneyTests(JourneyTests.Running running, ITestOutputHelper output) : IClassFixture<JourneyTests.Running>
{
    private const string Roster = """
        Nombre;Apellidos;Teléfono;Correo;Grupo;Alta;Cuota
        Íñigo;Muñoz Peña;611 200 301;inigo.munoz@example.es;Salsa Iniciación;15/01/2026;45,00
        Begoña;Ibáñez Güell;+34 611200302;begona.ibanez@example.es;Salsa Iniciación;15/01/2026;45,00
        Óscar;Núñez Cañas;0034611200303;oscar.nunez@example.es;Salsa Iniciación;15/01/2026;45,00
        Inés;Cobo Márquez;611-200-304;ines.cobo@example.es;Salsa Iniciación;15/01/2026;45,00
        Martí;Solà Ràfols; 611200305 ;marti.sola@example.es;Salsa Iniciación;15/01/2026;45,00
        Lucía;Peñalver Ríos;611200306;lucia.penalver@example.es;Salsa Iniciación;15/01/2026;45,00
        Iván;Cordón Sáez;611 200 307;ivan.cordon@example.es;Salsa Iniciación;15/01/2026;45,00
        Sofía;Ureña Polo;611200308;sofia.urena@example.es;Salsa Iniciación;15/01/2026;45,00
        Noa;Català Puig;611200309;noa.catala@example.es;Salsa Iniciación;15/01/2026;45,00
        Rubén;Araújo Vidal;611200310;ruben.araujo@example.es;Bachata Intermedio;15/01/2026;45,00
        Zoë;Álvarez Conde;611200311;zoe.alvarez@example.es;Bachata Intermedio;15/01/2026;45,00
        José Ángel;Muñiz Bueno;611200312;jose.muniz@example.es;Bachata Intermedio;15/01/2026;45,00
        INIGO;MUÑOZ PEÑA;611 200 301;inigo.munoz@example.es;Salsa Iniciación;15/01/2026;45,00
        Pau;Vidal Roig;600;pau(at)example.es;Yoga;2026-13-01;gratis
        """;

    private static readonly TimeSpan Cut = TimeSpan.FromSeconds(8);

    [BrowserFact]
    public async Task A_school_goes_from_nothing_to_an_approved_payout()
    {
        var school = await running.FoundAsync();
        await using var network = new TcpRelay(running.Address);
        await using var admin = await Visitor.EnterAsync(running.Address, school.AdminEmail, "es", 1440, 900, false, output);
        await using var teacher = await Visitor.EnterAsync(network.Address, school.TeacherEmail, "es", 1080, 810, true, output);
        var desk = admin.Page;
        var watch = Stopwatch.StartNew();

        // From sign-in the admin comes to the only organization there is, and its empty start page.
        await desk.Locator("main").GetByText(school.Name).ClickAsync();
        await Assertions.Expect(desk.Locator("h1")).ToHaveTextAsync("Tu escuela, en seis pasos");
        await admin.LookAsync("an empty start page");

        await admin.GoAsync("Lugares");
        await admin.LookAsync("no venues");
        await admin.OpenFormAsync("Añadir el primer lugar");
        await admin.FillAsync("Name", "Estudio Centro");
        await admin.FillAsync("Address", "Calle del Compás 4, Madrid");
        await admin.FillAsync("RoomName", "Sala Roja");
        await admin.LookAsync("the venue's form");
        await admin.SaveAsync();
        await Assertions.Expect(desk.GetByRole(AriaRole.Heading, new() { Name = "Estudio Centro" })).ToBeVisibleAsync();
        await admin.LookAsync("venues");

        await admin.GoAsync("Profesorado");
        await admin.OpenFormAsync("Añadir docente");
        await admin.FillAsync("GivenName", "Leo");
        await admin.FillAsync("FamilyNames", "Sanz Ortuño");
        await admin.FillAsync("EmployedFrom", "1/1/2026");
        await admin.ChooseAsync("Model", "Por asistente");
        await admin.FillAsync("Amount", "2,50");
        await admin.LookAsync("the teacher's form");
        await admin.SaveAsync();
        await Assertions.Expect(desk.Locator("main").GetByText("Leo Sanz Ortuño").First).ToBeVisibleAsync();
        await admin.LookAsync("teachers");
        Assert.Equal(1, await running.ExecuteAsync($"update teachers set user_id = '{school.TeacherUserId}' where organization_id = '{school.Id}'"));

        await admin.GoAsync("Grupos");
        foreach (var (button, name, capacity) in new[] { ("Añadir el primer grupo", "Salsa Iniciación", "20"), ("Añadir grupo", "Bachata Intermedio", "16") })
        {
            await admin.OpenFormAsync(button);
            await admin.FillAsync("Name", name);
            await admin.FillAsync("Capacity", capacity);
            await admin.LookAsync("the group's form");
            await admin.SaveAsync();
            await Assertions.Expect(desk.Locator("h1")).ToHaveTextAsync(name);
            await admin.GoAsync("Grupos");
        }

        await admin.LookAsync("groups");
        output.WriteLine($"{watch.Elapsed.TotalSeconds:0.0} s: venue, teacher and groups");

        await ImportAsync(admin);
        output.WriteLine($"{watch.Elapsed.TotalSeconds:0.0} s: roster");

        var session = await ScheduleAsync(admin, school);
        output.WriteLine($"{watch.Elapsed.TotalSeconds:0.0} s: class");

        await admin.GoAsync("Inicio");
        var count = desk.Locator($"[data-session='{session}'] [data-figure='session.marked']");
        await Assertions.Expect(count).ToHaveAttributeAsync("data-value", "0");
        await Assertions.Expect(desk.Locator(".live-on")).ToBeVisibleAsync();
        await admin.LookAsync("the start page");
        await desk.EvaluateAsync("() => { window.sameDocument = true; }");

        await TakeRollAsync(teacher, network, school, session, async marked => await Assertions.Expect(count).ToHaveAttributeAsync("data-value", marked, new() { Timeout = 2000 }));
        output.WriteLine($"{watch.Elapsed.TotalSeconds:0.0} s: roll call");

        await Assertions.Expect(desk.Locator($"[data-session='{session}'] [data-figure='session.heads']")).ToHaveAttributeAsync("data-value", "8", new() { Timeout = 2000 });
        Assert.True(await desk.EvaluateAsync<bool>("() => window.sameDocument === true"), "The start page was loaded again.");
        await admin.LookAsync("the start page after the class");

        await PayAsync(admin, school);
        Assert.True(await desk.EvaluateAsync<bool>("() => window.sameDocument === true"), "A page of the organization was loaded again.");
        output.WriteLine($"{watch.Elapsed.TotalSeconds:0.0} s: payout");

        Assert.Empty(admin.Faults);
        Assert.Empty(teacher.Faults);
    }

    [BrowserFact]
    public async Task The_same_pages_speak_english_under_en()
    {
        var school = await running.FoundAsync();
        await using var admin = await Visitor.EnterAsync(running.Address, school.AdminEmail, "en", 1440, 900, false, output);
        var page = admin.Page;
        await page.Locator("main").GetByText(school.Name).ClickAsync();

        // Whoever knows the way takes the steps off the start page.
        await Assertions.Expect(page.Locator("h1")).ToHaveTextAsync("Your school, in six steps");
        await admin.PressAsync("Take off the start page", page.Locator(".score-card"));
        await Assertions.Expect(page.Locator("h1")).ToHaveTextAsync(new System.Text.RegularExpressions.Regex("^Good (morning|afternoon|evening), Marta$"));
        foreach (var heading in new[] { "Today's beat", "Waiting for you", "Attendance this week", "Just happened" })
        {
            await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = heading })).ToBeVisibleAsync();
        }

        await Assertions.Expect(page.Locator(".live-on")).ToBeVisibleAsync();
        Assert.Equal("en", await page.GetAttributeAsync("html", "lang"));
        await admin.LookAsync("the English start page");
        await admin.GoAsync("Payouts");
        await Assertions.Expect(page.Locator("h1")).ToHaveTextAsync("Payouts");
        await admin.LookAsync("English payouts");
        Assert.Empty(admin.Faults);
    }

    private static async Task ImportAsync(Visitor admin)
    {
        var desk = admin.Page;
        await admin.GoAsync("Alumnado");
        await admin.LookAsync("no students");
        await desk.Locator("main").GetByRole(AriaRole.Link, new() { Name = "Importar lista" }).First.ClickAsync();
        await Assertions.Expect(desk.Locator("input[type=file]")).ToBeAttachedAsync();
        await admin.LookAsync("choosing a roster");
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        await desk.Locator("input[type=file]").SetInputFilesAsync(new FilePayload
        {
            Name = "alumnos.csv",
            MimeType = "text/csv",
            Buffer = Encoding.GetEncoding(1252).GetBytes(Roster.ReplaceLineEndings("\r\n")),
        });
        var rows = desk.Locator("tr[data-row]");
        await Assertions.Expect(rows).ToHaveCountAsync(14);
        await Assertions.Expect(desk.Locator("tr[data-state=ready]")).ToHaveCountAsync(12);
        await Assertions.Expect(desk.Locator("tr[data-state=duplicate]")).ToHaveCountAsync(1);
        await Assertions.Expect(desk.Locator("tr[data-state=error] [data-error]")).ToHaveCountAsync(5);
        await Assertions.Expect(desk.GetByText("Begoña").First).ToBeVisibleAsync();
        await admin.LookAsync("the preview of the roster");

        // The unknown group is made from its cell; what else is wrong in that row stays.
        await desk.GetByRole(AriaRole.Button, new() { Name = "Crear el grupo Yoga" }).ClickAsync();
        await Assertions.Expect(desk.Locator("tr[data-state=error] [data-error]")).ToHaveCountAsync(4);
        await desk.GetByRole(AriaRole.Button, new() { Name = "Importar 12 filas" }).ClickAsync();
        await Assertions.Expect(desk.GetByText("12 personas nuevas y 12 inscripciones.")).ToBeVisibleAsync();
        await desk.GetByRole(AriaRole.Link, new() { Name = "Alumnado" }).First.ClickAsync();
        await Assertions.Expect(desk.GetByText("Begoña").First).ToBeVisibleAsync();
        await admin.LookAsync("students");
    }

    private async Task<Guid> ScheduleAsync(Visitor admin, EmptySchool school)
    {
        // From the last five minutes on, but never from yesterday.
        var now = TimeZoneInfo.ConvertTime(TimeProvider.System.GetUtcNow(), TimeZoneInfo.FindSystemTimeZoneById("Europe/Madrid"));
        var start = new TimeOnly(now.Hour, now.Minute / 5 * 5);
        await admin.GoAsync("Agenda");
        await admin.LookAsync("an empty day");
        await admin.OpenFormAsync("Clase");
        await admin.ChooseAsync("GroupId", "Salsa Iniciación");
        await admin.FillAsync("StartTime", start.ToString("HH:mm", CultureInfo.InvariantCulture));
        await admin.FillAsync("EndTime", start.AddMinutes(60).ToString("HH:mm", CultureInfo.InvariantCulture));
        await admin.LookAsync("the class's form");
        await admin.SaveAsync("Añadir clase");
        await Assertions.Expect(admin.Page.Locator(".line-running")).ToContainTextAsync("Salsa Iniciación");
        await admin.LookAsync("a day with a class");
        return await running.ScalarAsync<Guid>($"select id from class_sessions where organization_id = '{school.Id}'");
    }

    private async Task TakeRollAsync(Visitor teacher, TcpRelay network, EmptySchool school, Guid session, Func<string, Task> shownAsync)
    {
        var tablet = teacher.Page;
        await tablet.Locator("main").GetByText(school.Name).TapAsync();
        await tablet.Locator(".rail").GetByRole(AriaRole.Link, new() { Name = "Agenda" }).TapAsync();
        await Assertions.Expect(tablet.Locator(".line-running")).ToBeVisibleAsync();
        await teacher.LookAsync("the teacher's day");
        await tablet.Locator(".line-running a.btn-primary").TapAsync();
        await tablet.WaitForSelectorAsync("roll-call[data-ready]");
        await Assertions.Expect(tablet.Locator(".rc-tile[data-student]")).ToHaveCountAsync(9);
        var tiles = tablet.Locator(".rc-tap");
        for (var i = 0; i < 4; i++)
        {
            await tiles.Nth(i).TapAsync();
        }

        await shownAsync("4");
        await teacher.LookAsync("the roll call");

        teacher.IsCut = true;
        network.OpenHole();
        var cut = Stopwatch.StartNew();
        for (var i = 4; i < 8; i++)
        {
            await tiles.Nth(i).TapAsync();
            await Assertions.Expect(tablet.Locator(".rc-tile").Nth(i)).ToHaveAttributeAsync("data-status", "present");
        }

        await tablet.Locator(".rc-banner[data-link=down]").WaitForAsync();
        await Assertions.Expect(tablet.Locator(".rc-banner-text")).ToContainTextAsync("4 marcas guardadas en esta tablet.");
        await teacher.LookAsync("the roll call without a network");
        Assert.Equal(4L, await running.ScalarAsync<long>($"select count(*) from attendance_history where class_session_id = '{session}' and tap_id is not null"));
        await Task.Delay(Cut - cut.Elapsed is { Ticks: > 0 } rest ? rest : TimeSpan.Zero);
        network.Heal();
        await tablet.WaitForFunctionAsync("() => !document.querySelector('.rc-tile[data-save=pending], .rc-tile[data-save=retrying]')");
        await shownAsync("8");
        await tablet.Locator(".rc-banner[data-link=up]").WaitForAsync();
        teacher.IsCut = false;

        // Present, then absent: both taps are history, the last one stands.
        await tiles.Nth(8).TapAsync();
        await shownAsync("9");
        await tiles.Nth(8).TapAsync();
        await tablet.Locator(".rc-tile[data-status=absent][data-save=saved]").WaitForAsync();
        Assert.Equal("10 10", await running.ScalarAsync<string>($"select count(*) || ' ' || count(distinct tap_id) from attendance_history where class_session_id = '{session}' and tap_id is not null"));
        Assert.Equal("absent 1, present 8", await running.ScalarAsync<string>(
            $"select string_agg(status || ' ' || n, ', ' order by status) from (select status, count(*) n from attendance_records where class_session_id = '{session}' and status is not null group by status) m"));

        await tablet.Locator("[data-action=finish]").TapAsync();
        await tablet.GetByText("Lista terminada").WaitForAsync();
        Assert.Equal("held 9 8 1 0 0", await running.ScalarAsync<string>($"select concat_ws(' ', status, roster_count, heads, absent, excused, unmarked) from class_sessions where id = '{session}'"));
    }

    private async Task PayAsync(Visitor admin, EmptySchool school)
    {
        var desk = admin.Page;
        await admin.GoAsync("Liquidaciones");
        var row = desk.Locator(".payouts-row");
        await Assertions.Expect(row.Locator("[data-figure='payout.net']")).ToHaveAttributeAsync("data-value", "20.00 EUR");
        await admin.LookAsync("payouts");
        await row.ClickAsync();
        await Assertions.Expect(desk.Locator("h1")).ToHaveTextAsync("Leo Sanz Ortuño");
        await Assertions.Expect(desk.Locator(".payout-formula")).ToHaveTextAsync(new System.Text.RegularExpressions.Regex(@"^8 × 2,50\s€$"));
        await admin.LookAsync("a payout");
        Assert.Contains("20,00€", await StatementAsync(desk), StringComparison.Ordinal);

        await desk.Locator("[data-action=approve]").ClickAsync();
        await Assertions.Expect(desk.Locator(".page-actions").GetByText("Aprobada")).ToBeVisibleAsync();
        await Assertions.Expect(desk.Locator("[data-figure='payout.net']")).ToHaveAttributeAsync("data-value", "20.00 EUR");
        await admin.LookAsync("an approved payout");
        Assert.Contains("20,00€", await StatementAsync(desk), StringComparison.Ordinal);
        await admin.GoAsync("Liquidaciones");
        await Assertions.Expect(row).ToContainTextAsync("Aprobada");
        await Assertions.Expect(row.Locator("[data-figure='payout.net']")).ToHaveAttributeAsync("data-value", "20.00 EUR");
        Assert.Equal(1L, await running.ScalarAsync<long>($"select count(*) from teacher_payouts where organization_id = '{school.Id}' and total_amount = 20.00"));
    }

    /// <summary>The PDF behind the page's link, asked for with the page's cookies: its letters without blanks.</summary>
    private static async Task<string> StatementAsync(IPage page)
    {
        var address = await page.Locator(".page-actions a[href$='.pdf']").EvaluateAsync<string>("a => a.href");
        var answer = await page.Context.APIRequest.GetAsync(address);
        Assert.Equal(200, answer.Status);
        Assert.Equal("application/pdf", answer.Headers["content-type"]);
        using var pdf = PdfDocument.Open(await answer.BodyAsync());
        return string.Concat(pdf.GetPages().SelectMany(sheet => sheet.Letters).Select(letter => letter.Value).Where(letter => !string.IsNullOrWhiteSpace(letter)));
    }

    /// <summary>An organization with an owner, one user who teaches, and nothing else.</summary>
    public sealed record EmptySchool(Guid Id, string Slug, string Name, string AdminEmail, string TeacherEmail, Guid TeacherUserId);

    /// <summary>The program as a process of its own over an empty database.</summary>
    public sealed class Running : IAsyncLifetime
    {
        private readonly TestDatabase _database = new();
        private AppProcess? _app;

        public Uri Address => _app!.Address;

        public async Task InitializeAsync()
        {
            if (Browsers.Path is null)
            {
                return;
            }

            await _database.InitializeAsync();
            _app = await AppProcess.StartAsync(
                ("ASPNETCORE_ENVIRONMENT", "Development"),
                ("ConnectionStrings__Cadence", _database.AppConnectionString),
                ("ConnectionStrings__CadenceOwner", _database.OwnerConnectionString),
                ("Cadence__Demo", "false"));
        }

        public async Task DisposeAsync()
        {
            if (_app is not null)
            {
                await _app.DisposeAsync();
                await _database.DisposeAsync();
            }
        }

        /// <summary>Founds an organization as create-admin does, and lets one teacher sign in.</summary>
        public async Task<EmptySchool> FoundAsync()
        {
            var slug = "s-" + Guid.NewGuid().ToString("n")[..12];
            var school = new EmptySchool(Guid.CreateVersion7(), slug, "Compás " + slug, $"marta@{slug}.example", $"leo@{slug}.example", Guid.CreateVersion7());
            var marta = await AddUserAsync(Guid.CreateVersion7(), school.AdminEmail, "Marta");
            await AddUserAsync(school.TeacherUserId, school.TeacherEmail, "Leo");
            var organizations = new OrganizationService(new TenantDb(_database.AppConnectionString, TestMode.Usual, TimeProvider.System));
            var founded = await organizations.FoundAsync(new FoundOrganization(school.Id, slug, school.Name, OrganizationType.School, "ES", "EUR", "Europe/Madrid", "es"), marta, CancellationToken.None);
            Assert.Empty(founded.Errors);
            var joined = await organizations.AddMemberAsync(school.Id, school.TeacherUserId, RolePresets.Teacher, CancellationToken.None);
            Assert.Empty(joined.Errors);
            return school;
        }

        public async Task<T> ScalarAsync<T>(string sql)
        {
            await using var connection = await Sql.OpenAsync(_database.OwnerConnectionString);
            return (await Sql.ScalarAsync<T>(connection, sql))!;
        }

        public async Task<int> ExecuteAsync(string sql)
        {
            await using var connection = await Sql.OpenAsync(_database.OwnerConnectionString);
            return await Sql.ExecuteAsync(connection, sql);
        }

        private async Task<Guid> AddUserAsync(Guid id, string email, string givenName)
        {
            await using (var accounts = new AccountsDbContext(CadenceDatabase.AccountsOptions(_database.OwnerConnectionString).Options))
            {
                accounts.Add(new User
                {
                    Id = id,
                    UserName = email,
                    NormalizedUserName = email.ToUpperInvariant(),
                    Email = email,
                    NormalizedEmail = email.ToUpperInvariant(),
                    EmailConfirmed = true,
                    GivenName = givenName,
                    FamilyNames = "Prueba",
                    CreatedAt = TimeProvider.System.GetUtcNow(),
                });
                await accounts.SaveChangesAsync();
            }

            await SignedInClient.GivePasswordAsync(_database, Actor.User(Guid.Empty, id));
            return id;
        }
    }
}
