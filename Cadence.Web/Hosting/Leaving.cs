namespace Cadence.Web.Hosting;

/// <summary>
/// Readers who leave before their answer is there. Its queries are not cut short for it: they end by themselves within moments, and a cancelled
/// query can spoil its connection for whoever takes it next (see <c>TenantDb</c>). What lives as long as its reader hears of it:
/// what the framework serves, such as the circuit, and whatever asks with <see cref="Left"/>.
/// </summary>
internal static class Leaving
{
    /// <summary>Cancelled when the reader of this request has left.</summary>
    public static CancellationToken Left(this HttpContext context) => context.Features.Get<Visit>()?.Left ?? context.RequestAborted;

    /// <summary>From here on nobody hears that the reader left. Before all that asks the database.</summary>
    public static void UseWholeAnswers(this WebApplication app) => app.Use((context, next) =>
    {
        context.Features.Set(new Visit(context.RequestAborted));
        context.RequestAborted = CancellationToken.None;
        return next(context);
    });

    /// <summary>The framework's own endpoints hear it again. Behind all that asks the database.</summary>
    public static void UseFrameworkLeaving(this WebApplication app) => app.Use((context, next) =>
    {
        if (context.GetEndpoint()?.Metadata.GetMetadata<IAddressed>() is null)
        {
            context.RequestAborted = context.Left();
        }

        return next(context);
    });

    private sealed record Visit(CancellationToken Left);
}
