using Cadence.Core.Data;
using Cadence.Core.Operations;
using Cadence.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Cadence.Tests.Operations;

/// <summary>Once a week the newest backup is read back whole, and the page says so (O11).</summary>
public sealed class BackupCheckTests : IAsyncLifetime
{
    private static readonly DateTimeOffset Evening = new(2026, 11, 19, 17, 12, 0, TimeSpan.Zero);

    private readonly string _folder = Directory.CreateTempSubdirectory("cadence-check-").FullName;
    private readonly TestClock _time = new(Evening);
    private readonly TestDatabase _database = new();
    private NpgsqlDataSource _dataSource = null!;
    private TestSchool _school = null!;

    public async Task InitializeAsync()
    {
        await _database.InitializeAsync();
        _dataSource = NpgsqlDataSource.Create(_database.AppConnectionString);
        _school = await TestSchool.CreateAsync(_database, now: Evening);
    }

    public async Task DisposeAsync()
    {
        await _dataSource.DisposeAsync();
        await _database.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task The_newest_backup_is_read_back_once_a_week_by_one_node()
    {
        Assert.Null(await Check().RunAsync(default));
        var first = await BackUpAsync();
        var checks = await Task.WhenAll(Check().RunAsync(default), Check().RunAsync(default));
        Assert.Equal([first], checks.OfType<string>());
        Assert.Equal((Evening, null), await StateAsync());

        Advance(TimeSpan.FromDays(3));
        var second = await BackUpAsync();
        Assert.Null(await Check().RunAsync(default));
        Advance(TimeSpan.FromDays(4));
        Assert.Equal(second, await Check().RunAsync(default));
        Assert.Equal((Evening.AddDays(7), null), await StateAsync());
    }

    [Fact]
    public async Task One_that_is_damaged_is_told_and_tried_again_until_a_whole_one_is_there()
    {
        var file = await BackUpAsync();
        await using (var damage = new FileStream(file, FileMode.Open, FileAccess.ReadWrite))
        {
            damage.Position = damage.Length / 2;
            var there = damage.ReadByte();
            damage.Position--;
            damage.WriteByte((byte)(there ^ 0x10));
        }

        Assert.Null(await Check().RunAsync(default));
        Assert.Equal((null, Evening), await StateAsync());

        Advance(TimeSpan.FromHours(1));
        Assert.Null(await Check().RunAsync(default));
        Assert.Equal((null, Evening.AddHours(1)), await StateAsync());

        Advance(TimeSpan.FromHours(1));
        var next = await BackUpAsync();
        Assert.Equal(next, await Check().RunAsync(default));
        Assert.Equal((Evening.AddHours(2), null), await StateAsync());
    }

    private async Task<string> BackUpAsync()
    {
        var file = Path.Combine(_folder, RotationRules.NameAt(_time.GetUtcNow()));
        await Backup.WriteAsync(
            new DatabaseSettings { App = _database.AppConnectionString, Owner = _database.OwnerConnectionString, DataPath = Path.Combine(_folder, "data"), BinariesFolder = Environment.GetEnvironmentVariable("CADENCE_PGBIN") },
            file, _time, CancellationToken.None);
        return file;
    }

    private void Advance(TimeSpan by)
    {
        _time.Advance(by);
        _school.Time.Advance(by);
    }

    private async Task<(DateTimeOffset? CheckedAt, DateTimeOffset? CheckFailedAt)> StateAsync()
    {
        var state = await new SystemService(_school.Tenants, null).BackupsAsync(_school.Admin, default);
        Assert.Empty(state.Errors);
        return (state.Value.CheckedAt, state.Value.CheckFailedAt);
    }

    private BackupCheck Check() => new(_dataSource, new BackupSettings(_folder), _time, NullLogger<BackupCheck>.Instance);
}
