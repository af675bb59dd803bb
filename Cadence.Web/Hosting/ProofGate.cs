namespace Cadence.Web.Hosting;

/// <summary>
/// Sends whoever asks for a page of <see cref="FreshProofAttribute"/> without a fresh proof to give it. Here and not in the page: a page that
/// leaves before it was drawn has no form yet, and a form posted to it would be answered as a bad request.
/// </summary>
internal static class ProofGate
{
    public static void UseProofGate(this WebApplication app) => app.Use(async (context, next) =>
    {
        if (context.GetEndpoint()?.Metadata.GetMetadata<FreshProofAttribute>() is null || await context.RequestServices.GetRequiredService<SignIns>().IsProvedAsync(context))
        {
            await next(context);
            return;
        }

        context.Response.Redirect(SignIns.ToProof(context.Request.PathBase + context.Request.Path + context.Request.QueryString));
    });
}
