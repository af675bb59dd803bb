using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using Cadence.Core.Accounts;
using Cadence.Core.Data;
using Cadence.Core.Organizations;
using Cadence.Tests.Support;
using Cadence.Web.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.StaticWebAssets;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Cadence.Tests.App;

/// <summary>
/// The whole program, with its own services and pipeline, on a port and a database of its own: as in Production, but for plain http.
/// How the process starts and refuses to is tested from outside, with <see cref="AppProcess"/>.
/// </summary>
[SuppressMessage("Design", "CA1001:Types that own disposable fields should be disposable", Justification = "xUnit disposes it asynchronously.")]
public class CadenceApp : IAsyncLifetime
{
    /// <summary>Of every user a test makes.</summary>
    public const string Password = "Cadence-demo-1";

    private WebApplication _app = null!;
    private InstalledDatabase _installed = null!;

    public TestDatabase Database { get; } = new();

    /// <summary>Where the program answers; ends with a slash.</summary>
    public Uri Url { get; private set; } = null!;

    /// <summary>What the program wrote to its log at Warning or above.</summary>
    public LogLines Log { get; } = new();

    public IServiceProvider Services => _app.Services;

    /// <summary>All endpoints, as routing sees them.</summary>
    public IReadOnlyList<RouteEndpoint> Endpoints => [.. Services.GetServices<EndpointDataSource>().SelectMany(source => source.Endpoints).OfType<RouteEndpoint>().Distinct()];

    /// <summary>Settings besides the database's.</summary>
    protected virtual IEnumerable<KeyValuePair<string, string?>> Settings => [new("Cadence:AllowHttp", "true"), new("urls", "http://127.0.0.1:0")];

    /// <summary>What no setting can say, such as times too short for anybody but a test.</summary>
    protected virtual HostSettings Adjust(HostSettings settings) => settings;

    /// <summary>Kestrel's certificate for https; null for plain http.</summary>
    protected virtual X509Certificate2? Certificate => null;

    /// <summary>The address by the name that the program answers to.</summary>
    protected virtual Uri Named(Uri listening) => listening;

    /// <summary>Endpoints that a test plants beside the program's own.</summary>
    protected virtual void Plant(IEndpointRouteBuilder endpoints)
    {
    }

    public virtual async Task InitializeAsync()
    {
        await Database.InitializeAsync();
        Dictionary<string, string?> settings = new(Settings)
        {
            ["ConnectionStrings:Cadence"] = Database.AppConnectionString,
            ["ConnectionStrings:CadenceOwner"] = Database.OwnerConnectionString,
            ["Cadence:Demo"] = "false",
            ["Cadence:TenantMode"] = TestMode.Setting,
            ["Cadence:Jobs"] = "false",
            ["environment"] = Environments.Production,
            ["applicationName"] = typeof(Program).Assembly.GetName().Name,
        };
        // Every test comes from one address; what is counted by address has tests of its own.
        settings.TryAdd("Cadence:Limits:AccountPosts", "100000");
        settings.TryAdd("Cadence:Limits:AccountMails", "100000");
        var host = Adjust(HostSettings.Read(new ConfigurationBuilder().AddInMemoryCollection(settings).Build(), Repository.Root, isDevelopment: false));
        _installed = await InstalledDatabase.OpenAsync(host.Database, LocalPostgresStop.Never, NullLogger.Instance, CancellationToken.None);
        _app = WebHost.Build([.. settings.Select(setting => $"--{setting.Key}={setting.Value}")], host, _installed);
        StaticWebAssetsLoader.UseStaticWebAssets(_app.Environment, _app.Configuration);
        _app.Services.GetRequiredService<ILoggerFactory>().AddProvider(Log);
        Plant(_app);
        await _app.StartAsync();
        Url = Named(new Uri(_app.Urls.First().TrimEnd('/') + "/"));
    }

    public async Task DisposeAsync()
    {
        await _app.DisposeAsync();
        await _installed.DisposeAsync();
        await Database.DisposeAsync();
    }

    /// <summary>A browser that follows no redirects and keeps cookies.</summary>
    public AppBrowser NewBrowser() => new(Url, Certificate);

    /// <summary>A browser in which the actor's user has signed in by the form.</summary>
    public async Task<AppBrowser> SignInAsync(Actor actor)
    {
        ArgumentNullException.ThrowIfNull(actor);
        return await SignInAsync(await GivePasswordAsync(actor.UserId!.Value));
    }

    /// <summary>A browser in which the user with this e-mail has signed in by the form.</summary>
    public async Task<AppBrowser> SignInAsync(string email)
    {
        var browser = NewBrowser();
        using var answer = await browser.SignInAsync(email, Password);
        Assert.True(answer.StatusCode == HttpStatusCode.Redirect, $"sign-in of {email} answered {(int)answer.StatusCode}");
        return browser;
    }

    /// <summary>Lets a user that a test made sign in; gives the e-mail.</summary>
    public async Task<string> GivePasswordAsync(Guid userId)
    {
        await using var scope = Services.CreateAsyncScope();
        var users = scope.ServiceProvider.GetRequiredService<UserManager<User>>();
        var user = await users.FindByIdAsync(userId.ToString()) ?? throw new InvalidOperationException($"There is no user {userId}.");
        if (!await users.HasPasswordAsync(user))
        {
            var given = await users.AddPasswordAsync(user, Password);
            Assert.True(given.Succeeded, string.Join(", ", given.Errors.Select(error => error.Description)));
        }

        return user.Email!;
    }

    /// <summary>A user who belongs to no organization.</summary>
    public async Task<Guid> AddUserAsync(string email)
    {
        await using var scope = Services.CreateAsyncScope();
        var users = scope.ServiceProvider.GetRequiredService<UserManager<User>>();
        var user = new User { Id = Guid.CreateVersion7(), UserName = email, Email = email, EmailConfirmed = true, LockoutEnabled = true, GivenName = "Sin", FamilyNames = "Escuela" };
        var made = await users.CreateAsync(user, Password);
        Assert.True(made.Succeeded, string.Join(", ", made.Errors.Select(error => error.Description)));
        return user.Id;
    }
}

/// <summary>Tests that share one running program; they run one after the other.</summary>
[CollectionDefinition(Name)]
public sealed class AppTests : ICollectionFixture<CadenceApp>
{
    public const string Name = "app";
}
