using Cadence.Core.Localization;
using Cadence.Core.Resources;
using Microsoft.AspNetCore.HttpOverrides;

namespace Cadence.Web.Hosting;

/// <summary>Behind a reverse proxy the caller's address and scheme stand in its headers: believed from the proxies that were named, from nobody else.</summary>
internal static class Proxies
{
    public static void UseProxies(this WebApplication app)
    {
        var networks = app.Services.GetRequiredService<HostSettings>().Proxies;
        if (networks.Count == 0)
        {
            return;
        }

        var options = new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto | ForwardedHeaders.XForwardedHost, ForwardLimit = networks.Count };
        options.KnownProxies.Clear();
        options.KnownIPNetworks.Clear();
        foreach (var network in networks)
        {
            options.KnownIPNetworks.Add(network);
        }

        app.UseForwardedHeaders(options);
    }

    /// <summary>
    /// Sign-ins travel over https only. Who opens the program without it learns why, in both languages, instead of an error at the first form.
    /// It does not redirect: behind a proxy that was not named every request looks like plain http.
    /// </summary>
    public static void UseHttpsOnly(this WebApplication app)
    {
        if (app.Services.GetRequiredService<HostSettings>().AllowHttp)
        {
            return;
        }

        var said = string.Join("\n\n", ReaderCulture.All.Select(culture => SharedTexts.ResourceManager.GetString(nameof(SharedTexts.NeedsHttps), culture)));
        app.Use(async (context, next) =>
        {
            if (context.Request.IsHttps || AddressRewrite.IsForMachines(context.Request.Path))
            {
                await next(context);
                return;
            }

            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            context.Response.ContentType = "text/plain; charset=utf-8";
            await context.Response.WriteAsync(said);
        });
    }
}
