using System.Diagnostics;
using Cadence.Bench.Support;
using Cadence.Core.Data;
using Cadence.Core.Kernel;
using Cadence.Core.Organizations;
using Cadence.Core.Reports;
using Npgsql;

namespace Cadence.Bench;

/// <summary>What somebody types into the search, among ten thousand people more than the school has.</summary>
internal static class SearchPeople
{
    private const int People = 10_000;

    // Without the audit of each row, which is not what is measured.
    private const string Fill = """
        alter table students disable trigger user;
        insert into students (organization_id, id, given_name, family_names, status)
        select $1, gen_random_uuid(), (array['Adela','Íñigo','Begoña','Óscar','Inés','Martí','Lucía','Iván','Sofía','Noa'])[1 + i % 10],
               (array['Bravo','Ruiz','Ortega','Ibáñez','Muñoz','Núñez','Cobo'])[1 + i % 7] || ' ' || to_hex(i), 'active'
        from generate_series(1, $2) i;
        alter table students enable trigger user;
        analyze students;
        """;

    private static readonly string[] Questions = ["mu", "muñoz", "inigo mun", "lu ib", "zzz", "noa", "núñez 1f", "b", "oscar ortega", "adela bravo 2"];

    /// <summary>The 95th percentile of each round; to be run last, as the people stay.</summary>
    public static async Task<Line> RunAsync(BenchOptions options, BenchSchool school)
    {
        foreach (var statement in Fill.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            await using var command = school.Owner.CreateCommand(statement);
            if (statement.Contains("$1", StringComparison.Ordinal))
            {
                command.Parameters.Add(new NpgsqlParameter { Value = school.OrganizationId });
                command.Parameters.Add(new NpgsqlParameter { Value = People });
            }

            await command.ExecuteNonQueryAsync();
        }

        var search = new SearchService(new TenantDb(school.AppConnectionString, TenantMode.Session, TimeProvider.System));
        var admin = Actor.User(school.OrganizationId, school.UserId);
        var (rounds, all, failed) = (new List<double>(), new List<double>(), 0);
        for (var round = -1; round < options.Rounds; round++)
        {
            var took = new List<double>();
            for (var repeat = 0; repeat < Math.Max(4, options.Repeats); repeat++)
            {
                foreach (var question in Questions)
                {
                    var started = Stopwatch.GetTimestamp();
                    var found = await search.PeopleAsync(admin, question, CancellationToken.None);
                    took.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
                    failed += found.IsSuccess ? 0 : 1;
                }
            }

            if (round >= 0)
            {
                rounds.Add(Stats.Percentile(took, 0.95));
                all.AddRange(took);
            }
        }

        var p95 = Stats.Median(rounds);
        return new Line("search among 10,000 people, p95", null, p95, rounds, "<= 150 ms", p95 <= 150 && failed == 0, $"median {Stats.Median(all):0} ms; {failed} refused");
    }
}
