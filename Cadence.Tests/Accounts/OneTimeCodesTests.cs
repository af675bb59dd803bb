using Cadence.Core.Accounts;
using Cadence.Tests.Support;
using Npgsql;
using OtpNet;

namespace Cadence.Tests.Accounts;

/// <summary>A code of an app counts once, and guessing many at once gets no more tries (promises.md S13).</summary>
public sealed class OneTimeCodesTests(TestDatabase database) : IClassFixture<TestDatabase>, IAsyncLifetime
{
    private readonly string _key = OneTimeCodes.NewKey();
    private NpgsqlDataSource _source = null!;
    private TestSchool _school = null!;
    private OneTimeCodes _codes = null!;

    private Guid Owner => _school.Owner.UserId!.Value;

    public async Task InitializeAsync()
    {
        _school = await TestSchool.CreateAsync(database);
        _source = NpgsqlDataSource.Create(database.AppConnectionString);
        _codes = new OneTimeCodes(_source, _school.Time);
    }

    public async Task DisposeAsync() => await _source.DisposeAsync();

    [Fact]
    public async Task A_code_counts_once_and_neither_it_nor_an_older_one_counts_again()
    {
        var (before, now) = (CodeAt(TimeSpan.FromSeconds(-30)), CodeAt(TimeSpan.Zero));

        Assert.True(await UseAsync(now));
        Assert.False(await UseAsync(now));
        Assert.False(await UseAsync(before));
        _school.Time.Advance(TimeSpan.FromSeconds(30));
        Assert.True(await UseAsync(CodeAt(TimeSpan.Zero)));
    }

    [Fact]
    public async Task Of_twenty_who_send_the_same_code_at_once_one_gets_in()
    {
        var code = CodeAt(TimeSpan.Zero);

        var all = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(() => UseAsync(code))));

        Assert.Single(all, accepted => accepted);
    }

    [Fact]
    public async Task Twenty_guesses_at_once_are_five_tries_and_then_the_right_code_waits_too()
    {
        var right = CodeAt(TimeSpan.Zero);
        var wrong = right == "000000" ? "000001" : "000000";
        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(() => UseAsync(wrong))));

        Assert.False(await UseAsync(right));
        Assert.Equal(20 + 1, await _school.ScalarAsync<int>("select tries from accounts.code_uses where user_id = $1", Owner));
        _school.Time.Advance(OneTimeCodes.TriesWithin + TimeSpan.FromSeconds(1));
        Assert.True(await UseAsync(CodeAt(TimeSpan.Zero)));
    }

    [Theory]
    [InlineData(-60, false)]
    [InlineData(-30, true)]
    [InlineData(30, true)]
    [InlineData(60, false)]
    public async Task A_clock_may_differ_by_one_step(int seconds, bool accepted) => Assert.Equal(accepted, await UseAsync(CodeAt(TimeSpan.FromSeconds(seconds))));

    [Fact]
    public async Task Somebody_elses_code_of_the_same_key_is_their_own_affair()
    {
        var code = CodeAt(TimeSpan.Zero);
        Assert.True(await UseAsync(code));

        Assert.True(await _codes.UseAsync(_school.Admin.UserId!.Value, _key, code, default));
    }

    [Theory]
    [InlineData("123 456", "123456")]
    [InlineData(" 123456 ", "123456")]
    [InlineData("12345", null)]
    [InlineData("1234567", null)]
    [InlineData("12345a", null)]
    [InlineData("١٢٣٤٥٦", null)]
    [InlineData("ABCDE-12345", null)]
    [InlineData(null, null)]
    public void Six_digits_are_a_code_however_they_are_typed(string? typed, string? read) => Assert.Equal(read, OneTimeCodes.Read(typed));

    [Fact]
    public void An_app_reads_issuer_account_and_key()
    {
        var address = OneTimeCodes.AddressOf("ABC234", "Cadence", "marta@compas.demo");

        Assert.Equal("otpauth://totp/Cadence:marta%40compas.demo?secret=ABC234&issuer=Cadence&digits=6", address);
    }

    private string CodeAt(TimeSpan from) => new Totp(Base32Encoding.ToBytes(_key)).ComputeTotp((_school.Time.GetUtcNow() + from).UtcDateTime);

    private Task<bool> UseAsync(string code) => _codes.UseAsync(Owner, _key, code, CancellationToken.None);
}
