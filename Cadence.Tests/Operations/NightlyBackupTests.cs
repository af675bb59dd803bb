using Cadence.Core.Data;
using Cadence.Core.Operations;
using Cadence.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Cadence.Tests.Operations;

/// <summary>One backup a night, however many nodes there are, and the old ones go (O11).</summary>
public sealed class NightlyBackupTests : IAsyncLifetime
{
    private static readonly DateTimeOffset Evening = new(2026, 11, 19, 17, 12, 0, TimeSpan.Zero);

    private readonly string _folder = Directory.CreateTempSubdirectory("cadence-nightly-").FullName;
    private readonly TestClock _time = new(Evening);
    private readonly TestDatabase _database = new();
    private NpgsqlDataSource _dataSource = null!;

    private string Folder => Path.Combine(_folder, "backups");

    public async Task InitializeAsync()
    {
        await _database.InitializeAsync();
        _dataSource = NpgsqlDataSource.Create(_database.AppConnectionString);
    }

    public async Task DisposeAsync()
    {
        await _dataSource.DisposeAsync();
        await _database.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Three_nodes_make_one_backup_a_night()
    {
        var files = new List<string>();
        for (var hour = 0; hour < 30; hour++)
        {
            files.AddRange((await Task.WhenAll(Node().RunAsync(default), Node().RunAsync(default), Node().RunAsync(default))).OfType<string>());
            _time.Advance(TimeSpan.FromHours(1));
        }

        Assert.Equal(["cadence-2026-11-19T171200Z.tar", "cadence-2026-11-20T021200Z.tar"], files.Select(Path.GetFileName));
        Assert.Equal(files, Directory.GetFiles(Folder).Order());
        await using var archive = await BackupArchive.OpenAsync(files[^1], default);
        Assert.NotEmpty(archive.Manifest.Tables);
    }

    [Fact]
    public async Task After_a_failure_the_next_hour_tries_again_and_the_page_knows()
    {
        await File.WriteAllTextAsync(Folder, "a file where the folder should be");
        var school = await TestSchool.CreateAsync(_database, now: Evening);
        var service = new SystemService(school.Tenants, null);
        Assert.Equal(new BackupState(false, null, 0, false, null), await StateAsync());

        Assert.Null(await Node().RunAsync(default));
        Assert.Null(await Node().RunAsync(default));
        Assert.Equal(new BackupState(true, null, 0, false, Evening), await StateAsync());

        File.Delete(Folder);
        Assert.Null(await Node().RunAsync(default));
        Advance(TimeSpan.FromHours(1));
        var file = await Node().RunAsync(default);

        Assert.NotNull(file);
        Assert.Equal(new BackupState(true, Evening.AddHours(1), new FileInfo(file).Length, false, null), await StateAsync());
        Advance(TimeSpan.FromHours(37));
        Assert.True((await StateAsync()).IsOld);

        void Advance(TimeSpan by)
        {
            _time.Advance(by);
            school.Time.Advance(by);
        }

        async Task<BackupState> StateAsync()
        {
            var state = await service.BackupsAsync(school.Admin, default);
            Assert.Empty(state.Errors);
            return state.Value;
        }
    }

    [Fact]
    public async Task A_node_that_dies_at_work_leaves_it_to_the_next_hour()
    {
        await using var owner = await Sql.OpenAsync(_database.OwnerConnectionString);
        await Sql.ExecuteAsync(owner, "insert into accounts.job_runs (job, tick, started_at, node) values ('backup', $1, $1, 'dead:1')", new DateTimeOffset(2026, 11, 19, 17, 0, 0, TimeSpan.Zero));

        Assert.Null(await Node().RunAsync(default));
        _time.Advance(TimeSpan.FromHours(1));
        Assert.NotNull(await Node().RunAsync(default));
    }

    [Fact]
    public async Task Old_backups_go_and_files_of_others_stay()
    {
        Directory.CreateDirectory(Folder);
        var moments = Enumerable.Range(1, 500).Select(days => Evening.AddDays(-days)).ToList();
        foreach (var moment in moments)
        {
            await File.WriteAllTextAsync(Path.Combine(Folder, RotationRules.NameAt(moment)), "old");
        }

        string[] others = ["cadence.tar", "cadence-2025-01-01.tar", "before-the-move.tar", "cadence-2025-01-01T000000Z.tar.bak"];
        foreach (var other in others)
        {
            await File.WriteAllTextAsync(Path.Combine(Folder, other), "mine");
        }

        Assert.NotNull(await Node().RunAsync(default));

        var left = Directory.GetFiles(Folder).Select(path => Path.GetFileName(path)!).ToList();
        Assert.Subset(left.ToHashSet(), others.ToHashSet());
        Assert.Equal(
            ["2025-12-31", "2026-01-31", "2026-02-28", "2026-03-31", "2026-04-30", "2026-05-31", "2026-06-30", "2026-07-31", "2026-08-31", "2026-09-30", "2026-10-31", "2026-11-01", "2026-11-08",
                "2026-11-13", "2026-11-14", "2026-11-15", "2026-11-16", "2026-11-17", "2026-11-18", "2026-11-19"],
            left.Except(others).Select(name => RotationRules.MomentOf(name)!.Value.UtcDateTime.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture)).Order());
    }

    [Theory]
    [InlineData("2026-11-19T01:59Z", 2, "2026-11-18T02:00Z")]
    [InlineData("2026-11-19T02:00Z", 2, "2026-11-19T02:00Z")]
    [InlineData("2026-11-19T23:59Z", 0, "2026-11-19T00:00Z")]
    public void A_night_begins_at_its_hour(string now, int hour, string night) => Assert.Equal(Moment(night), RotationRules.NightOf(Moment(now), hour));

    [Fact]
    public void The_newest_stays_whatever_the_numbers_say()
    {
        DateTimeOffset[] moments = [Evening, Evening.AddHours(-1), Evening.AddDays(-40)];

        Assert.Equal(moments[1..].Reverse(), RotationRules.Superfluous(moments, 0, 0, 0));
        Assert.Equal([Evening.AddHours(-1)], RotationRules.Superfluous(moments, 7, 4, 12));
        Assert.Empty(RotationRules.Superfluous([], 7, 4, 12));
    }

    private static DateTimeOffset Moment(string text) => DateTimeOffset.Parse(text, System.Globalization.CultureInfo.InvariantCulture);

    private NightlyBackup Node() => new(
        _dataSource,
        new DatabaseSettings { App = _database.AppConnectionString, Owner = _database.OwnerConnectionString, DataPath = _folder, BinariesFolder = Environment.GetEnvironmentVariable("CADENCE_PGBIN") },
        new BackupSettings(Folder),
        _time,
        NullLogger<NightlyBackup>.Instance);
}
