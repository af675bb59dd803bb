using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using Cadence.Bench.Support;
using Cadence.Core.Data;
using Cadence.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Cadence.Tests.App;

/// <summary>
/// kill -9 in the middle of a roll call, over HTTP, against the built program with its own durable database. What was
/// acknowledged is there, each tap once, no batch by half, and nobody has to sign in again.
/// CADENCE_KILL_ROUNDS repeats each case.
/// </summary>
public sealed class KillTests : IAsyncLifetime, IDisposable
{
    private const int Students = 30;
    private const int Dashboards = 5;
    private readonly string _folder = $"/tmp/cadence-kill-{Guid.NewGuid().ToString("n")[..8]}";
    private readonly SignedInClient _teacher = new();
    private TestSchool _school = null!;
    private TestGroup _group = null!;
    private Guid _session;
    private string _email = "";
    private string _owner = "";
    private AppProcess? _app;

    public enum Victim
    {
        App,
        Database,
        Both,
    }

    public async Task InitializeAsync()
    {
        await using var postgres = await LocalPostgres.StartAsync(new LocalPostgresOptions { DataPath = _folder, Stop = LocalPostgresStop.Never }, NullLogger.Instance, CancellationToken.None);
        await CadenceDatabase.MigrateAsync(postgres.OwnerConnectionString, postgres.AppConnectionString, CancellationToken.None);
        var database = TestDatabase.At(postgres.AppConnectionString, postgres.OwnerConnectionString);
        _owner = postgres.OwnerConnectionString;
        _school = await TestSchool.CreateAsync(database, now: TimeProvider.System.GetUtcNow());
        _group = await _school.AddGroupAsync("Salsa", Students);
        var local = TimeZoneInfo.ConvertTime(_school.Time.GetUtcNow(), _school.Zone);
        var start = local.AddMinutes(-5);
        _session = await _school.AddSessionAsync(_group, DateOnly.FromDateTime(start.Date), Clock(start), Clock(local.AddMinutes(55)));
        _email = await SignedInClient.GivePasswordAsync(database, _school.TeacherActor);
    }

    public async Task DisposeAsync()
    {
        if (_app is not null)
        {
            await _app.DisposeAsync();
        }

        // Whatever the test left running is adopted and stopped.
        await (await LocalPostgres.StartAsync(new LocalPostgresOptions { DataPath = _folder }, NullLogger.Instance, CancellationToken.None)).DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Theory]
    [InlineData(Victim.App)]
    [InlineData(Victim.Database)]
    [InlineData(Victim.Both)]
    public async Task Nothing_acknowledged_is_lost_when_it_is_killed(Victim victim)
    {
        await StartAppAsync();
        await _teacher.SignInAsync(_email);
        var taps = new Dictionary<Guid, Tap>();
        var batches = new List<List<Tap>>();
        for (var round = 0; round < Rounds(); round++)
        {
            using var stop = new CancellationTokenSource();
            var tapping = TapAsync(batches, stop.Token);
            await Task.Delay(400 + (37 * round % 300));
            await KillAsync(victim);
            await stop.CancelAsync();
            await tapping;
            if (victim != Victim.Database)
            {
                await StartAppAsync();
            }

            var kept = await KeptAsync();
            Assert.All(batches, batch => Assert.Single(batch.Select(tap => kept.ContainsKey(tap.Id)).Distinct()));
            Assert.All(batches.Where(b => b[0].IsAcknowledged), batch => Assert.All(batch, tap => Assert.Contains(tap.Id, kept.Keys)));

            // What was not acknowledged is sent again with the same ids, as the tablet does, and has no second effect.
            foreach (var batch in batches.Where(b => !b[0].IsAcknowledged))
            {
                await Eventually.TrueAsync(() => SendAsync(batch));
            }
        }

        Assert.NotEmpty(batches);
        foreach (var tap in batches.SelectMany(b => b))
        {
            taps[tap.Student] = tap;
        }

        var last = await KeptAsync();
        Assert.Equal(batches.Sum(b => b.Count), last.Count);
        Assert.All(last.Values, count => Assert.Equal(1, count));
        Assert.Equal(taps.ToDictionary(t => t.Key, t => t.Value.Status), await MarksAsync());
    }

    [Fact]
    public async Task Open_dashboards_and_the_next_visitor_do_not_notice_that_the_database_was_restarted()
    {
        await StartAppAsync();
        await _teacher.SignInAsync(_email);
        var ownersEmail = await SignedInClient.GivePasswordAsync(TestDatabase.At(_owner, _owner), _school.Owner);
        using var owner = new SignedInClient();
        owner.GoTo(_app!.Address);
        await owner.SignInAsync(ownersEmail);
        var dashboard = new Uri(_app.Address, $"es/o/{_school.Slug}/");
        var renders = new int[Dashboards];
        var circuits = new List<CircuitClient>();
        try
        {
            for (var i = 0; i < Dashboards; i++)
            {
                var own = i;
                var circuit = await CircuitClient.OpenAsync(owner.Http, dashboard, owner.CookieHeader);
                circuit.Rendered = (_, _) => Interlocked.Increment(ref renders[own]);
                circuits.Add(circuit);
            }

            // Many pooled connections, all of which die at once.
            await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => owner.Http.GetStringAsync(dashboard)));
            await KillAsync(Victim.Database);
            await Eventually.TrueAsync(async () => (await owner.Http.GetAsync(new Uri(_app.Address, "health/ready"))).IsSuccessStatusCode);

