using System.Diagnostics;
using System.Net;
using Cadence.Bench.Support;
using Npgsql;

namespace Cadence.Bench.Faults;

/// <summary>
/// Every connection of a small pool waits five seconds for a locked table (F14): who asks meanwhile waits or is told to come back, no circuit dies,
/// no acknowledged mark is lost. Timed: from the end of the lock until the open dashboard moves again.
/// </summary>
internal sealed class SlowDatabaseFault : Fault
{
    private const int Visitors = 24;
    private static readonly HttpStatusCode[] Answers = [HttpStatusCode.OK, HttpStatusCode.InternalServerError, HttpStatusCode.ServiceUnavailable];
    private FaultStage _stage = null!;
    private SignedInClient _owner = null!;
    private CircuitClient? _circuit;
    private int _renders;

    public override string Name => "F14";

    public override string What => "pool of 4 and five slow seconds";

    public override string Timed => "dashboard moves again";

    public override double? Limit => 10;

    public override async Task PrepareAsync()
    {
        _stage = await FaultStage.OpenAsync(durable: false, students: 6);
        await _stage.StartAppAsync(("ConnectionStrings__Cadence", _stage.Database.AppConnectionString + ";Maximum Pool Size=4;Timeout=3"));
        _owner = await _stage.SignInAsync(_stage.School.Owner);
        _circuit = await CircuitClient.OpenAsync(_owner.Http, new Uri(_stage.App.Address, $"es/o/{_stage.School.Slug}/"), _owner.CookieHeader);
        _circuit.Rendered = (_, _) => Interlocked.Increment(ref _renders);
    }

    public override async Task<TimeSpan> RunAsync(int round)
    {
        var status = round % 2 == 0 ? "present" : "absent";
        var sent = new List<SentTap>();
        Task<HttpStatusCode>[] pages;
        Task<bool>[] taps;
        await using (var locker = new NpgsqlConnection(_stage.Database.OwnerConnectionString + ";Pooling=false"))
        {
            await locker.OpenAsync();
            await using var transaction = await locker.BeginTransactionAsync();
            await using (var command = new NpgsqlCommand("lock table attendance_records in access exclusive mode", locker, transaction))
            {
                await command.ExecuteNonQueryAsync();
            }

            pages = [.. Enumerable.Range(0, Visitors / 2).Select(_ => GetAsync($"es/o/{_stage.School.Slug}/sessions/{_stage.Session}/roll-call"))];
            sent.AddRange(Enumerable.Range(0, Visitors / 2).Select(i => new SentTap(Guid.CreateVersion7(), _stage.Group.StudentIds[i % 6], status)));
            taps = [.. sent.Select(tap => _stage.SendAsync(_owner, [tap]))];
            await Task.Delay(TimeSpan.FromSeconds(5));
            Expect.Equal(HttpStatusCode.OK, await GetAsync("health/live"), "health while the database is slow");
            await transaction.RollbackAsync();
        }

        var free = Stopwatch.StartNew();
        foreach (var answer in await Task.WhenAll(pages))
        {
            Expect.That(Answers.Contains(answer), $"A page answered {answer}.");
        }

        await Task.WhenAll(taps);

        // Afterwards: everybody is served at the first attempt, each answered mark is there, and the open dashboard moves.
        Expect.Equal(HttpStatusCode.OK, await GetAsync($"es/o/{_stage.School.Slug}/"), "the dashboard afterwards");
        _renders = 0;
        foreach (var student in _stage.Group.StudentIds)
        {
            sent.Add(new SentTap(Guid.CreateVersion7(), student, round % 2 == 0 ? "late" : "excused"));
            Expect.That(await _stage.SendAsync(_owner, [sent[^1]]), "A tap failed although the database was free.");
        }

        await Eventually.TrueAsync(() => _renders > 0, "the open dashboard moves", TimeSpan.FromSeconds(10));
        var moved = free.Elapsed;
        var kept = await _stage.KeptAsync();
        Expect.That(sent.Where(tap => tap.Outcome is not null).All(tap => kept.GetValueOrDefault(tap.Id) == 1), "An acknowledged tap is gone.");
        Expect.That(!_circuit!.Closed.IsCompleted, "The open page died.");
        return moved;
    }

    protected override async ValueTask CloseAsync()
    {
        if (_circuit is not null)
        {
            await _circuit.DisposeAsync();
        }

        _owner?.Dispose();
        if (_stage is not null)
        {
            await _stage.DisposeAsync();
        }
    }

    private async Task<HttpStatusCode> GetAsync(string path)
    {
        using var answer = await _owner.Http.GetAsync(new Uri(path, UriKind.Relative));
        return answer.StatusCode;
    }
}
