using Cadence.Core.Data;
using Microsoft.AspNetCore.Connections;

namespace Cadence.Web.Hosting;

/// <summary>The program as a web server, from its settings to its last line.</summary>
internal static class WebHost
{
    /// <summary>Serves until it is told to stop. What stops the start is one line on stderr and the code 1.</summary>
    public static async Task<int> RunAsync(string[] arguments)
    {
        try
        {
            var builder = CreateBuilder(arguments);
            SecretFiles.AddTo(builder.Configuration);
            var settings = HostSettings.Read(builder.Configuration, builder.Environment.ContentRootPath, builder.Environment.IsDevelopment());

            using var logging = LoggerFactory.Create(logs => logs.AddConfiguration(builder.Configuration.GetSection("Logging")).AddConsole().AddLogs(settings));
            var logger = logging.CreateLogger("Cadence.Start");
            await using var database = await InstalledDatabase.OpenAsync(settings.Database, LocalPostgresStop.Always, logger, CancellationToken.None);
            await database.EnsureReadyAsync(logger, CancellationToken.None);
            if (settings.Demo)
            {
                await DatabaseVerbs.DemoOf(database).LoadAsync(CancellationToken.None);
            }

            if (!settings.HasAddress)
            {
                builder.WebHost.UseUrls(Listening.FreeAddress());
            }

            await using var app = Build(builder, settings, database);
            await app.StartAsync();
            await Console.Out.WriteLineAsync(Listening.ReadyLine(app.Urls, settings.BaseHost));
            if (settings.Demo)
            {
                await Console.Out.WriteLineAsync(DatabaseVerbs.SignInLines());
            }

            await app.WaitForShutdownAsync();
            return 0;
        }
        catch (StartException e)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return 1;
        }
        catch (IOException e) when (e.InnerException is AddressInUseException)
        {
            await Console.Error.WriteLineAsync($"ASPNETCORE_URLS: {e.Message}");
            return 1;
        }
    }

    /// <summary>The program with all its endpoints, not started.</summary>
    public static WebApplication Build(string[] arguments, HostSettings settings, InstalledDatabase database) => Build(CreateBuilder(arguments), settings, database);

    private static WebApplicationBuilder CreateBuilder(string[] arguments)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = arguments, ContentRootPath = AppPaths.ContentRoot() });

        // Unpublished, the compressed and the packages' files lie elsewhere, and only Development looks there by itself.
        builder.WebHost.UseStaticWebAssets();
        return builder;
    }

    private static WebApplication Build(WebApplicationBuilder builder, HostSettings settings, InstalledDatabase database)
    {
        builder.AddCadence(settings, database);
        var app = builder.Build();
        app.UseCadence();
        return app;
    }
}
