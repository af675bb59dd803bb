using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Cadence.Bench.Faults;
using Cadence.Core.Organizations;
using Cadence.Core.Sessions;
using Cadence.Tests.Support;
using Microsoft.Playwright;

namespace Cadence.Tests.Attendance;

/// <summary>The roll call in a real browser behind a real, failing network. CADENCE_CUT_SECONDS sets how long cuts last.</summary>
public sealed class RollCallBrowserTests(RollCallStage stage) : IClassFixture<RollCallStage>
{
    private static readonly TimeSpan Cut = TimeSpan.FromSeconds(double.Parse(Environment.GetEnvironmentVariable("CADENCE_CUT_SECONDS") ?? "8", CultureInfo.InvariantCulture));

    [BrowserTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_cut_in_the_middle_of_a_roll_call_loses_no_tap_and_doubles_none(bool silent) => await Fault.RunAsync(new CutFault(silent, Cut, stage));

    [BrowserFact]
    public async Task A_cut_is_shown_within_five_seconds_without_any_tap()
    {
        await using var scene = await stage.SceneAsync(3);
        var page = await scene.OpenAsync();
        await Task.Delay(1000);
        scene.Relay.OpenHole();
        var cut = Stopwatch.StartNew();

        await page.Locator(".rc-banner[data-link=down]").WaitForAsync(new() { Timeout = 8000 });

        Assert.True(cut.Elapsed < TimeSpan.FromSeconds(5), $"The banner came after {cut.Elapsed.TotalSeconds:0.0} s.");
        scene.Relay.Heal();
        await page.Locator(".rc-banner[data-link=up]").WaitForAsync(new() { Timeout = 3000 });
    }

    [BrowserFact]
    public async Task Twenty_five_people_take_less_than_twenty_seconds()
    {
        await using var scene = await stage.SceneAsync();
        var page = await scene.OpenAsync();
        var watch = Stopwatch.StartNew();

        await page.Locator("[data-action=all-present]").TapAsync();
        foreach (var (person, taps) in new[] { (3, 1), (7, 2), (12, 1), (18, 3), (22, 1) })
        {
            for (var i = 0; i < taps; i++)
            {
                await page.Locator(".rc-tap").Nth(person).TapAsync();
                await Task.Delay(400); // a person's finger
            }
        }

        await page.Locator("[data-action=finish]").TapAsync();
        await page.GetByText("Lista terminada").WaitForAsync();
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(20), $"It took {watch.Elapsed.TotalSeconds:0.0} s.");
        Assert.Equal("held 25 21 3 1 0", await scene.SessionAsync());
    }

    [BrowserFact]
    public async Task Two_tablets_on_one_roll_call_converge_and_say_who_marked()
    {
        await using var scene = await stage.SceneAsync(10);
        var another = scene.AnotherNetwork(scene.Relay);
        var leo = await scene.OpenAsync();
        var admin = await scene.OpenAsync(scene.School.Admin, another);

        await admin.Locator(".rc-tap").First.TapAsync();
        await Assertions.Expect(leo.Locator(".rc-tile").First).ToHaveAttributeAsync("data-status", "present", new() { Timeout = 2000 });
        await Assertions.Expect(leo.Locator(".rc-tile").First).ToContainTextAsync("Admin marcó esto hace un momento");

        // The admin's tablet is cut and marks; meanwhile Leo marks the same people later. His marks count, hers are told.
        another.OpenHole();
        for (var i = 1; i < 4; i++)
        {
            await admin.Locator(".rc-tap").Nth(i).TapAsync();
        }

        await Task.Delay(500);
        for (var i = 1; i < 7; i++)
        {
            await leo.Locator(".rc-tap").Nth(i).TapAsync();
            await leo.Locator(".rc-tap").Nth(i).TapAsync();
        }

        await RollCallScene.SavedAsync(leo);
        await admin.Locator(".rc-banner[data-link=down]").WaitForAsync();
        another.Heal();
        await RollCallScene.SavedAsync(admin);
        foreach (var page in new[] { leo, admin })
        {
            var statuses = "";
            for (var i = 0; i < 50 && statuses != "present,absent,absent,absent,absent,absent,absent,,,"; i++)
            {
                await Task.Delay(100);
                statuses = await page.EvaluateAsync<string>("() => [...document.querySelectorAll('.rc-tile')].map(t => t.dataset.status).join()");
            }

            Assert.Equal("present,absent,absent,absent,absent,absent,absent,,,", statuses);
        }

        await Assertions.Expect(admin.Locator(".rc-tile").Nth(2)).ToContainTextAsync("Llegó tarde");
        Assert.Equal("absent 6, present 1", await scene.MarksAsync());
        Assert.Equal(3L, await scene.ScalarAsync<long>($"select count(*) from attendance_history where class_session_id = '{scene.Session}' and outcome = 'older'"));
    }

