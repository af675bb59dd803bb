using Microsoft.Playwright;

namespace Cadence.Bench.Support;

/// <summary>The one Chromium of a test run: Debian's, or the one named by <c>CHROMIUM</c>.</summary>
public static class Browsers
{
    private static readonly Lazy<Task<IBrowser>> Shared = new(StartAsync);

    /// <summary>The program's path; null where there is none.</summary>
    public static string? Path { get; } = new[] { Environment.GetEnvironmentVariable("CHROMIUM"), "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome", "/Applications/Chromium.app/Contents/MacOS/Chromium" }
        .FirstOrDefault(path => !string.IsNullOrEmpty(path) && File.Exists(path));

    /// <summary>A tablet of 1080 × 810 as look/ draws it, unless told otherwise.</summary>
    public static async Task<IBrowserContext> NewContextAsync(Uri address, int width = 1080, int height = 810, bool touch = true, string? theme = null)
    {
        ArgumentNullException.ThrowIfNull(address);
        var context = await (await Shared.Value).NewContextAsync(new BrowserNewContextOptions
        {
            BaseURL = address.ToString(),
            ViewportSize = new ViewportSize { Width = width, Height = height },
            HasTouch = touch,
            Locale = "es-ES",
            TimezoneId = "Europe/Madrid",
        });
        if (theme is not null)
        {
            await context.AddCookiesAsync([new Cookie { Name = "cadence.theme", Value = theme, Url = address.ToString() }]);
        }

        context.SetDefaultTimeout(30_000);
        return context;
    }

    private static async Task<IBrowser> StartAsync()
    {
        var playwright = await Playwright.CreateAsync();
        // Programs, browsers and servers share few cores: a slow answer is no wrong one.
        Assertions.SetDefaultExpectTimeout(15_000);
        return await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = Path,
            Args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
        });
    }
}
