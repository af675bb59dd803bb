using Bunit;
using Cadence.Core.Localization;
using Microsoft.Extensions.DependencyInjection;
using MudBlazor.Services;

namespace Cadence.Tests.Support;

/// <summary>Renders components for a Spanish reader, as the interactive pages do.</summary>
public abstract class ComponentTest : BunitContext, IAsyncLifetime
{
    private readonly ReaderCulture.Spoken _reader = ReaderCulture.Speak(ReaderCulture.Of("es"));

    /// <param name="services">Further services; nothing can be added once the renderer exists.</param>
    protected ComponentTest(Action<IServiceCollection>? services = null)
    {
        Services.AddMudServices();
        services?.Invoke(Services);
        JSInterop.Mode = JSRuntimeMode.Loose;
    }

    // After all constructors: it closes the list of services.
    public Task InitializeAsync()
    {
        SetRendererInfo(new Microsoft.AspNetCore.Components.RendererInfo("Server", true));
        return Task.CompletedTask;
    }

    // xUnit 2 disposes synchronously, MudBlazor's services only asynchronously.
    async Task IAsyncLifetime.DisposeAsync()
    {
        await DisposeAsync();
        _reader.Dispose();
    }
}