    [BrowserFact]
    public async Task A_reload_while_cut_shows_the_offline_page_with_the_count_and_everything_lands_later()
    {
        await using var scene = await stage.SceneAsync(6);
        var page = await scene.OpenAsync();
        await page.WaitForFunctionAsync("() => navigator.serviceWorker.controller !== null");
        scene.Relay.OpenHole();
        for (var i = 0; i < 4; i++)
        {
            await page.Locator(".rc-tap").Nth(i).TapAsync();
        }

        await page.ReloadAsync(new() { Timeout = 20_000 });

        await Assertions.Expect(page.Locator("offline-page [data-count]")).ToHaveTextAsync("4 marcas guardadas en esta tablet.");
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Sin conexión" })).ToBeVisibleAsync();
        if (Environment.GetEnvironmentVariable("CADENCE_SHOTS") is { Length: > 0 } folder)
        {
            await page.ScreenshotAsync(new() { Path = Path.Combine(folder, "offline.png") });
        }

        scene.Relay.Heal();
        await page.WaitForSelectorAsync("roll-call[data-ready]", new() { Timeout = 15_000 });
        await RollCallScene.SavedAsync(page);
        Assert.Equal((4, 4), await scene.HistoryAsync());
        Assert.Equal("present 4", await scene.MarksAsync());
    }

    [BrowserFact]
    public async Task The_cache_holds_nothing_about_a_person()
    {
        await using var scene = await stage.SceneAsync(6);
        var page = await scene.OpenAsync();
        await page.WaitForFunctionAsync("() => navigator.serviceWorker.controller !== null");
        scene.Relay.OpenHole();
        await page.Locator(".rc-tap").First.TapAsync();

        var kept = await page.EvaluateAsync<string>("""
            async () => {
              let text = '';
              for (const name of await caches.keys()) {
                const cache = await caches.open(name);
                for (const request of await cache.keys()) {
                  text += request.url + '\n';
                  if (!/woff2|css|js$/.test(request.url)) text += await (await cache.match(request)).text();
                }
              }
              for (const { name } of await indexedDB.databases()) {
                const db = await new Promise(r => { const o = indexedDB.open(name); o.onsuccess = () => r(o.result); });
                for (const store of db.objectStoreNames) {
                  text += JSON.stringify(await new Promise(r => { const g = db.transaction(store).objectStore(store).getAll(); g.onsuccess = () => r(g.result); }));
                }
              }
              return text + JSON.stringify({ ...localStorage });
            }
            """);

        Assert.Contains("/es/offline", kept, StringComparison.Ordinal);
        Assert.Contains(scene.Group.StudentIds[0].ToString(), kept, StringComparison.Ordinal);
        foreach (var name in new[] { "Adela", "Bravo", "Leo", "Urbano", "@" })
        {
            Assert.DoesNotContain(name, System.Text.RegularExpressions.Regex.Replace(kept, "@(?:font-face|media|keyframes)", ""), StringComparison.Ordinal);
        }
    }

    [BrowserFact]
    public async Task A_tap_in_the_very_moment_of_a_reload_is_not_lost()
    {
        await using var scene = await stage.SceneAsync(3);
        var page = await scene.OpenAsync();
        await page.WaitForFunctionAsync("() => navigator.serviceWorker.controller !== null");
        scene.Relay.OpenHole();

        await page.EvaluateAsync("() => { document.querySelectorAll('.rc-tap')[1].click(); location.reload(); }");

        await Assertions.Expect(page.Locator("offline-page [data-count]")).ToHaveTextAsync("1 marca guardada en esta tablet.", new() { Timeout = 20_000 });
        scene.Relay.Heal();
        await page.WaitForSelectorAsync("roll-call[data-ready]", new() { Timeout = 15_000 });
        await RollCallScene.SavedAsync(page);
        Assert.Equal((1, 1), await scene.HistoryAsync());
    }

