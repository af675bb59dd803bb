using System.Diagnostics;
using Cadence.Bench.Support;

namespace Cadence.Bench.Faults;

/// <summary>
/// kill -9 in the middle of roll calls of 30 (F1, F2), against a durable database: what was acknowledged is there, each tap once, no batch
/// by half, and nobody has to sign in again. Timed from the kill to the first acknowledged roll call.
/// </summary>
internal sealed class KillFault(Victim victim) : Fault
{
    private readonly List<List<SentTap>> _batches = [];
    private FaultStage _stage = null!;
    private SignedInClient _teacher = null!;

    public override string Name => victim switch { Victim.Database => "F1", Victim.App => "F2", _ => "F1+F2" };

    public override string What => victim switch { Victim.Database => "database killed mid-save", Victim.App => "program killed mid-save", _ => "both killed mid-save" };

    public override string Timed => "next roll call saved";

    public override double? Limit => 10;

    public override async Task PrepareAsync()
    {
        _stage = await FaultStage.OpenAsync(durable: true, students: 30);
        await _stage.StartAppAsync();
        _teacher = await _stage.SignInAsync(_stage.School.TeacherActor);
    }

    public override async Task<TimeSpan> RunAsync(int round)
    {
        using var stop = new CancellationTokenSource();
        var tapping = TapAsync(stop.Token);
        await Task.Delay(400 + (37 * round % 300));
        var killed = Stopwatch.StartNew();
        await _stage.KillAsync(victim);
        await stop.CancelAsync();
        await tapping;
        if (victim != Victim.Database)
        {
            await _stage.StartAppAsync();
            _teacher.GoTo(_stage.App.Address);
        }

        var after = _stage.Everybody("excused");
        await Eventually.TrueAsync(() => _stage.SendAsync(_teacher, after), "a roll call is saved again");
        var back = killed.Elapsed;

        var kept = await _stage.KeptAsync();
        foreach (var batch in _batches)
        {
            Expect.Equal(1, batch.Select(tap => kept.ContainsKey(tap.Id)).Distinct().Count(), "a batch is kept whole or not at all");
            Expect.That(batch[0].Outcome is null || kept.ContainsKey(batch[0].Id), "An acknowledged roll call is gone.");
        }

        // What was not acknowledged is sent again with the same ids, as the tablet does, and has no second effect.
        foreach (var batch in _batches.Where(b => b[0].Outcome is null))
        {
            await Eventually.TrueAsync(() => _stage.SendAsync(_teacher, batch), "an unacknowledged roll call is taken again");
        }

        _batches.Add(after);
        var last = await _stage.KeptAsync();
        Expect.Equal(_batches.Sum(batch => batch.Count), last.Count, "taps in the history");
        Expect.That(last.Values.All(count => count == 1), "A tap stands twice in the history.");
        return back;
    }

    protected override async ValueTask CloseAsync()
    {
        _teacher?.Dispose();
        if (_stage is not null)
        {
            await _stage.DisposeAsync();
        }
    }

    /// <summary>One roll call after another, as fast as the answers come, until told to stop or the first failure.</summary>
    private async Task TapAsync(CancellationToken stop)
    {
        for (var turn = 0; !stop.IsCancellationRequested; turn++)
        {
            var batch = _stage.Everybody(turn % 2 == 0 ? "present" : "late");
            _batches.Add(batch);
            if (!await _stage.SendAsync(_teacher, batch))
            {
                return;
            }
        }
    }
}
