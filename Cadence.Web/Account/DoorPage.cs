using Cadence.Core.Accounts;
using Cadence.Core.Kernel;
using Cadence.Web.Hosting;
using Microsoft.AspNetCore.Components;

namespace Cadence.Web.Account;

/// <summary>What the static pages of an account share.</summary>
public abstract class DoorPage : ComponentBase
{
    /// <summary>What was refused.</summary>
    protected IReadOnlyList<Error> Errors { get; set; } = [];

    /// <summary>Where to go on, as the address says it.</summary>
    [SupplyParameterFromQuery]
    protected string? ReturnUrl { get; set; }

    [CascadingParameter]
    protected HttpContext HttpContext { get; set; } = default!;

    [Inject]
    protected NavigationManager Navigation { get; set; } = default!;

    [Inject]
    private TimeProvider Time { get; set; } = default!;

    /// <summary>Where to go on if it is a page of this site; null otherwise.</summary>
    protected string? LocalReturn => Hosting.ReturnUrl.IsLocal(ReturnUrl) ? ReturnUrl : null;

    protected Whereabouts From => HttpContext.Whereabouts();

    protected CancellationToken Aborted => HttpContext.RequestAborted;

    /// <summary>A link to another account page that goes on to the same place.</summary>
    protected string With(string page, string? also = null)
    {
        string?[] query = [also, LocalReturn is { } local ? $"returnUrl={Uri.EscapeDataString(local)}" : null];
        var asked = string.Join('&', query.OfType<string>());
        return asked.Length == 0 ? page : $"{page}?{asked}";
    }

    /// <summary>Another page of this prefix, as a redirect.</summary>
    protected void Go(string page) => Navigation.NavigateTo(AddressOf.Platform(page), forceLoad: true);

    /// <summary>Where its reader wanted to go, or their organizations.</summary>
    protected void Leave() => Navigation.NavigateTo(Hosting.ReturnUrl.Safe(ReturnUrl, AddressOf.Platform()), forceLoad: true);

    /// <summary>Does what a stranger asks for and answers no sooner than always.</summary>
    protected async Task<T> EvenlyAsync<T>(Func<Task<T>> work)
    {
        ArgumentNullException.ThrowIfNull(work);
        var start = Time.GetTimestamp();
        var result = await work();
        await EvenPace.RestAsync(Time, start, Aborted);
        return result;
    }
}

/// <summary>Answers to strangers that take the same time whatever was found.</summary>
internal static class EvenPace
{
    private static readonly TimeSpan Least = TimeSpan.FromMilliseconds(300);

    /// <summary>Waits until an answer that began at <paramref name="start"/> has taken as long as all do.</summary>
    public static async Task RestAsync(TimeProvider time, long start, CancellationToken cancellationToken)
    {
        var left = Least - time.GetElapsedTime(start);
        if (left > TimeSpan.Zero)
        {
            await Task.Delay(left, time, cancellationToken);
        }
    }
}