    [BrowserFact]
    public async Task Somebody_signed_out_keeps_everything_and_sends_it_after_signing_in_again()
    {
        await using var scene = await stage.SceneAsync(5);
        var page = await scene.OpenAsync();
        await page.Context.ClearCookiesAsync();
        for (var i = 0; i < 3; i++)
        {
            await page.Locator(".rc-tap").Nth(i).TapAsync();
        }

        await Assertions.Expect(page.Locator(".rc-banner")).ToContainTextAsync("Tu sesión ha caducado. 3 marcas guardadas en esta tablet.");
        Assert.Equal((0, 0), await scene.HistoryAsync());

        // Somebody else signs in on this tablet: their page sends nothing of Leo's.
        await page.Locator(".rc-banner-sign-in").ClickAsync();
        await RollCallStage.SignInAsync(page, await stage.EmailOfAsync(scene.School.Admin));
        await page.WaitForSelectorAsync("roll-call[data-ready]");
        await page.Locator(".rc-tap").Nth(4).TapAsync();
        await RollCallScene.SavedAsync(page);
        Assert.Equal((1, 1), await scene.HistoryAsync());

        await page.Context.ClearCookiesAsync();
        await page.GotoAsync(scene.Path());
        await RollCallStage.SignInAsync(page, await stage.EmailOfAsync(scene.School.TeacherActor));
        await page.WaitForSelectorAsync("roll-call[data-ready]");
        await RollCallScene.SavedAsync(page);
        Assert.Equal((4, 4), await scene.HistoryAsync());
        Assert.Equal(3L, await scene.ScalarAsync<long>($"select count(*) from attendance_history where class_session_id = '{scene.Session}' and user_id = '{scene.School.TeacherActor.UserId}'"));
    }

    [BrowserFact]
    public async Task A_sign_in_that_changed_in_another_tab_takes_no_taps_as_its_own()
    {
        await using var scene = await stage.SceneAsync(4);
        var page = await scene.OpenAsync();
        var other = await page.Context.NewPageAsync();
        await other.Context.ClearCookiesAsync();
        await other.GotoAsync(scene.Path());
        await RollCallStage.SignInAsync(other, await stage.EmailOfAsync(scene.School.Admin));
        await other.WaitForSelectorAsync("roll-call[data-ready]");

        await page.BringToFrontAsync();
        await page.Locator(".rc-tap").First.TapAsync();

        await Assertions.Expect(page.Locator(".rc-banner")).ToContainTextAsync("Tu sesión ha caducado.");
        Assert.Equal((0, 0), await scene.HistoryAsync());
    }

    [BrowserTheory]
    [InlineData("es", "Tarde")]
    [InlineData("en", "Late")]
    public async Task Who_comes_late_has_the_time_as_the_rest_of_the_sheet_says_times(string language, string late)
    {
        await using var scene = await stage.SceneAsync(1);
        var page = await scene.OpenAsync(language: language);
        foreach (var _ in Enumerable.Range(0, 3))
        {
            await page.Locator(".rc-tap").First.TapAsync();
        }

        await Assertions.Expect(page.Locator(".rc-tile .rc-word").First).ToHaveTextAsync(new Regex($@"^{late} · ([01]\d|2[0-3]):[0-5]\d$"));
    }

    public static TheoryData<string> WrongAnswers => ["html", "redirect", "500", "400", "unnamed", "half", "torn"];

