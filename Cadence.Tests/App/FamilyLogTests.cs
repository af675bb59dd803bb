using System.Net;
using Cadence.Core.Students;
using Cadence.Tests.Support;

namespace Cadence.Tests.App;

/// <summary>Promise S18: what the program writes about itself never holds a family's secret, however much it writes.</summary>
public sealed class FamilyLogTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    [Theory]
    [InlineData("json")]
    [InlineData("text")]
    public async Task No_secret_of_a_family_is_in_the_logs(string form)
    {
        var school = await TestSchool.CreateAsync(database, now: TimeProvider.System.GetUtcNow());
        var guardian = await school.AddGuardianAsync("Mireia", "Vila", await school.AddStudentAsync());
        var link = (await new FamilyLinkService(school.Tenants).GiveAsync(school.Staff, guardian.GuardianId, default)).Ok();
        var unknown = FamilyToken.New();
        await using var app = await AppProcess.StartAsync(
            ("ConnectionStrings__Cadence", database.AppConnectionString), ("ConnectionStrings__CadenceOwner", database.OwnerConnectionString), ("ASPNETCORE_ENVIRONMENT", "Production"), ("Cadence__AllowHttp", "true"),
            ("Cadence__Logs", form), ("Logging__LogLevel__Default", "Trace"), ("Logging__LogLevel__Microsoft.AspNetCore", "Debug"), ("Logging__LogLevel__Microsoft.EntityFrameworkCore", "Debug"));
        using var client = new HttpClient(new HttpClientHandler { AllowAutoRedirect = true }) { BaseAddress = app.Address };
        client.DefaultRequestHeaders.Accept.ParseAdd("text/html");
        foreach (var path in new[] { $"es/family/{link.Token}", $"en/family/{unknown}", $"es/family/{unknown}/behind", $"es/Family/{unknown}", $"family/{unknown}", $"es/family/{unknown}?x={unknown}" })
        {
            (await client.GetAsync(new Uri(path, UriKind.Relative))).Dispose();
        }

        using var page = await client.GetAsync(new Uri($"es/family/{link.Id}", UriKind.Relative));
        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        await app.StopAsync();
        var said = app.Output + app.Errors;

        Assert.True(said.Length > 5000, said);
        Assert.DoesNotContain(link.Token, said, StringComparison.Ordinal);
        Assert.DoesNotContain(unknown, said, StringComparison.Ordinal);
        Assert.DoesNotContain(Convert.ToHexString(FamilyToken.HashOf(link.Token)), said, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("/family/-", said, StringComparison.Ordinal);
    }
}
