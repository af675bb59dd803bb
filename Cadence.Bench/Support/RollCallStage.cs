using Cadence.Core.Accounts;
using Cadence.Core.Data;
using Cadence.Core.Organizations;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using Npgsql;

namespace Cadence.Bench.Support;

/// <summary>The program as a process of its own over a database of its own, with schools whose clock is today's.</summary>
public sealed partial class RollCallStage
{
    private const string Password = "Cadence-test-1";

    private readonly TestDatabase _database = new();
    private AppProcess? _app;

    /// <summary>Settings of the program besides the usual ones.</summary>
    internal (string Name, string? Value)[] Settings { get; init; } = [];

    public async Task InitializeAsync()
    {
        if (Browsers.Path is null)
        {
            return;
        }

        await _database.InitializeAsync();
        _app = await AppProcess.StartAsync(
            [("ASPNETCORE_ENVIRONMENT", "Development"),
            ("ConnectionStrings__Cadence", _database.AppConnectionString),
            ("ConnectionStrings__CadenceOwner", _database.OwnerConnectionString),
            ("Cadence__Demo", "false"), .. Settings]);
    }

    public async Task DisposeAsync()
    {
        if (_app is not null)
        {
            await _app.DisposeAsync();
            await _database.DisposeAsync();
        }
    }

    /// <summary>A class of <paramref name="students"/> that began a few minutes ago, behind a network of its own.</summary>
    public async Task<RollCallScene> SceneAsync(int students = 25, IReadOnlyList<(string GivenName, string FamilyNames)>? names = null, string title = "Urbano inicial")
    {
        var school = await TestSchool.CreateAsync(_database, now: TimeProvider.System.GetUtcNow());
        var group = await school.AddGroupAsync(title, names is null ? students : 0);
        foreach (var (given, family) in names ?? [])
        {
            await school.EnrolAsync(group, await school.AddStudentAsync(given, family), new DateOnly(2026, 1, 1));
        }

        var begin = TimeZoneInfo.ConvertTime(school.Time.GetUtcNow(), school.Zone).AddMinutes(-10);
        var start = new TimeOnly(begin.Hour, begin.Minute / 5 * 5);
        var session = await school.AddSessionAsync(group, DateOnly.FromDateTime(begin.DateTime), start.ToString("HH:mm", null), start.AddMinutes(60).ToString("HH:mm", null));
        await SetPasswordsAsync();
        return new RollCallScene(this, school, group, session, new TcpRelay(_app!.Address));
    }

    /// <summary>What the program logged from its first error on; empty without one.</summary>
    internal string Faults => _app?.Output is { } output && output.IndexOf("fail:", StringComparison.Ordinal) is var first and >= 0 ? output[first..Math.Min(output.Length, first + 4000)] : "";

    /// <summary>One value from behind the walls.</summary>
    public async Task<T> ScalarAsync<T>(string sql)
    {
        await using var connection = new NpgsqlConnection(_database.OwnerConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return (T)(await command.ExecuteScalarAsync())!;
    }

    public async Task<string> EmailOfAsync(Actor actor) => await ScalarAsync<string>($"select email from accounts.users where id = '{actor.UserId}'");

    public static async Task SignInAsync(IPage page, string email)
    {
        await page.FillAsync("input[type=email]", email);
        await page.FillAsync("input[type=password]", Password);
        await page.ClickAsync("form:has(input[type=password]) button[type=submit]");
    }

    private async Task SetPasswordsAsync()
    {
        await using var accounts = new AccountsDbContext(CadenceDatabase.AccountsOptions(_database.OwnerConnectionString).Options);
        var hasher = new PasswordHasher<User>();
        foreach (var user in await accounts.Users.Where(user => user.PasswordHash == null).ToListAsync())
        {
            user.PasswordHash = hasher.HashPassword(user, Password);
            user.SecurityStamp = Guid.NewGuid().ToString("n");
        }

        await accounts.SaveChangesAsync();
    }
}

/// <summary>One class and the network in front of it.</summary>
public sealed class RollCallScene(RollCallStage stage, TestSchool school, TestGroup group, Guid session, TcpRelay relay) : IAsyncDisposable
{
    private readonly List<IBrowserContext> _contexts = [];
    private readonly List<TcpRelay> _relays = [relay];

    public TestSchool School { get; } = school;

    public TestGroup Group { get; } = group;

    public Guid Session { get; } = session;

    /// <summary>The network of the first tablet.</summary>
    public TcpRelay Relay { get; } = relay;

    public string Path(string language = "es") => $"/{language}/o/{School.Slug}/sessions/{Session}/roll-call";

    /// <summary>A tablet on the roll call, signed in as the class's teacher unless told otherwise.</summary>
    public async Task<IPage> OpenAsync(Actor? actor = null, TcpRelay? network = null, string language = "es", int width = 1080, int height = 810, string? theme = null, Func<IBrowserContext, Task>? before = null)
    {
        var context = await Browsers.NewContextAsync((network ?? Relay).Address, width, height, theme: theme);
        _contexts.Add(context);
        if (before is not null)
        {
            await before(context);
        }

        var page = await context.NewPageAsync();
        await page.GotoAsync(Path(language));
        await RollCallStage.SignInAsync(page, await stage.EmailOfAsync(actor ?? School.TeacherActor));
        try
        {
            await page.WaitForSelectorAsync("roll-call[data-ready]");
        }
        catch (TimeoutException late)
        {
            throw new InvalidOperationException($"The roll call does not come: {page.Url}: {await page.InnerTextAsync("body")}\n{stage.Faults}", late);
        }

        return page;
    }

    /// <summary>A second network to the same server.</summary>
    public TcpRelay AnotherNetwork(TcpRelay like)
    {
        ArgumentNullException.ThrowIfNull(like);
        var another = like.Twin();
        _relays.Add(another);
        return another;
    }

    /// <summary>Taps that history has, and how many different ones.</summary>
    public async Task<(long Rows, long Taps)> HistoryAsync()
    {
        var text = await stage.ScalarAsync<string>($"select count(*) || '|' || count(distinct tap_id) from attendance_history where class_session_id = '{Session}' and tap_id is not null");
        var parts = text.Split('|');
        return (long.Parse(parts[0], null), long.Parse(parts[1], null));
    }

    /// <summary>Marks that stand: status and how many.</summary>
    public Task<string> MarksAsync() => stage.ScalarAsync<string>(
        $"select coalesce(string_agg(status || ' ' || n, ', ' order by status), '') from (select status, count(*) n from attendance_records where class_session_id = '{Session}' and status is not null group by status) m");

    public Task<string> SessionAsync() => stage.ScalarAsync<string>($"select concat_ws(' ', status, roster_count, heads, absent, excused, unmarked) from class_sessions where id = '{Session}'");

    public Task<T> ScalarAsync<T>(string sql) => stage.ScalarAsync<T>(sql);

    /// <summary>Waits until the tablet keeps nothing back any more.</summary>
    public static Task SavedAsync(IPage page, float timeout = 15_000) =>
        page.WaitForFunctionAsync("() => !document.querySelector('.rc-tile[data-save=pending], .rc-tile[data-save=retrying]')", null, new() { Timeout = timeout });

    public async ValueTask DisposeAsync()
    {
        foreach (var context in _contexts)
        {
            await context.DisposeAsync();
        }

        foreach (var network in _relays)
        {
            await network.DisposeAsync();
        }
    }
}