    [BrowserTheory]
    [MemberData(nameof(WrongAnswers))]
    public async Task Only_an_answer_that_names_a_tap_saves_it(string kind)
    {
        await using var scene = await stage.SceneAsync(4);
        var page = await scene.OpenAsync();
        var wrong = true;
        await page.RouteAsync("**/marks", async route =>
        {
            if (!wrong || route.Request.Method != "POST")
            {
                await route.ContinueAsync();
                return;
            }

            await route.FulfillAsync(kind switch
            {
                "html" => new() { Status = 200, ContentType = "text/html", Body = "<h1>Wifi</h1>" },
                "redirect" => new() { Status = 302, Headers = new Dictionary<string, string> { ["Location"] = "/es/offline" } },
                "500" => new() { Status = 500, ContentType = "application/json", Body = "{}" },
                "400" => new() { Status = 400 },
                "unnamed" => new() { Status = 200, ContentType = "application/json", Body = """{"results":[]}""" },
                "half" => new() { Status = 200, ContentType = "application/json", Body = $$"""{"results":[{"id":"{{Guid.NewGuid()}}","outcome":"saved"}]}""" },
                _ => new() { Status = 200, ContentType = "application/json", Body = """{"results":[{"id":""" },
            });
        });

        await page.Locator(".rc-tap").Nth(0).TapAsync();
        await page.Locator(".rc-tap").Nth(1).TapAsync();
        await page.Locator(".rc-tile[data-save=retrying]").First.WaitForAsync();
        await Task.Delay(1500);
        Assert.Equal(0, await page.Locator(".rc-tile[data-save=saved]").CountAsync());
        await Assertions.Expect(page.Locator(".rc-banner")).ToContainTextAsync("2 marcas guardadas en esta tablet.");

        wrong = false;
        await RollCallScene.SavedAsync(page, 30_000);
        Assert.Equal((2, 2), await scene.HistoryAsync());
    }

    [BrowserFact]
    public async Task Two_tabs_of_one_browser_send_each_tap_once()
    {
        await using var scene = await stage.SceneAsync(12);
        var first = await scene.OpenAsync();
        var second = await first.Context.NewPageAsync();
        await second.GotoAsync(scene.Path());
        await second.WaitForSelectorAsync("roll-call[data-ready]");
        var sent = new ConcurrentBag<string>();
        void Note(object? _, IRequest request)
        {
            if (request.Method == "POST" && request.PostData is { } body)
            {
                foreach (var mark in JsonDocument.Parse(body).RootElement.GetProperty("marks").EnumerateArray())
                {
                    sent.Add(mark.GetProperty("id").GetString()!);
                }
            }
        }

        first.Request += Note;
        second.Request += Note;

        for (var i = 0; i < 6; i++)
        {
            await first.EvaluateAsync($"() => document.querySelectorAll('.rc-tap')[{i}].click()");
            await second.EvaluateAsync($"() => document.querySelectorAll('.rc-tap')[{i + 6}].click()");
        }

        await RollCallScene.SavedAsync(first);
        await RollCallScene.SavedAsync(second);
        Assert.Equal(12, sent.Count);
        Assert.Equal(12, sent.Distinct().Count());
        Assert.Equal((12, 12), await scene.HistoryAsync());
        await first.WaitForFunctionAsync("() => document.querySelectorAll('.rc-tile[data-status=present]').length === 12");
    }

    [BrowserTheory]
    [InlineData(3_600_000)]
    [InlineData(-300_000)]
    public async Task A_tablet_whose_clock_jumps_still_says_how_old_its_taps_are(long jump)
    {
        await using var scene = await stage.SceneAsync(4);
        var page = await scene.OpenAsync(before: context => context.AddInitScriptAsync("window.jump = 0; const now = Date.now; Date.now = () => now() + window.jump;"));
        scene.Relay.OpenHole();
        await page.Locator(".rc-tap").Nth(0).TapAsync();
        await page.Locator(".rc-banner[data-link=down]").WaitForAsync();
        await page.Locator(".rc-tap").Nth(1).TapAsync();
        await page.EvaluateAsync($"() => {{ window.jump = {jump}; }}");
        await page.Locator(".rc-tap").Nth(2).TapAsync();
        await Task.Delay(2000);
        scene.Relay.Heal();

        await RollCallScene.SavedAsync(page);

        var ages = await scene.ScalarAsync<string>($"select string_agg(round(extract(epoch from recorded_at - effective_at))::text, ' ' order by effective_at) from attendance_history where class_session_id = '{scene.Session}'");
        Assert.All(ages.Split(' '), age => Assert.InRange(double.Parse(age, CultureInfo.InvariantCulture), 1, 20));
    }

