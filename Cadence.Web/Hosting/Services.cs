using Cadence.Web.Account;

namespace Cadence.Web.Hosting;

/// <summary>The use cases of Core and their endpoints: one line each.</summary>
internal static class Services
{
    public static void AddCadenceServices(this IServiceCollection services)
    {
    }

    public static void MapCadenceEndpoints(this WebApplication app)
    {
        app.MapAccount();
    }
}
