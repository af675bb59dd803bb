using Cadence.Bench.Support;

namespace Cadence.Bench.Faults;

/// <summary>
/// One fault: what is done to the running program and what must hold afterwards. The suite runs each once with short times,
/// <c>Cadence.Bench faults</c> as often as told. A miss is a <see cref="MissException"/>.
/// </summary>
internal abstract class Fault : IAsyncDisposable
{
    /// <summary>Its number in the list of promises.</summary>
    public abstract string Name { get; }

    /// <summary>What is done, in a few words.</summary>
    public abstract string What { get; }

    /// <summary>What a round's figure says, in seconds.</summary>
    public abstract string Timed { get; }

    /// <summary>Most seconds that 95 of 100 rounds may take; null where only the outcome counts.</summary>
    public virtual double? Limit => null;

    /// <summary>What else is worth knowing after the last round.</summary>
    public virtual string? Note => null;

    /// <summary>What all rounds share.</summary>
    public virtual Task PrepareAsync() => Task.CompletedTask;

    /// <summary>Does it once.</summary>
    /// <param name="round">From 0; faults that strike in the middle of something strike elsewhere each time.</param>
    public abstract Task<TimeSpan> RunAsync(int round);

    public ValueTask DisposeAsync() => CloseAsync();

    /// <summary>All of it, n times; for tests.</summary>
    public static async Task<IReadOnlyList<TimeSpan>> RunAsync<T>(T fault, int rounds = 1)
        where T : Fault
    {
        await using var one = fault;
        await fault.PrepareAsync();
        var took = new List<TimeSpan>();
        for (var round = 0; round < rounds; round++)
        {
            took.Add(await fault.RunAsync(round));
        }

        return took;
    }

    /// <summary>Ends what <see cref="PrepareAsync"/> began.</summary>
    protected virtual ValueTask CloseAsync() => ValueTask.CompletedTask;
}