    [BrowserFact]
    public async Task Closing_while_cut_waits_behind_its_marks()
    {
        await using var scene = await stage.SceneAsync(5);
        var page = await scene.OpenAsync();
        scene.Relay.OpenHole();
        await page.Locator(".rc-tap").Nth(0).TapAsync();
        await page.Locator(".rc-banner[data-link=down]").WaitForAsync();
        await page.Locator(".rc-tap").Nth(1).TapAsync();
        await page.Locator("[data-action=finish]").TapAsync();
        await Assertions.Expect(page.Locator(".rc-gaps-count")).ToHaveTextAsync("Faltan 3 personas por marcar.");
        await page.Locator("[data-gaps=absent]").TapAsync();
        await Assertions.Expect(page.Locator(".rc-finish")).ToHaveTextAsync("Terminando…");
        Assert.Equal("scheduled 5 0 0 0 5", await scene.SessionAsync());

        scene.Relay.Heal();
        await page.GetByText("Lista terminada").WaitForAsync();

        Assert.Equal("held 5 2 3 0 0", await scene.SessionAsync());
        await Assertions.Expect(page.Locator(".rc-tile[data-status=absent]")).ToHaveCountAsync(3);
    }

    [BrowserFact]
    public async Task Signing_out_asks_while_taps_wait_and_goes_on_once_they_have_left()
    {
        await using var scene = await stage.SceneAsync(3);
        var page = await scene.OpenAsync();
        await page.EvaluateAsync("""
            () => {
              const form = document.createElement('form');
              form.action = '/es/';
              form.dataset.signOut = '';
              form.innerHTML = '<button id="out">Salir</button>';
              document.body.append(form);
            }
            """);
        scene.Relay.OpenHole();
        await page.Locator(".rc-tap").First.TapAsync();
        await page.Locator(".rc-banner[data-link=down]").WaitForAsync();
        await page.EvaluateAsync("() => document.getElementById('out').click()");

        await page.GetByText("Quedan marcas por enviar").WaitForAsync();
        await page.GetByText("Esperar aquí").ClickAsync();
        Assert.Contains("roll-call", page.Url, StringComparison.Ordinal);

        await page.EvaluateAsync("() => document.getElementById('out').click()");
        scene.Relay.Heal();
        await page.WaitForFunctionAsync("() => !location.pathname.includes('roll-call')");
        Assert.Equal((1, 1), await scene.HistoryAsync());
    }

    [BrowserFact]
    public async Task Other_pages_say_what_waits_and_ask_before_signing_out()
    {
        await using var scene = await stage.SceneAsync(3);
        var page = await scene.OpenAsync();
        await page.RouteAsync("**/marks", route => route.AbortAsync());
        await page.Locator(".rc-tap").Nth(0).TapAsync();
        await page.Locator(".rc-tap").Nth(1).TapAsync();
        await page.Locator(".rc-tile[data-save=retrying]").First.WaitForAsync();

        await page.Locator(".rc-back").ClickAsync();
        await page.GetByText("2 marcas por enviar.", new() { Exact = true }).WaitForAsync();
        await page.Locator("form[data-sign-out] button[type=submit]").DispatchEventAsync("click");
        await page.GetByText("Quedan marcas por enviar").WaitForAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Salir de todas formas" }).ClickAsync();
        await page.WaitForSelectorAsync("input[type=password]");
        Assert.Equal((0, 0), await scene.HistoryAsync());

        await page.UnrouteAsync("**/marks");
        await page.GotoAsync(scene.Path());
        await RollCallStage.SignInAsync(page, await stage.EmailOfAsync(scene.School.TeacherActor));
        await page.WaitForSelectorAsync("roll-call[data-ready]");
        await RollCallScene.SavedAsync(page);
        Assert.Equal((2, 2), await scene.HistoryAsync());
    }

