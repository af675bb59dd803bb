using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using Cadence.Bench.Support;
using Cadence.Tests.Support;
using Npgsql;

namespace Cadence.Tests.App;

/// <summary>
/// Every connection of the pool waits for a locked table (F14): who asks meanwhile waits or is told to come back, no circuit dies,
/// no acknowledged mark is lost, and afterwards all is as before.
/// </summary>
public sealed class SlowDatabaseTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private const int Visitors = 24;

    [Fact]
    public async Task Five_slow_seconds_with_a_small_pool_end_no_circuit_and_lose_no_mark()
    {
        var now = TimeProvider.System.GetUtcNow();
        var school = await TestSchool.CreateAsync(database, now: now);
        var group = await school.AddGroupAsync("Salsa", 6);
        var local = TimeZoneInfo.ConvertTime(now, school.Zone);
        var session = await school.AddSessionAsync(group, DateOnly.FromDateTime(local.AddMinutes(-5).Date), Clock(local.AddMinutes(-5)), Clock(local.AddMinutes(55)));
        var email = await SignedInClient.GivePasswordAsync(database, school.Owner);
        await using var app = await AppProcess.StartAsync(
            ("ConnectionStrings__Cadence", database.AppConnectionString + ";Maximum Pool Size=4;Timeout=3"), ("ConnectionStrings__CadenceOwner", database.OwnerConnectionString),
            ("Cadence__AllowHttp", "true"), ("Cadence__Demo", "false"));
        using var owner = new SignedInClient();
        owner.GoTo(app.Address);
        await owner.SignInAsync(email);
        var dashboard = new Uri(app.Address, $"es/o/{school.Slug}/");
        await using var circuit = await CircuitClient.OpenAsync(owner.Http, dashboard, owner.CookieHeader);
        var renders = 0;
        circuit.Rendered = (_, _) => Interlocked.Increment(ref renders);

        Task<HttpStatusCode>[] asked;
        await using (var locker = new NpgsqlConnection(database.OwnerConnectionString + ";Pooling=false"))
        {
            await locker.OpenAsync();
            await using var transaction = await locker.BeginTransactionAsync();
            await using (var command = new NpgsqlCommand("lock table attendance_records in access exclusive mode", locker, transaction))
            {
                await command.ExecuteNonQueryAsync();
            }

            asked = [.. Enumerable.Range(0, Visitors).Select(i => i % 2 == 0 ? GetAsync(new Uri($"es/o/{school.Slug}/sessions/{session}/roll-call", UriKind.Relative)) : MarkAsync(group.StudentIds[i / 2 % 6]))];
            await Task.Delay(TimeSpan.FromSeconds(5));
            Assert.Equal(HttpStatusCode.OK, await GetAsync(new Uri("health/live", UriKind.Relative)));
            await transaction.RollbackAsync();
        }

        Assert.All(await Task.WhenAll(asked), status => Assert.Contains(status, new[] { HttpStatusCode.OK, HttpStatusCode.InternalServerError, HttpStatusCode.ServiceUnavailable }));

        // Afterwards: everybody is served at the first attempt, each answered mark is there, and the open dashboard moves.
        Assert.Equal(HttpStatusCode.OK, await GetAsync(dashboard));
        renders = 0;
        foreach (var student in group.StudentIds)
        {
            Assert.Equal(HttpStatusCode.OK, await MarkAsync(student));
        }

        Assert.Equal(6L, await school.ScalarAsync<long>("select count(*) from attendance_records where class_session_id = $1 and status = 'present'", session));
        for (var waited = 0; renders == 0 && waited < 100; waited++)
        {
            await Task.Delay(100);
        }

        Assert.True(renders > 0, "The open dashboard stands still.");
        Assert.False(circuit.Closed.IsCompleted);

        async Task<HttpStatusCode> GetAsync(Uri path)
        {
            using var answer = await owner.Http.GetAsync(path);
            return answer.StatusCode;
        }

        async Task<HttpStatusCode> MarkAsync(Guid student)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, new Uri($"es/o/{school.Slug}/sessions/{session}/marks", UriKind.Relative))
            {
                Content = JsonContent.Create(new { marks = new[] { new { id = Guid.NewGuid(), student, status = "present", ageMs = 0 } } }),
            };
            request.Headers.Add("X-Cadence", "1");
            using var answer = await owner.Http.SendAsync(request);
            return answer.StatusCode;
        }
    }

    private static string Clock(DateTimeOffset at) => at.ToString("HH:mm", CultureInfo.InvariantCulture);
}
