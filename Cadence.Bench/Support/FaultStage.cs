using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using Cadence.Core.Data;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Cadence.Bench.Support;

/// <summary>What a fault may kill.</summary>
internal enum Victim
{
    App,
    Database,
    Both,
}

/// <summary>
/// A school with one running class, the built program as a process of its own in front of it, and tablets that talk HTTP. Durable: over a
/// private cluster with fsync that may be killed; otherwise over a database of the shared one.
/// </summary>
internal sealed class FaultStage : IAsyncDisposable
{
    /// <summary>What looks at the database from here must not keep connections that die with it.</summary>
    private const string Unpooled = ";Pooling=false";

    private readonly string? _folder;
    private readonly TestDatabase _database;

    private FaultStage(string? folder, TestDatabase database)
    {
        _folder = folder;
        _database = database;
    }

    public TestSchool School { get; private set; } = null!;

    public TestGroup Group { get; private set; } = null!;

    /// <summary>The class that runs now.</summary>
    public Guid Session { get; private set; }

    public AppProcess App { get; private set; } = null!;

    public TestDatabase Database => _database;

    public static async Task<FaultStage> OpenAsync(bool durable, int students)
    {
        var stage = durable ? await DurableAsync() : await SharedAsync();
        stage.School = await TestSchool.CreateAsync(stage._database, now: TimeProvider.System.GetUtcNow());
        stage.Group = await stage.School.AddGroupAsync("Salsa", students);
        var local = TimeZoneInfo.ConvertTime(stage.School.Time.GetUtcNow(), stage.School.Zone);
        var start = local.AddMinutes(-5);
        stage.Session = await stage.School.AddSessionAsync(stage.Group, DateOnly.FromDateTime(start.Date), Clock(start), Clock(local.AddMinutes(55)));
        return stage;
    }

    /// <summary>Starts the program, or starts it again.</summary>
    public async Task StartAppAsync(params (string Name, string? Value)[] environment) => App = await AppProcess.StartAsync(
        [.. _folder is not null
            ? new (string, string?)[] { ("Cadence__DataPath", _folder) }
            : [("ConnectionStrings__Cadence", _database.AppConnectionString), ("ConnectionStrings__CadenceOwner", _database.OwnerConnectionString)],
            ("Cadence__Demo", "false"), ("Cadence__AllowHttp", "true"), .. environment]);

    /// <summary>A tablet signed in as this member.</summary>
    public async Task<SignedInClient> SignInAsync(Core.Organizations.Actor actor)
    {
        var email = await SignedInClient.GivePasswordAsync(_database, actor);
        var client = new SignedInClient();
        client.GoTo(App.Address);
        await client.SignInAsync(email);
        return client;
    }

    /// <summary>A batch of taps, one for everybody of the group.</summary>
    public List<SentTap> Everybody(string status) => [.. Group.StudentIds.Select(student => new SentTap(Guid.CreateVersion7(), student, status))];

    /// <summary>
    /// Sends taps as the tablet does and notes what was acknowledged. False where the network or the server failed; a sign-in that was lost
    /// or an answer that leaves a tap out is a miss.
    /// </summary>
    public async Task<bool> SendAsync(SignedInClient tablet, IReadOnlyList<SentTap> batch)
    {
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, new Uri($"/es/o/{School.Slug}/sessions/{Session}/marks", UriKind.Relative));
            request.Headers.Add("X-Cadence", "1");
            request.Content = JsonContent.Create(new { marks = batch.Select(tap => new { id = tap.Id, student = tap.Student, status = tap.Status, ageMs = 0 }) });
            using var response = await tablet.Http.SendAsync(request);
            if (!response.IsSuccessStatusCode)
            {
                Expect.That((int)response.StatusCode >= 500, $"{response.StatusCode}: the sign-in was lost.");
                return false;
            }