    [BrowserFact]
    public async Task Signing_out_goes_on_although_the_page_was_drawn_anew_while_it_asked()
    {
        await using var scene = await stage.SceneAsync(2);
        var page = await scene.OpenAsync();
        await page.EvaluateAsync("""
            () => {
              const form = document.createElement('form');
              form.action = '/es/';
              form.dataset.signOut = '';
              form.innerHTML = '<button id="out">Salir</button>';
              document.body.append(form);
            }
            """);
        await page.RouteAsync("**/marks", route => route.AbortAsync());
        await page.Locator(".rc-tap").First.TapAsync();
        await page.Locator(".rc-tile[data-save=retrying]").First.WaitForAsync();
        await page.EvaluateAsync("() => document.getElementById('out').click()");
        await page.GetByText("Quedan marcas por enviar").WaitForAsync();

        await page.EvaluateAsync("() => { const form = document.querySelector('form[data-sign-out]'); form.replaceWith(form.cloneNode(true)); }");
        await page.GetByRole(AriaRole.Button, new() { Name = "Salir de todas formas" }).ClickAsync();

        await page.WaitForFunctionAsync("() => !location.pathname.includes('roll-call')");
    }

    [BrowserFact]
    public async Task A_second_tap_counts_although_the_first_was_long_under_way()
    {
        await using var scene = await stage.SceneAsync(2);
        var page = await scene.OpenAsync();
        var first = true;
        await page.RouteAsync("**/marks", async route =>
        {
            if (first && route.Request.Method == "POST")
            {
                first = false;
                await Task.Delay(2500);
            }

            await route.ContinueAsync();
        });

        await page.Locator(".rc-tap").First.TapAsync();
        await Task.Delay(300);
        await page.Locator(".rc-tap").First.TapAsync();

        await RollCallScene.SavedAsync(page);
        await Assertions.Expect(page.Locator(".rc-tile").First).ToHaveAttributeAsync("data-status", "absent");
        Assert.Equal("absent 1", await scene.MarksAsync());
    }

    [BrowserFact]
    public async Task What_waits_leaves_from_any_other_page()
    {
        await using var scene = await stage.SceneAsync(3);
        var page = await scene.OpenAsync();
        await page.RouteAsync("**/marks", route => route.AbortAsync());
        await page.Locator(".rc-tap").First.TapAsync();
        await page.Locator(".rc-tile[data-save=retrying]").WaitForAsync();
        await page.UnrouteAsync("**/marks");

        await page.GotoAsync($"/es/o/{scene.School.Slug}/sessions/{Guid.NewGuid()}/roll-call");
        await page.WaitForFunctionAsync("() => document.querySelector('outbox-drain')?.shadowRoot.querySelector('.chip').hidden === true");

        Assert.Equal((1, 1), await scene.HistoryAsync());
    }

