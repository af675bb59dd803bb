using Cadence.Core.Data;
using Cadence.Core.Kernel;
using Cadence.Core.Organizations;
using Cadence.Core.Students;
using Cadence.Core.Venues;
using Cadence.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Npgsql;
using Xunit.Abstractions;

namespace Cadence.Tests.Isolation;

/// <summary>What one tenant leaves behind on a connection or in a context, the next one must not find.</summary>
public sealed class PoolTests(TwoSchools schools, ITestOutputHelper output) : IClassFixture<TwoSchools>
{
    private const string Settings = """
        select coalesce(current_setting('cadence.organization_id', true), '') || coalesce(current_setting('cadence.actor_kind', true), '')
            || coalesce(current_setting('cadence.actor_id', true), '') || coalesce(current_setting('cadence.user_id', true), '')
            || coalesce(current_setting('cadence.reason', true), '') || (select count(*) from students)
        """;

    public static TheoryData<TenantMode, int> Pools => new() { { TenantMode.Session, 2 }, { TenantMode.Local, 2 }, { TenantMode.Session, 4 }, { TenantMode.Local, 4 } };

    public static TheoryData<TenantMode> Modes => [TenantMode.Session, TenantMode.Local];

    [Theory]
    [MemberData(nameof(Pools))]
    public async Task Interleaved_work_of_two_organizations_and_none_never_mixes(TenantMode mode, int connections)
    {
        const int Rounds = 1200;
        var pool = Pool(connections);
        var tenants = new TenantDb(pool, mode, schools.Own.Time);
        var findings = new System.Collections.Concurrent.ConcurrentBag<string>();
        var (reads, writes, none) = (0, 0, 0);

        await Parallel.ForEachAsync(Enumerable.Range(0, Rounds), new ParallelOptions { MaxDegreeOfParallelism = 12 }, async (round, _) =>
        {
            var school = round % 2 == 0 ? schools.Own : schools.Other;
            switch (round % 5)
            {
                case 4:
                    Interlocked.Increment(ref none);
                    if (await BareAsync(pool) is var left and not "0")
                    {
                        findings.Add($"a bare connection had {left}");
                    }

                    break;
                case 3:
                    Interlocked.Increment(ref writes);
                    var written = await tenants.WriteAsync<Guid>(
                        school.Admin,
                        Permission.OrganizationEdit,
                        async (session, token) =>
                        {
                            var venue = await session.Db.Set<Venue>().SingleAsync(v => v.Id == school.VenueId, token);
                            session.Db.Entry(venue).Property(nameof(Venue.Address)).CurrentValue = $"{school.Slug} {round}";
                            return venue.OrganizationId;
                        },
                        CancellationToken.None);
                    // Two rounds may change the same venue at once; the loser is told so, which is no mix.
                    if (written.IsSuccess ? written.Value != school.OrganizationId : written.Errors[0].Kind != ErrorKind.Conflict)
                    {
                        findings.Add($"a write for {school.Slug}: {(written.IsSuccess ? written.Value : written.Errors[0].Code)}");
                    }

                    break;
                default:
                    Interlocked.Increment(ref reads);
                    var seen = await tenants.ReadAsync<string>(
                        school.Admin,
                        Permission.PeopleRead,
                        async (session, token) =>
                        {
                            await using var raw = session.Command("select string_agg(distinct organization_id::text, ',') from students");
                            var filtered = await session.Db.Set<Student>().IgnoreQueryFilters().Select(s => s.OrganizationId).Distinct().ToListAsync(token);
                            return $"{await raw.ExecuteScalarAsync(token)} {string.Join(',', filtered)} {session.Organization.Id}";
                        },
                        CancellationToken.None);
                    if (seen.Value != $"{school.OrganizationId} {school.OrganizationId} {school.OrganizationId}")
                    {
                        findings.Add($"a read for {school.Slug} saw {seen.Value}");
                    }

                    break;
            }
        });

        Findings.None(findings, "mixes");
        await using var owner = await schools.OwnerAsync();
        foreach (var school in new[] { schools.Own, schools.Other })
        {
            Assert.StartsWith(school.Slug, await Sql.ScalarAsync<string>(owner, "select address from venues where id = $1", school.VenueId), StringComparison.Ordinal);
        }

        output.WriteLine($"isolation: pool of {connections}, {mode}: {reads} reads, {writes} writes, {none} without tenant, 0 mixed");
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public async Task A_connection_goes_back_without_tenant_actor_or_reason_however_the_work_ended(TenantMode mode)
    {
        var pool = Pool(1);
        var tenants = new TenantDb(pool, mode, schools.Own.Time);
        var actor = schools.Own.Admin.Because("weil");
        foreach (var (how, end) in new (string How, Func<TenantSession, CancellationToken, Task<Result<bool>>> End)[]
        {
            ("well", (_, _) => Task.FromResult<Result<bool>>(true)),
            ("refused", (_, _) => Task.FromResult<Result<bool>>(Error.NotFound())),
            ("exception", (_, _) => throw new InvalidOperationException("planted")),
            ("error in a statement", async (session, token) =>
            {
                await using var command = session.Command("select 1/0");
                await command.ExecuteScalarAsync(token);
                return true;
            }),
            ("cancelled in a statement", async (session, _) =>
            {
                using var soon = new CancellationTokenSource(TimeSpan.FromMilliseconds(50));
                await using var command = session.Command("select pg_sleep(20)");
                await command.ExecuteScalarAsync(soon.Token);
                return true;
            }),
            ("left in the middle of a result", async (session, token) =>
            {
                var command = session.Command("select generate_series(1, 100000)");
                var reader = await command.ExecuteReaderAsync(token);
                await reader.ReadAsync(token);
                throw new OperationCanceledException("planted");
            }),
        })
        {
            await Record.ExceptionAsync(() => tenants.ReadAsync(actor, Permission.PeopleRead, end, CancellationToken.None));
            Assert.Equal($"{how}: 0", $"{how}: {await BareAsync(pool)}");
            await Record.ExceptionAsync(() => tenants.WriteAsync(actor, Permission.PeopleWrite, end, CancellationToken.None));
            Assert.Equal($"{how}: 0", $"{how}: {await BareAsync(pool)}");
        }
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public async Task A_work_that_is_refused_or_fails_leaves_nothing(TenantMode mode)
    {
        var before = await schools.FingerprintAsync(schools.Own.OrganizationId);
        var tenants = schools.Tenants(mode);
        foreach (var end in new Func<Result<bool>>[] { () => Error.NotFound(), () => throw new InvalidOperationException("planted") })
        {
            await Record.ExceptionAsync(() => tenants.WriteAsync<bool>(
                schools.Own.Admin,
                Permission.PeopleWrite,
                async (session, token) =>
                {
                    session.Db.Add(new Student("Nadie", "Nunca", StudentStatus.Active));
                    await session.Db.SaveChangesAsync(token);
                    return end();
                },
                CancellationToken.None));
        }

        Findings.None(TwoSchools.Changed(before, await schools.FingerprintAsync(schools.Own.OrganizationId)));
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public async Task A_context_forgets_its_organization_and_its_rows_when_it_goes_back(TenantMode mode)
    {
        CadenceDbContext? kept = null;
        await schools.Tenants(mode).ReadAsync<int>(
            schools.Own.Admin,
            Permission.PeopleRead,
            async (session, token) =>
            {
                kept = session.Db;
                Assert.Equal(schools.Own.OrganizationId, kept.OrganizationId);
                return (await session.Db.Set<Student>().ToListAsync(token)).Count;
            },
            CancellationToken.None);

        Assert.Equal(Guid.Empty, kept!.OrganizationId);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_next_renter_of_a_pooled_context_starts_with_no_organization(bool async)
    {
        var contexts = new PooledDbContextFactory<CadenceDbContext>(CadenceDatabase.TenantOptions(schools.Database.AppConnectionString).Options, poolSize: 1);
        var first = await contexts.CreateDbContextAsync();
        first.OrganizationId = schools.Own.OrganizationId;
        first.Attach(new Venue("Sitio", VenueKind.Studio, null, null));
        if (async)
        {
            await first.DisposeAsync();
        }
        else
        {
            first.Dispose();
        }

        await using var second = await contexts.CreateDbContextAsync();

        Assert.Same(first, second);
        Assert.Equal(Guid.Empty, second.OrganizationId);
        Assert.Empty(second.ChangeTracker.Entries());
        Assert.Empty(await second.Set<Student>().ToListAsync());
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public async Task Whoever_leaves_while_their_query_runs_does_not_cut_it_short(TenantMode mode)
    {
        var tenants = new TenantDb(Pool(1), mode, schools.Own.Time);
        using var left = new CancellationTokenSource();

        var backends = new HashSet<int>();
        for (var i = 0; i < 2; i++)
        {
            var read = await tenants.ReadAsync<int>(schools.Own.Admin, Permission.PeopleRead, async (session, token) =>
            {
                await left.CancelAsync();
                await using var sleep = session.Command("select pg_backend_pid() from pg_sleep(0.05)");
                return (int)(await sleep.ExecuteScalarAsync(token))!;
            }, i == 0 ? left.Token : CancellationToken.None);
            backends.Add(read.Ok());
        }

        Assert.Single(backends);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => tenants.ReadAsync<int>(schools.Own.Admin, Permission.PeopleRead, (_, _) => throw new InvalidOperationException("Began for nobody."), left.Token));
    }

    [Fact]
    public void The_pool_is_never_told_to_keep_what_a_connection_remembers() =>
        Assert.False(new NpgsqlConnectionStringBuilder(CadenceDatabase.Tuned(schools.Database.AppConnectionString + ";No Reset On Close=true")).NoResetOnClose);

    /// <summary>What a connection without a tenant remembers and sees: "0" when it is clean.</summary>
    private static async Task<string?> BareAsync(string pool)
    {
        await using var connection = await Sql.OpenAsync(CadenceDatabase.Tuned(pool));
        return await Sql.ScalarAsync<string>(connection, Settings);
    }

    private string Pool(int connections) => new NpgsqlConnectionStringBuilder(schools.Database.AppConnectionString)
    {
        MaxPoolSize = connections,
        ApplicationName = $"pool-{Guid.NewGuid():n}",
        Timeout = 30,
    }.ConnectionString;
}
