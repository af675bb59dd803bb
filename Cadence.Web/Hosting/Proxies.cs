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
}
