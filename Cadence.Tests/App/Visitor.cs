using Cadence.Tests.Support;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using Xunit.Abstractions;

namespace Cadence.Tests.App;

/// <summary>Somebody at a browser of their own, and everything the browser complained about.</summary>
internal sealed class Visitor : IAsyncDisposable
{
    private readonly IBrowserContext _context;
    private readonly ITestOutputHelper _output;
    private readonly List<string> _faults = [];

    private Visitor(IBrowserContext context, IPage page, ITestOutputHelper output)
    {
        (_context, Page, _output) = (context, page, output);
        page.Console += (_, said) =>
        {
            // A page without a network says so; everything else is a fault even then.
            if (said.Type is "error" or "warning" && !(IsCut && said.Text.Contains("net::ERR_", StringComparison.Ordinal)))
            {
                Blame($"{page.Url} {said.Type}: {said.Text} ({said.Location})");
            }
        };
        page.PageError += (_, error) =>
        {
            // The framework drew a field anew while an event of the old one was under way. Whether anything was lost, the page shows.
            if (error.Contains("There is no event handler associated with this event", StringComparison.Ordinal))
            {
                output.WriteLine(error);
            }
            else
            {
                Blame($"{page.Url} threw: {error}");
            }
        };
        page.Response += (_, answer) =>
        {
            if (answer.Status >= 400)
            {
                Blame($"{page.Url}: {answer.Url} answered {answer.Status}");
            }
        };
    }

    public IPage Page { get; }

    public IReadOnlyList<string> Faults => _faults;

    /// <summary>Whether the network is cut on purpose.</summary>
    public bool IsCut { get; set; }

    /// <summary>Opens a browser and signs in; the page after that is the person's own organizations.</summary>
    public static async Task<Visitor> EnterAsync(Uri address, string email, string language, int width, int height, bool touch, ITestOutputHelper output)
    {
        var context = await Browsers.NewContextAsync(address, width, height, touch);
        var page = await context.NewPageAsync();
        await page.EmulateMediaAsync(new() { ReducedMotion = ReducedMotion.Reduce });
        var visitor = new Visitor(context, page, output);
        await page.GotoAsync($"/{language}/account/sign-in");
        await visitor.LookAsync("signing in");
        await page.FillAsync("input[type=email]", email);
        await page.FillAsync("input[type=password]", SignedInClient.Password);
        await page.ClickAsync("form:has(input[type=password]) button[type=submit]");
        await page.WaitForURLAsync($"**/{language}/organizations");
        await visitor.LookAsync("my organizations");
        return visitor;
    }

    /// <summary>Follows the menu and waits for the page of that name.</summary>
    public async Task GoAsync(string name)
    {
        var before = await Page.Locator("h1").InnerTextAsync();
        await Page.Locator(".rail").GetByRole(AriaRole.Link, new() { Name = name, Exact = true }).ClickAsync();
        await Assertions.Expect(Page.Locator("h1")).Not.ToHaveTextAsync(before);
        await Assertions.Expect(Page.Locator("main .skeleton")).ToHaveCountAsync(0);
    }

    public Task OpenFormAsync(string button) => PressAsync(button, Page.Locator(".mud-dialog form"));

    public Task PressAsync(string button, ILocator follows) =>
        PressAsync(Page.Locator("main").GetByRole(AriaRole.Button, new() { Name = button, Exact = true }).First, follows);

    /// <summary>Presses until it does something: before the circuit stands a button is only painted.</summary>
    public static async Task PressAsync(ILocator button, ILocator follows)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                // What a slow answer to the last press opened may cover the button by now.
                if (!await follows.First.IsVisibleAsync())
                {
                    await button.ClickAsync(new() { Timeout = 3000 });
                }

                await follows.First.WaitForAsync(new() { Timeout = 3000 });
                return;
            }
            catch (TimeoutException) when (attempt < 10)
            {
                // Again.
            }
        }
    }

    public Task FillAsync(string field, string text) => Page.FillAsync($"#field-{field}", text);

    public async Task ChooseAsync(string field, string choice)
    {
        await Page.Locator($".mud-input-control.mud-select:has(#field-{field})").ClickAsync();
        await Page.Locator(".mud-popover-open .mud-list-item").Filter(new() { HasText = choice }).First.ClickAsync();
        await Assertions.Expect(Page.Locator(".mud-popover-open")).ToHaveCountAsync(0);
    }

    public async Task SaveAsync(string button = "Guardar")
    {
        await Page.Locator(".mud-dialog").GetByRole(AriaRole.Button, new() { Name = button, Exact = true }).ClickAsync();
        try
        {
            await Assertions.Expect(Page.Locator(".mud-dialog")).ToHaveCountAsync(0);
        }
        catch (PlaywrightException refused)
        {
            var open = await Page.Locator(".mud-dialog").AllInnerTextsAsync();
            throw new InvalidOperationException($"{open.Count} dialogs stay open: {string.Join(" | ", open)}", refused);
        }
    }

    /// <summary>Nobody is shut out of what is on the screen.</summary>
    public async Task LookAsync(string what)
    {
        // The title comes back with the circuit.
        await Page.WaitForFunctionAsync("() => document.title !== ''");
        var result = await Page.RunAxe();
        foreach (var violation in result.Violations.Where(violation => violation.Impact is "serious" or "critical"))
        {
            Blame($"{what}: {violation.Impact} {violation.Id}: {string.Join(" | ", violation.Nodes.Take(3).Select(node => node.Html))}");
        }

        if (Environment.GetEnvironmentVariable("CADENCE_SHOTS") is { Length: > 0 } folder)
        {
            Directory.CreateDirectory(folder);
            await Page.ScreenshotAsync(new() { Path = Path.Combine(folder, $"journey-{what.Replace(' ', '-')}.png") });
        }
    }

    public async ValueTask DisposeAsync() => await _context.DisposeAsync();

    // Told at once as well, because a step that fails later hides the list.
    private void Blame(string fault)
    {
        _faults.Add(fault);
        _output.WriteLine(fault);
    }
}
