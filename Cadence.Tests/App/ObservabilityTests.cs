using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Cadence.Tests.Support;

namespace Cadence.Tests.App;

/// <summary>What the program says about itself: metrics for who knows the token, logs that hold ids and nobody's name.</summary>
public sealed class ObservabilityTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private const string Token = "a-token-of-the-operator";

    [Fact]
    public async Task Metrics_are_for_who_knows_the_token_and_logs_name_nobody()
    {
        const string canary = "Canaria";
        var now = TimeProvider.System.GetUtcNow();
        var school = await TestSchool.CreateAsync(database, now: now);
        var group = await school.AddGroupAsync("Grupo " + canary, 2);
        var local = TimeZoneInfo.ConvertTime(now, school.Zone);
        var session = await school.AddSessionAsync(group, DateOnly.FromDateTime(local.AddMinutes(-5).Date), local.AddMinutes(-5).ToString("HH:mm", null), local.AddMinutes(55).ToString("HH:mm", null));
        var student = await school.AddStudentAsync(canary, canary);
        var email = await SignedInClient.GivePasswordAsync(database, school.TeacherActor);
        await using var app = await AppProcess.StartAsync(
            ("ConnectionStrings__Cadence", database.AppConnectionString), ("ConnectionStrings__CadenceOwner", database.OwnerConnectionString), ("ASPNETCORE_ENVIRONMENT", "Production"), ("Cadence__AllowHttp", "true"),
            ("Cadence__MetricsToken", Token), ("Logging__LogLevel__Default", "Debug"), ("Logging__LogLevel__Cadence", "Trace"), ("Logging__LogLevel__Microsoft.EntityFrameworkCore", "Information"));
        using var client = new HttpClient { BaseAddress = app.Address };
        using var teacher = new SignedInClient();
        teacher.GoTo(app.Address);
        await teacher.SignInAsync(email);
        using var marks = new HttpRequestMessage(HttpMethod.Post, new Uri($"es/o/{school.Slug}/sessions/{session}/marks", UriKind.Relative))
        {
            Content = JsonContent.Create(new { marks = new[] { new { id = Guid.NewGuid(), student = group.StudentIds[0], status = "present", ageMs = 0 } } }),
        };
        marks.Headers.Add("X-Cadence", "1");
        using var taken = await teacher.Http.SendAsync(marks);
        Assert.Equal(HttpStatusCode.OK, taken.StatusCode);
        // A sign-in that fails, an address with a name in it, marks that can't be read.
        using var stranger = new SignedInClient();
        stranger.GoTo(app.Address);
        await Assert.ThrowsAnyAsync<Exception>(() => stranger.SignInAsync(canary + "@example.org"));
        foreach (var path in new[] { $"students/{student}?q={canary}", canary, $"groups/{group.Id}", "messages" })
        {
            (await teacher.Http.GetAsync(new Uri($"es/o/{school.Slug}/{path}", UriKind.Relative))).Dispose();
        }

        using var closed = await client.GetAsync(new Uri("metrics", UriKind.Relative));
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "another-token-of-nobody");
        using var wrong = await client.GetAsync(new Uri("metrics", UriKind.Relative));
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Token);
        var metrics = await client.GetStringAsync(new Uri("metrics", UriKind.Relative));

        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.NotFound), (closed.StatusCode, wrong.StatusCode));
        Assert.Contains("cadence_attendance_taps_total{otel_scope_name=\"Cadence\",outcome=\"saved\"} 1", metrics, StringComparison.Ordinal);
        Assert.Contains("cadence_outbox_due", metrics, StringComparison.Ordinal);
        Assert.Contains("http_server_request_duration_seconds_count", metrics, StringComparison.Ordinal);
        Assert.DoesNotContain(canary, metrics, StringComparison.OrdinalIgnoreCase);

        await app.StopAsync();
        var lines = app.Output.Split('\n').Where(line => line.Length > 0 && !line.StartsWith("CADENCE READY", StringComparison.Ordinal)).ToList();
        Assert.True(lines.Count > 5, string.Join("\n", lines));
        Assert.All(lines, line => Assert.Equal(JsonValueKind.Object, JsonDocument.Parse(line).RootElement.ValueKind));
        Assert.DoesNotContain(lines, line => line.Contains(canary, StringComparison.OrdinalIgnoreCase));
        Assert.Contains(lines, line => line.Contains(school.OrganizationId.ToString(), StringComparison.Ordinal) && line.Contains(school.TeacherActor.UserId!.Value.ToString(), StringComparison.Ordinal));
    }
}