    [BrowserFact]
    public async Task Holding_a_tile_or_the_keyboard_chooses_any_state_and_undo_takes_it_back()
    {
        await using var scene = await stage.SceneAsync(4);
        var page = await scene.OpenAsync();
        var box = (await page.Locator(".rc-tap").First.BoundingBoxAsync())!;
        await page.Mouse.MoveAsync(box.X + 40, box.Y + 20);
        await page.Mouse.DownAsync();
        await page.Locator("dialog.rc-choose[open]").WaitForAsync();
        await page.Mouse.UpAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Justificada" }).ClickAsync();
        await Assertions.Expect(page.Locator(".rc-tile").First).ToHaveAttributeAsync("data-status", "excused");

        await page.Locator(".rc-tap").Nth(1).FocusAsync();
        await page.Keyboard.PressAsync("Space");
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Locator(".rc-tile").Nth(1)).ToHaveAttributeAsync("data-status", "absent");
        await page.Keyboard.PressAsync("ArrowDown");
        await page.Keyboard.PressAsync("ArrowRight");
        await page.Keyboard.PressAsync("Enter");
        await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Locator(".rc-tile").Nth(2)).ToHaveAttributeAsync("data-status", "late");
        await Assertions.Expect(page.Locator(".rc-score-count")).ToHaveTextAsync("3 de 4");

        await page.Locator("[data-action=all-present]").ClickAsync();
        await Assertions.Expect(page.Locator(".rc-score-parts")).ToHaveTextAsync("1 presente, 1 tarde, 1 falta, 1 justificada");
        foreach (var _ in Enumerable.Range(0, 2))
        {
            await page.Locator("[data-action=undo]").ClickAsync();
        }

        await Assertions.Expect(page.Locator(".rc-score-parts")).ToHaveTextAsync("1 falta, 1 justificada");
        await RollCallScene.SavedAsync(page);
        Assert.Equal("absent 1, excused 1", await scene.MarksAsync());
    }

    [BrowserFact]
    public async Task A_guest_is_added_from_the_sheet_and_the_other_tablet_is_told()
    {
        await using var scene = await stage.SceneAsync(4);
        await scene.School.AddStudentAsync("Malena", "Gil Peña");
        var another = await scene.OpenAsync(scene.School.Admin, scene.AnotherNetwork(scene.Relay));
        var page = await scene.OpenAsync();
        var before = await page.EvaluateAsync<string>("() => [...document.querySelectorAll('.rc-tile')].map(t => JSON.stringify(t.getBoundingClientRect())).join()");

        await page.Locator("[data-action=add-guest]").ClickAsync();
        await page.Locator("dialog.rc-guests input[type=search]").FillAsync("pena mal");
        await page.GetByRole(AriaRole.Button, new() { Name = "Malena Gil Peña" }).ClickAsync();

        await Assertions.Expect(page.Locator(".rc-tile").Nth(4)).ToContainTextAsync("Clase de prueba");
        Assert.Equal(before, await page.EvaluateAsync<string>("() => [...document.querySelectorAll('.rc-tile')].slice(0, 4).map(t => JSON.stringify(t.getBoundingClientRect())).join()"));
        await page.Locator(".rc-tap").Nth(4).ClickAsync();
        await RollCallScene.SavedAsync(page);
        Assert.Equal("scheduled 5 1 0 0 4", await scene.SessionAsync());
        await another.GetByText("La lista ha cambiado.").WaitForAsync();
    }

    [BrowserFact]
    public async Task The_endpoints_refuse_what_is_not_the_sheet_speaking()
    {
        await using var scene = await stage.SceneAsync(2);
        var page = await scene.OpenAsync();
        var address = $"/es/o/{scene.School.Slug}/sessions/{scene.Session}/marks";
        var body = $$"""{"marks":[{"id":"{{Guid.NewGuid()}}","student":"{{scene.Group.StudentIds[0]}}","status":"present","ageMs":0}]}""";
        async Task<int> PostAsync(string to, string text, params (string Name, string Value)[] headers)
        {
            var response = await page.APIRequest.PostAsync(to, new() { Data = text, Headers = headers.ToDictionary(h => h.Name, h => h.Value) });
            return response.Status;
        }

        (string, string) json = ("Content-Type", "application/json");
        (string, string) ours = ("X-Cadence", "1");
        Assert.Equal(400, await PostAsync(address, body, json));
        Assert.Equal(400, await PostAsync(address, body, ("Content-Type", "text/plain"), ours));
        Assert.Equal(400, await PostAsync(address, body, json, ours, ("Origin", "https://evil.example")));
        Assert.Equal(400, await PostAsync(address, body, json, ours, ("Sec-Fetch-Site", "cross-site")));
        Assert.Equal(400, await PostAsync(address, "{", json, ours));
        Assert.Equal(400, await PostAsync(address, """{"marks":[null]}""", json, ours));
        Assert.Equal(400, await PostAsync(address, """{"marks":[{"id":"x"}]}""", json, ours));
        Assert.Equal(400, await PostAsync(address, body.Replace("present", "here", StringComparison.Ordinal), json, ours));
        Assert.Equal(409, await PostAsync(address, body, json, ours, ("X-Cadence-User", Guid.NewGuid().ToString())));
        Assert.Equal(404, await PostAsync(address.Replace(scene.Session.ToString(), Guid.NewGuid().ToString(), StringComparison.Ordinal), body, json, ours));
        Assert.Equal(404, await PostAsync(address.Replace(scene.School.Slug, "nobody", StringComparison.Ordinal), body, json, ours));
        Assert.Equal((0, 0), await scene.HistoryAsync());
        Assert.Equal(200, await PostAsync(address, body, json, ours));
        Assert.Equal(200, await PostAsync(address, body, json, ours));
        Assert.Equal((1, 1), await scene.HistoryAsync());
        await page.Context.ClearCookiesAsync();
        Assert.Equal(401, await PostAsync(address, body, json, ours));
    }
}
