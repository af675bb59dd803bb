using System.Diagnostics;
using System.Globalization;
using Cadence.Bench.Support;
using Cadence.Core.Accounts;
using Cadence.Core.Data;
using Cadence.Core.Kernel;
using Cadence.Core.Organizations;
using Microsoft.AspNetCore.Identity;
using Npgsql;

namespace Cadence.Bench;

/// <summary>What signing in costs, what starting a circuit costs with its look at sign-in and membership, and what each unit of work pays for asking for rights.</summary>
internal static class SigningIn
{
    private const int AtOnce = 4;

    /// <summary>The sign-in page and its form, until the answer is there; the hash of the password, which is slow on purpose, is named apart.</summary>
    public static async Task<Line> OverHttpAsync(BenchOptions options, PublishedApp app)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(app);
        var (hasher, user) = (new PasswordHasher<User>(), new User());
        var hash = hasher.HashPassword(user, BenchSchool.Password);
        var (medians, hashing) = (new List<double>(), new List<double>());
        for (var round = -1; round < options.Rounds; round++)
        {
            var (times, hashes) = (new List<double>(), new List<double>());
            for (var repeat = 0; repeat < options.Repeats; repeat++)
            {
                var started = Stopwatch.GetTimestamp();
                await app.SignInAgainAsync();
                times.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
                started = Stopwatch.GetTimestamp();
                hasher.VerifyHashedPassword(user, hash, BenchSchool.Password);
                hashes.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
            }

            if (round >= 0)
            {
                medians.Add(Stats.Median(times));
                hashing.Add(Stats.Median(hashes));
            }
        }

        var began = Stopwatch.GetTimestamp();
        var each = Math.Max(5, options.Repeats / 2);
        await Task.WhenAll(Enumerable.Range(0, AtOnce).Select(_ => Task.Run(async () =>
        {
            for (var i = 0; i < each; i++)
            {
                await app.SignInAgainAsync();
            }
        })));
        var perSecond = AtOnce * each / Stopwatch.GetElapsedTime(began).TotalSeconds;
        var ours = Stats.Median(medians);
        return new Line("sign-in over HTTP", null, ours, medians, "<= hashing + 40 ms", ours <= Stats.Median(hashing) + 40,
            string.Create(CultureInfo.InvariantCulture, $"of it hashing {Stats.Median(hashing):0.0} ms; {perSecond:0.0} a second from {AtOnce} at once; every answer was the redirect of a sign-in"));
    }

    /// <summary>From the page's request to its first interactive render: gate, sign-in, membership and rights are asked for by HTTP, by the hub and by the root.</summary>
    public static async Task<Line> CircuitStartAsync(BenchOptions options, PublishedApp app)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(app);
        var page = new Uri(app.Address, $"es/o/{BenchSchool.Slug}/venues");
        var medians = new List<double>();
        for (var round = -1; round < options.Rounds; round++)
        {
            var times = new List<double>();
            for (var repeat = 0; repeat < options.Repeats; repeat++)
            {
                var started = Stopwatch.GetTimestamp();
                var circuit = await CircuitClient.OpenAsync(app.Client, page, app.CookieHeader);
                times.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
                await circuit.CloseAsync(app.Client);
            }

            if (round >= 0)
            {
                medians.Add(Stats.Median(times));
            }
        }

        var ours = Stats.Median(medians);
        return new Line("circuit start with membership check", null, ours, medians, "<= 100 ms", ours <= 100, "a page of an organization until it is interactive");
    }

    /// <summary>A unit of work that does nothing but be let in, beside the bare transaction that any write needs; and how often it asks the database.</summary>
    public static async Task<Line> PermissionAsync(BenchOptions options, BenchSchool school)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(school);
        var tenants = new TenantDb(school.AppConnectionString, TenantMode.Session, TimeProvider.System);
        await using var bare = NpgsqlDataSource.Create(CadenceDatabase.Tuned(school.AppConnectionString));
        var session = await school.SignInIdAsync();
        var owner = Actor.User(school.OrganizationId, school.UserId, session);
        var statements = new List<string>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "Npgsql",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = activity =>
            {
                lock (statements)
                {
                    statements.Add(activity.GetTagItem("db.query.text")?.ToString() ?? activity.GetTagItem("db.statement")?.ToString() ?? activity.DisplayName);
                }
            },
        };
        var (sql, ours, ratios) = (new List<double>(), new List<double>(), new List<double>());
        for (var round = -1; round < options.Rounds; round++)
        {
            var (roundSql, roundOurs) = (new List<double>(), new List<double>());
            for (var repeat = 0; repeat < options.Repeats * 4; repeat++)
            {
                var started = Stopwatch.GetTimestamp();
                await using (var connection = await bare.OpenConnectionAsync())
                await using (var transaction = await connection.BeginTransactionAsync())
                {
                    await using var command = new NpgsqlCommand("select 1", connection, transaction);
                    await command.ExecuteScalarAsync();
                    await transaction.CommitAsync();
                }

                roundSql.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
                started = Stopwatch.GetTimestamp();
                await WriteAsync();
                roundOurs.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
            }

            if (round >= 0)
            {
                sql.Add(Stats.Median(roundSql));
                ours.Add(Stats.Median(roundOurs));
                ratios.Add(ours[^1] / sql[^1]);
            }
        }

        ActivitySource.AddActivityListener(listener);
        await WriteAsync();
        int asked, rights;
        lock (statements)
        {
            (asked, rights) = (statements.Count, statements.Count(text => text.Contains("role_grants", StringComparison.Ordinal)));
        }

        return new Line("permission check per write", Stats.Median(sql), Stats.Median(ours), ratios, "<= 1 query", asked <= 1,
            string.Create(CultureInfo.InvariantCulture, $"{asked} commands of a unit of work that needs a fresh proof, {rights} of them the one for tenant, rights, sign-in and proof; beside it a bare transaction with select 1"));

        async Task WriteAsync()
        {
            var written = await tenants.WriteAsync<bool>(owner, Permission.PayApprove, (_, _) => Task.FromResult<Result<bool>>(true), CancellationToken.None);
            _ = written.Value;
        }
    }
}
