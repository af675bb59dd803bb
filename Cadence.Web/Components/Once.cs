namespace Cadence.Web.Components;

/// <summary>Lets one run through at a time: a second call while the first is under way does nothing. One instance per form or button.</summary>
public sealed class Once
{
    /// <summary>Whether a run is under way.</summary>
    public bool IsRunning { get; private set; }

    /// <summary>Runs <paramref name="work"/> unless a run is under way; false when it was skipped. Called from one circuit, which is one thread at a time.</summary>
    public async Task<bool> RunAsync(Func<Task> work)
    {
        ArgumentNullException.ThrowIfNull(work);
        if (IsRunning)
        {
            return false;
        }

        IsRunning = true;
        try
        {
            await work();
            return true;
        }
        finally
        {
            IsRunning = false;
        }
    }
}