            // From the moment it says it is ready, nobody sees a failure: no page, no sign-in, no tap.
            Assert.All(await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => owner.Http.GetAsync(dashboard))), answer => Assert.Equal(System.Net.HttpStatusCode.OK, answer.StatusCode));
            using var next = new SignedInClient();
            next.GoTo(_app.Address);
            await next.SignInAsync(ownersEmail);

            // The listener is back too: a tap moves every open dashboard.
            Array.Clear(renders);
            List<Tap> batch = [.. _group.StudentIds.Select(student => new Tap(Guid.CreateVersion7(), student, "present"))];
            Assert.True(await SendAsync(batch));
            await Eventually.TrueAsync(() => Task.FromResult(renders.All(count => count > 0)));
        }
        finally
        {
            foreach (var circuit in circuits)
            {
                await circuit.DisposeAsync();
            }
        }
    }

    public void Dispose() => _teacher.Dispose();

    private static int Rounds() => int.TryParse(Environment.GetEnvironmentVariable("CADENCE_KILL_ROUNDS"), NumberStyles.None, CultureInfo.InvariantCulture, out var rounds) ? rounds : 1;

    private static string Clock(DateTimeOffset at) => at.ToString("HH:mm", CultureInfo.InvariantCulture);

    private async Task StartAppAsync()
    {
        _app = await AppProcess.StartAsync(("Cadence__DataPath", _folder), ("Cadence__Demo", "false"), ("Cadence__AllowHttp", "true"));
        _teacher.GoTo(_app.Address);
    }

    /// <summary>One roll call of 30 after another, as fast as the answers come, until told to stop or the first failure.</summary>
    private async Task TapAsync(List<List<Tap>> batches, CancellationToken stop)
    {
        for (var turn = batches.Count; !stop.IsCancellationRequested; turn++)
        {
            var status = turn % 2 == 0 ? "present" : "late";
            List<Tap> batch = [.. _group.StudentIds.Select(student => new Tap(Guid.CreateVersion7(), student, status))];
            batches.Add(batch);
            if (!await SendAsync(batch))
            {
                return;
            }
        }
    }

    private async Task<bool> SendAsync(List<Tap> batch)
    {
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, new Uri($"/es/o/{_school.Slug}/sessions/{_session}/marks", UriKind.Relative));
            request.Headers.Add("X-Cadence", "1");
            request.Content = JsonContent.Create(new { marks = batch.Select(tap => new { id = tap.Id, student = tap.Student, status = tap.Status, ageMs = 0 }) });
            using var response = await _teacher.Http.SendAsync(request);
            if (!response.IsSuccessStatusCode)
            {
                Assert.True((int)response.StatusCode >= 500, $"{response.StatusCode}: the sign-in was lost.");
                return false;
            }

            using var answer = await JsonDocument.ParseAsync(await response.Content.ReadAsStreamAsync());
            var named = answer.RootElement.GetProperty("results").EnumerateArray().ToDictionary(r => r.GetProperty("id").GetGuid(), r => r.GetProperty("outcome").GetString());
            Assert.All(batch, tap => Assert.Equal("saved", named[tap.Id]));
            batch.ForEach(tap => tap.IsAcknowledged = true);
            return true;
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException or IOException)
        {
            return false;
        }
    }

    private async Task KillAsync(Victim victim)
    {
        if (victim is Victim.App or Victim.Both)
        {
            await _app!.KillAsync();
        }

        if (victim is Victim.Database or Victim.Both)
        {
            var id = int.Parse(File.ReadLines(Path.Combine(_folder, "postgres", "data", "postmaster.pid")).First(), CultureInfo.InvariantCulture);
            var children = $"/proc/{id}/task/{id}/children";
            int[] processes = [id, .. File.Exists(children) ? (await File.ReadAllTextAsync(children)).Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(c => int.Parse(c, CultureInfo.InvariantCulture)) : []];
            foreach (var process in processes)
            {
                try
                {
                    using var doomed = Process.GetProcessById(process);
                    doomed.Kill();
                }
                catch (ArgumentException)
                {
                    // gone with its parent
                }
            }
        }
    }

    /// <summary>How often each tap stands in the history.</summary>
    private Task<Dictionary<Guid, long>> KeptAsync() => QueryAsync("select tap_id, count(*) from attendance_history where class_session_id = $1 group by tap_id", reader => (reader.GetGuid(0), reader.GetInt64(1)));

    private Task<Dictionary<Guid, string>> MarksAsync() => QueryAsync("select student_id, status from attendance_records where class_session_id = $1", reader => (reader.GetGuid(0), reader.GetString(1)));

    private async Task<Dictionary<Guid, T>> QueryAsync<T>(string sql, Func<NpgsqlDataReader, (Guid Key, T Value)> read)
    {
        var rows = new Dictionary<Guid, T>();
        await Eventually.TrueAsync(async () =>
        {
            try
            {
                rows.Clear();
                await using var connection = new NpgsqlConnection(_owner + ";Pooling=false");
                await connection.OpenAsync();
                await using var command = new NpgsqlCommand(sql, connection) { Parameters = { new() { Value = _session } } };
                await using var reader = await command.ExecuteReaderAsync();
                while (await reader.ReadAsync())
                {
                    var (key, value) = read(reader);
                    rows.Add(key, value);
                }

                return true;
            }
            catch (NpgsqlException)
            {
                return false;
            }
        });
        return rows;
    }

    private sealed record Tap(Guid Id, Guid Student, string Status)
    {
        public bool IsAcknowledged { get; set; }
    }
}
