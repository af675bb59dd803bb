using Cadence.Core.Accounts;
using Cadence.Tests.Support;
using Npgsql;

namespace Cadence.Tests.Accounts;

/// <summary>S16 and the links out of mails: single use, for a while, kept as a hash only.</summary>
public sealed class AccountTokensTests(TestDatabase database) : IClassFixture<TestDatabase>, IAsyncDisposable
{
    private readonly NpgsqlDataSource _dataSource = NpgsqlDataSource.Create(database.AppConnectionString);
    private readonly TestClock _time = new(TestSchool.DefaultNow);

    private AccountTokens Tokens => new(_dataSource, _time);

    public ValueTask DisposeAsync() => _dataSource.DisposeAsync();

    [Fact]
    public async Task Of_fifty_who_use_a_link_at_once_one_does()
    {
        var (user, token) = await MakeAsync(TokenPurpose.MagicLink);

        var used = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Tokens.UseAsync(token, TokenPurpose.MagicLink, default)));

        Assert.Equal(user, Assert.Single(used.OfType<AccountToken>()).UserId);
        Assert.Null(await Tokens.UseAsync(token, TokenPurpose.MagicLink, default));
    }

    [Theory]
    [InlineData(TokenPurpose.MagicLink, 10)]
    [InlineData(TokenPurpose.ResetPassword, 60)]
    [InlineData(TokenPurpose.ChangeEmail, 24 * 60)]
    [InlineData(TokenPurpose.ConfirmEmail, 3 * 24 * 60)]
    public async Task A_link_ends_by_itself(TokenPurpose purpose, int minutes)
    {
        var (_, token) = await MakeAsync(purpose);
        _time.Advance(TimeSpan.FromMinutes(minutes) - TimeSpan.FromSeconds(1));
        Assert.NotNull(await Tokens.LookAsync(token, purpose, default));

        _time.Advance(TimeSpan.FromSeconds(2));

        Assert.Null(await Tokens.LookAsync(token, purpose, default));
        Assert.Null(await Tokens.UseAsync(token, purpose, default));
    }

    [Fact]
    public async Task A_link_is_good_for_its_purpose_only_and_its_use_ends_the_others()
    {
        var (user, first) = await MakeAsync(TokenPurpose.ResetPassword);
        var second = (await Tokens.MakeAsync(user, TokenPurpose.ResetPassword, null, default))!;
        var link = (await Tokens.MakeAsync(user, TokenPurpose.MagicLink, null, default))!;

        Assert.Null(await Tokens.UseAsync(second, TokenPurpose.MagicLink, default));
        Assert.NotNull(await Tokens.UseAsync(second, TokenPurpose.ResetPassword, default));

        Assert.Null(await Tokens.UseAsync(first, TokenPurpose.ResetPassword, default));
        Assert.NotNull(await Tokens.LookAsync(link, TokenPurpose.MagicLink, default));
    }

    [Fact]
    public async Task A_changed_password_ends_every_link_of_the_account()
    {
        var (user, token) = await MakeAsync(TokenPurpose.MagicLink);
        await ExecuteAsync("update accounts.users set security_stamp = 'changed' where id = $1", user);

        Assert.Null(await Tokens.UseAsync(token, TokenPurpose.MagicLink, default));
    }

    [Fact]
    public async Task What_the_database_keeps_opens_nothing()
    {
        var (user, token) = await MakeAsync(TokenPurpose.MagicLink);
        await using var connection = await _dataSource.OpenConnectionAsync();
        var row = (await Sql.ScalarAsync<string>(connection, "select t::text from accounts.account_tokens t where user_id = $1", user))!;

        Assert.True(token.Length >= 43, "fewer than 256 bits");
        Assert.DoesNotContain(token, row, StringComparison.Ordinal);
        Assert.Equal(32, (await Sql.ScalarAsync<byte[]>(connection, "select hash from accounts.account_tokens where user_id = $1", user))!.Length);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("x")]
    [InlineData("' or true --")]
    public async Task Anything_else_is_no_link(string? token)
    {
        Assert.Null(await Tokens.LookAsync(token, TokenPurpose.MagicLink, default));
        Assert.Null(await Tokens.UseAsync(token ?? new string('x', 100_000), TokenPurpose.MagicLink, default));
    }

    private async Task<(Guid User, string Token)> MakeAsync(TokenPurpose purpose)
    {
        var school = await TestSchool.CreateAsync(database);
        var user = school.Staff.UserId!.Value;
        await ExecuteAsync("update accounts.users set email_confirmed = false, security_stamp = coalesce(security_stamp, 'made') where id = $1", user);
        return (user, (await Tokens.MakeAsync(user, purpose, null, default))!);
    }

    private async Task ExecuteAsync(string sql, Guid id)
    {
        await using var connection = await _dataSource.OpenConnectionAsync();
        await Sql.ExecuteAsync(connection, sql, id);
    }
}
