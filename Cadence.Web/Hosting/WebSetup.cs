using Cadence.Core.Data;
using Cadence.Core.Live;
using Cadence.Core.Localization;
using Cadence.Core.Organizations;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Localization;
using MudBlazor.Services;
using Npgsql;

namespace Cadence.Web.Hosting;

/// <summary>The web application: services in, pipeline out. The order of the pipeline is the design (design.md §3).</summary>
internal static class WebSetup
{
    /// <summary>Registers everything; <paramref name="installed"/> is up and migrated.</summary>
    public static void AddCadence(this WebApplicationBuilder builder, HostSettings settings, InstalledDatabase installed)
    {
        var services = builder.Services;
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);
        var (app, database) = (installed.App, installed.Settings);
        services.AddSingleton(settings);
        services.AddSingleton<Hosts>();
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton(database);
        services.AddSingleton(_ => NpgsqlDataSource.Create(CadenceDatabase.Tuned(app)));
        services.AddSingleton(provider => new TenantDb(app, database.Mode, provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<OrganizationDirectory>();
        services.AddSingleton<ConnectionPools>();
        services.AddSingleton(provider => new ChangeFeed(database.Listen ?? app, provider.GetRequiredService<ConnectionPools>().Clear, provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<ChangeFeed>>()));
        services.AddHostedService(provider => provider.GetRequiredService<ChangeFeed>());
        Health.Add(services, installed);
        services.AddCadenceServices(settings);
        services.AddJobs(settings);
        services.AddObservability(settings);
        builder.Logging.AddLogs(settings);
        services.AddAccounts(app, settings);
        services.AddLimits(settings);
        services.AddCircuits(settings);
        services.AddScoped<IUserClaimsPrincipalFactory<Core.Accounts.User>, Viewer.ClaimsFactory>();
        services.AddHttpContextAccessor();
        services.AddCascadingAuthenticationState();
        services.AddMudServices();
        services.AddSingleton<MudBlazor.MudLocalizer, MudTextsLocalizer>();
        services.AddRazorComponents().AddInteractiveServerComponents(options =>
        {
            options.DetailedErrors = builder.Environment.IsDevelopment();
            options.DisconnectedCircuitMaxRetained = 100;
            options.DisconnectedCircuitRetentionPeriod = settings.CircuitsKept;
        })
        // What a page read while it was prerendered comes back with the circuit's first message; the usual 32 KB are too few for a full day.
        .AddHubOptions(hub => hub.MaximumReceiveMessageSize = 512 * 1024);
        services.Configure<RequestLocalizationOptions>(options =>
        {
            options.DefaultRequestCulture = new RequestCulture(ReaderCulture.Of("es"));
            options.SupportedCultures = [.. ReaderCulture.All];
            options.SupportedUICultures = [.. ReaderCulture.All];
            options.RequestCultureProviders =
            [
                new CustomRequestCultureProvider(context => Task.FromResult(
                    Address.Of(context).Language is { } language ? new ProviderCultureResult(ReaderCulture.Of(language).Name) : null)),
            ];
        });
    }

    /// <summary>The pipeline.</summary>
    public static void UseCadence(this WebApplication app)
    {
        app.UseProxies();
        app.UseWholeAnswers();
        app.UseFamilyAddresses();
        app.UseSecurityHeaders();
        app.UseHttpsOnly();
        app.UseMetricsGate();
        app.UseFontCaching();
        app.UseAddresses();
        app.UseRequestLocalization();
        if (!app.Environment.IsDevelopment())
        {
            app.UseHsts();
        }

        app.UseExceptionHandler(new ExceptionHandlerOptions { ExceptionHandlingPath = "/status/500", CreateScopeForErrors = true });
        app.UseWhen(context => AddressRewrite.IsPageRequest(context.Request), pages => pages.UseStatusCodePagesWithReExecute("/status/{0}", createScopeForStatusCodePages: true));
        app.UseWaitPage();
        app.UseRouting();
        app.UseRateLimiter();
        app.UseAuthentication();
        app.UseAuthorization();
        app.UseOrganizationGate();
        app.UseProofGate();
        app.UseCircuitGate();
        app.UseLogScopes();
        app.UseAntiforgery();
        app.UseFrameworkLeaving();
        app.MapStaticAssets().AllowAnonymous();
        app.MapRazorComponents<App>().AddInteractiveServerRenderMode(options => options.ContentSecurityFrameAncestorsPolicy = null);
        app.MapCadenceEndpoints();
        app.MapMetrics();
        app.UseJobs();
    }
}