            using var answer = await JsonDocument.ParseAsync(await response.Content.ReadAsStreamAsync());
            var named = answer.RootElement.GetProperty("results").EnumerateArray().ToDictionary(r => r.GetProperty("id").GetGuid(), r => r.GetProperty("outcome").GetString());
            foreach (var tap in batch)
            {
                Expect.That(named.TryGetValue(tap.Id, out var outcome), "An answer leaves a tap out.");
                tap.Outcome = outcome;
            }

            return true;
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException or IOException)
        {
            return false;
        }
    }

    /// <summary>kill -9.</summary>
    public async Task KillAsync(Victim victim)
    {
        if (victim is Victim.App or Victim.Both)
        {
            await App.KillAsync();
        }

        if (victim is Victim.Database or Victim.Both)
        {
            var id = int.Parse(File.ReadLines(Path.Combine(_folder!, "postgres", "data", "postmaster.pid")).First(), CultureInfo.InvariantCulture);
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

    /// <summary>Rows from behind the walls; waits for a database that is coming back.</summary>
    public async Task<List<object[]>> RowsAsync(string sql, params object[] parameters)
    {
        List<object[]> rows = [];
        await Eventually.TrueAsync(async () =>
        {
            try
            {
                rows.Clear();
                await using var connection = new NpgsqlConnection(_database.OwnerConnectionString + Unpooled);
                await connection.OpenAsync();
                await using var command = new NpgsqlCommand(sql, connection);
                foreach (var parameter in parameters)
                {
                    command.Parameters.AddWithValue(parameter);
                }

                await using var reader = await command.ExecuteReaderAsync();
                while (await reader.ReadAsync())
                {
                    var row = new object[reader.FieldCount];
                    reader.GetValues(row);
                    rows.Add(row);
                }

                return true;
            }
            catch (NpgsqlException)
            {
                return false;
            }
        }, "the database answers");
        return rows;
    }

    /// <summary>How often each tap stands in the history.</summary>
    public async Task<Dictionary<Guid, long>> KeptAsync() =>
        (await RowsAsync("select tap_id, count(*) from attendance_history where class_session_id = $1 group by tap_id", Session)).ToDictionary(row => (Guid)row[0], row => (long)row[1]);

    /// <summary>The marks as they stand.</summary>
    public async Task<Dictionary<Guid, string>> MarksAsync() =>
        (await RowsAsync("select student_id, status from attendance_records where class_session_id = $1", Session)).ToDictionary(row => (Guid)row[0], row => (string)row[1]);

    public async ValueTask DisposeAsync()
    {
        if (App is not null)
        {
            await App.DisposeAsync();
        }

        if (_folder is not null)
        {
            // Whatever is still running is adopted and stopped.
            await (await LocalPostgres.StartAsync(new LocalPostgresOptions { DataPath = _folder }, NullLogger.Instance, CancellationToken.None)).DisposeAsync();
            Directory.Delete(_folder, recursive: true);
        }
        else
        {
            await _database.DisposeAsync();
        }
    }

    private static string Clock(DateTimeOffset at) => at.ToString("HH:mm", CultureInfo.InvariantCulture);

    private static async Task<FaultStage> DurableAsync()
    {
        var folder = $"/tmp/cadence-fault-{Guid.NewGuid().ToString("n")[..8]}";
        await using var postgres = await LocalPostgres.StartAsync(new LocalPostgresOptions { DataPath = folder, Stop = LocalPostgresStop.Never }, NullLogger.Instance, CancellationToken.None);
        await CadenceDatabase.MigrateAsync(postgres.OwnerConnectionString, postgres.AppConnectionString, CancellationToken.None);
        return new FaultStage(folder, TestDatabase.At(postgres.AppConnectionString, postgres.OwnerConnectionString + Unpooled));
    }

    private static async Task<FaultStage> SharedAsync()
    {
        var database = new TestDatabase();
        await database.InitializeAsync();
        return new FaultStage(null, database);
    }
}

/// <summary>A tap of a tablet, and what it was told about it; null as long as nothing was.</summary>
internal sealed record SentTap(Guid Id, Guid Student, string Status)
{
    public string? Outcome { get; set; }
}
