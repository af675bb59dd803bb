using System.Diagnostics;
using System.Net;
using Cadence.Bench.Support;
using Npgsql;

namespace Cadence.Bench.Faults;

/// <summary>What open dashboards and tablets must not notice for long.</summary>
internal enum Interruption
{
    /// <summary>The database is killed and comes back.</summary>
    Database,
    /// <summary>The one connection that hears of changes is ended.</summary>
    Listener,
}

/// <summary>
/// Dashboards and tablets are open while the database restarts, or while the listener's connection is ended. From the moment the program says it
/// is ready nobody sees a failure, and a tap moves every dashboard. Timed until the last dashboard moved.
/// </summary>
internal sealed class OpenPagesFault(Interruption interruption) : Fault
{
    private const int Dashboards = 5;
    private readonly List<CircuitClient> _circuits = [];
    private readonly int[] _renders = new int[Dashboards];
    private FaultStage _stage = null!;
    private SignedInClient _owner = null!;
    private SignedInClient _tablet = null!;

    public override string Name => interruption == Interruption.Database ? "restart" : "listener";

    public override string What => interruption == Interruption.Database ? "database restarted under open pages" : "listener's connection ended";

    public override string Timed => "all dashboards moved";

    public override double? Limit => 10;

    private Uri Dashboard => new(_stage.App.Address, $"es/o/{_stage.School.Slug}/");

    public override async Task PrepareAsync()
    {
        _stage = await FaultStage.OpenAsync(durable: true, students: 6);
        await _stage.StartAppAsync();
        _tablet = await _stage.SignInAsync(_stage.School.TeacherActor);
        _owner = await _stage.SignInAsync(_stage.School.Owner);
        for (var i = 0; i < Dashboards; i++)
        {
            var own = i;
            var circuit = await CircuitClient.OpenAsync(_owner.Http, Dashboard, _owner.CookieHeader);
            circuit.Rendered = (_, _) => Interlocked.Increment(ref _renders[own]);
            _circuits.Add(circuit);
        }
    }

    public override async Task<TimeSpan> RunAsync(int round)
    {
        // Many pooled connections, all of which die at once.
        await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => _owner.Http.GetStringAsync(Dashboard)));
        var struck = Stopwatch.StartNew();
        if (interruption == Interruption.Database)
        {
            await _stage.KillAsync(Victim.Database);
            await Eventually.TrueAsync(async () => (await _owner.Http.GetAsync(new Uri("health/ready", UriKind.Relative))).IsSuccessStatusCode, "ready again");
        }
        else
        {
            await EndListenerAsync();
        }

        var answers = await Task.WhenAll(Enumerable.Range(0, 16).Select(async _ =>
        {
            using var answer = await _owner.Http.GetAsync(Dashboard);
            return answer.StatusCode;
        }));
        Expect.That(answers.All(status => status == HttpStatusCode.OK), $"A visitor was answered {string.Join(", ", answers.Distinct())}.");
        using (var next = await _stage.SignInAsync(_stage.School.Staff))
        {
            Expect.That(next.CookieHeader.Length > 0, "The next visitor could not sign in.");
        }

        Array.Clear(_renders);
        Expect.That(await _stage.SendAsync(_tablet, _stage.Everybody(round % 2 == 0 ? "present" : "absent")), "The first tap after it failed.");
        await Eventually.TrueAsync(() => _renders.All(count => count > 0), "a tap moves every open dashboard", TimeSpan.FromSeconds(20));
        Expect.That(_circuits.All(circuit => !circuit.Closed.IsCompleted), "An open page died.");
        return struck.Elapsed;
    }

    /// <summary>As the runtime role, which may end its own sessions.</summary>
    private async Task EndListenerAsync()
    {
        await using var connection = new NpgsqlConnection(_stage.Database.AppConnectionString + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand("select count(pg_terminate_backend(pid)) from pg_stat_activity where application_name = 'cadence-listen' and datname = current_database()", connection);
        Expect.Equal(1L, (long)(await command.ExecuteScalarAsync())!, "listeners ended");
    }

    protected override async ValueTask CloseAsync()
    {
        foreach (var circuit in _circuits)
        {
            await circuit.DisposeAsync();
        }

        _owner?.Dispose();
        _tablet?.Dispose();
        if (_stage is not null)
        {
            await _stage.DisposeAsync();
        }
    }
}
