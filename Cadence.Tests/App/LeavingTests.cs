using Cadence.Web.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Cadence.Tests.App;

/// <summary>The program with an endpoint that answers only when its reader has left.</summary>
public sealed class LeavingApp : CadenceApp
{
    public const string Path = "planted/leaving";

    public TaskCompletionSource Asked { get; } = new();

    public TaskCompletionSource<bool> WasCutShort { get; } = new();

    protected override void Plant(IEndpointRouteBuilder endpoints) => endpoints.MapGet(Path, async context =>
    {
        Asked.SetResult();
        await Task.Delay(Timeout.Infinite, context.Left()).ContinueWith(_ => { }, TaskScheduler.Default);
        WasCutShort.SetResult(context.RequestAborted.CanBeCanceled);
    }).AllowAnonymous().WithMetadata(new MachineEndpointAttribute());
}

/// <summary>Readers who leave before their answer is there.</summary>
public sealed class LeavingTests(LeavingApp app) : IClassFixture<LeavingApp>
{
    [Fact]
    public async Task A_reader_who_leaves_cuts_nothing_short_and_is_noticed_by_what_waits_for_them()
    {
        using var browser = app.NewBrowser();
        using var left = new CancellationTokenSource();
        var answer = browser.Http.GetAsync(LeavingApp.Path, left.Token);
        await app.Asked.Task.WaitAsync(TimeSpan.FromSeconds(10));

        await left.CancelAsync();

        Assert.False(await app.WasCutShort.Task.WaitAsync(TimeSpan.FromSeconds(10)));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => answer);
    }
}
