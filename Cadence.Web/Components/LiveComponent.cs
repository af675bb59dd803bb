using Cadence.Core.Live;
using Microsoft.AspNetCore.Components;

namespace Cadence.Web.Components;

/// <summary>
/// A component that follows changes while its circuit lives: subscriptions and clocks start when it is interactive and end with it.
/// </summary>
public abstract class LiveComponent : ComponentBase, IDisposable
{
    private readonly List<IDisposable> _running = [];
    private bool _disposed;

    /// <summary>Time for labels such as "6 min"; never for school rules.</summary>
    [Inject]
    protected TimeProvider Time { get; set; } = default!;

    /// <summary>Whether changes arrive by themselves.</summary>
    protected bool IsLive { get; private set; }

    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Shows every new picture; runs on the component's own dispatcher and renders after it.</summary>
    protected void Follow<T>(LiveModel<T> model, Guid organizationId, Action<T> show)
        where T : class
    {
        if (_disposed || !RendererInfo.IsInteractive)
        {
            return;
        }

        IsLive = true;
        _running.Add(model.Subscribe(organizationId, picture => InvokeAsync(() =>
        {
            if (!_disposed)
            {
                show(picture);
                StateHasChanged();
            }
        })));
    }

    /// <summary>Lets clocks move without asking anybody: renders once per period.</summary>
    protected void Tick(TimeSpan period, Func<Task>? each = null)
    {
        if (_disposed || !RendererInfo.IsInteractive)
        {
            return;
        }

        _running.Add(Time.CreateTimer(_ => _ = InvokeAsync(async () =>
        {
            if (!_disposed)
            {
                if (each is not null)
                {
                    await each();
                }

                StateHasChanged();
            }
        }), null, period, period));
    }

    /// <summary>Ends what runs.</summary>
    protected virtual void Dispose(bool disposing)
    {
        _disposed = true;
        _running.ForEach(running => running.Dispose());
        _running.Clear();
    }
}
