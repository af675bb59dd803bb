using System.Security.Cryptography;
using Cadence.Core.Resources;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Rendering;
using Microsoft.AspNetCore.Components.Routing;

namespace Cadence.Web.Layout;

/// <summary>
/// A page that breaks leaves the shell standing, says so with a reference that is also in the log, and is forgotten at the next page.
/// </summary>
public sealed partial class PageErrorBoundary : ErrorBoundaryBase, IDisposable
{
    private string? _reference;

    [Inject]
    private NavigationManager Navigation { get; set; } = default!;

    [Inject]
    private ILogger<PageErrorBoundary> Logger { get; set; } = default!;

    /// <inheritdoc />
    public void Dispose() => Navigation.LocationChanged -= RecoverOnNavigation;

    /// <inheritdoc />
    protected override void OnInitialized() => Navigation.LocationChanged += RecoverOnNavigation;

    /// <inheritdoc />
    protected override Task OnErrorAsync(Exception exception)
    {
        _reference = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4));
        PageFailed(Logger, exception, _reference);
        return Task.CompletedTask;
    }

    /// <inheritdoc />
    protected override void BuildRenderTree(RenderTreeBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        if (CurrentException is null)
        {
            builder.AddContent(0, ChildContent);
            return;
        }

        builder.OpenComponent<ErrorMessage>(1);
        builder.AddComponentParameter(2, nameof(ErrorMessage.Title), ShellTexts.BoundaryTitle);
        builder.AddComponentParameter(3, nameof(ErrorMessage.Text), ShellTexts.BoundaryText);
        builder.AddComponentParameter(4, nameof(ErrorMessage.Reference), _reference);
        builder.AddComponentParameter(5, nameof(ErrorMessage.ReloadHref), Navigation.Uri);
        builder.CloseComponent();
    }

    [LoggerMessage(EventId = 1, Level = LogLevel.Error, Message = "A page failed, reference {Reference}")]
    private static partial void PageFailed(ILogger logger, Exception exception, string reference);

    private void RecoverOnNavigation(object? sender, LocationChangedEventArgs change)
    {
        if (CurrentException is not null)
        {
            InvokeAsync(Recover);
        }
    }
}
