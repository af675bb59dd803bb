using Cadence.Core.Accounts;
using Cadence.Tests.Support;
using Npgsql;

namespace Cadence.Tests.Accounts;

/// <summary>Accounts whose address nobody confirmed are forgotten, and nobody else's.</summary>
public sealed class AccountUpkeepTests(TestDatabase database) : IClassFixture<TestDatabase>, IAsyncDisposable
{
    private readonly NpgsqlDataSource _dataSource = NpgsqlDataSource.Create(database.AppConnectionString);

    public ValueTask DisposeAsync() => _dataSource.DisposeAsync();

    [Fact]
    public async Task An_account_that_nobody_confirmed_in_a_month_is_forgotten_and_frees_its_address()
    {
        var school = await TestSchool.CreateAsync(database);
        await using var app = await Sql.OpenAsync(database.AppConnectionString);
        var stale = await AddAsync(app, "stale", isConfirmed: false, days: 31);
        var kept = new[]
        {
            await AddAsync(app, "young", isConfirmed: false, days: 29),
            await AddAsync(app, "confirmed", isConfirmed: true, days: 400),
            await SeenAsync(app, await AddAsync(app, "seen", isConfirmed: false, days: 60), daysAgo: 5),
            school.Staff.UserId!.Value,
        };
        var left = await SeenAsync(app, await AddAsync(app, "left", isConfirmed: false, days: 90), daysAgo: 45);
        await Sql.ExecuteAsync(app, "update accounts.users set email_confirmed = false, created_at = now() - interval '90 days' where id = $1", school.Staff.UserId!.Value);

        await new AccountUpkeep(_dataSource, new SecurityEvents(_dataSource, TimeProvider.System), TimeProvider.System).RunAsync(default);

        var there = await Sql.ColumnAsync<Guid>(app, "select id from accounts.users where id = any ($1)", new[] { stale, left }.Concat(kept).ToArray());
        Assert.Equal(kept.Order(), there.Order());
        Assert.Equal(0L, await Sql.ScalarAsync<long>(app, "select count(*) from accounts.user_sessions where user_id = $1", left));
    }

    private static async Task<Guid> AddAsync(NpgsqlConnection app, string name, bool isConfirmed, int days)
    {
        var (id, email) = (Guid.CreateVersion7(), $"{name}-{Guid.NewGuid():n}@example.com");
        await Sql.ExecuteAsync(
            app,
            """
            insert into accounts.users (id, user_name, normalized_user_name, email, normalized_email, email_confirmed, phone_number_confirmed, two_factor_enabled, lockout_enabled, access_failed_count, given_name, family_names, language, created_at)
            values ($1, $2, upper($2), $2, upper($2), $3, false, false, true, 0, 'Ana', '', 'es', now() - make_interval(days => $4))
            """,
            id, email, isConfirmed, days);
        return id;
    }

    private static async Task<Guid> SeenAsync(NpgsqlConnection app, Guid user, int daysAgo)
    {
        await Sql.ExecuteAsync(
            app, "insert into accounts.user_sessions (id, user_id, signed_in_at, last_seen_at) values (gen_random_uuid(), $1, now() - make_interval(days => $2), now() - make_interval(days => $2))", user, daysAgo);
        return user;
    }
}
