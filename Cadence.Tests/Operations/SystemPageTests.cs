using Bunit;
using Cadence.Core.Operations;
using Cadence.Tests.Support;
using Cadence.Web.Operations;
using Microsoft.Extensions.DependencyInjection;

namespace Cadence.Tests.Operations;

/// <summary>The administrators see how old the newest backup is.</summary>
public sealed class SystemPageTests : SchoolPageTest
{
    public SystemPageTests(TestDatabase database)
        : base(database) => Services.AddTransient(_ => new SystemService(School.Tenants, Backups));

    private BackupSettings? Backups { get; set; }

    [Fact]
    public async Task Without_backups_it_says_how_to_get_some_then_when_the_first_comes_then_how_old_it_is()
    {
        var school = await EnterAsync();
        await school.ScalarAsync<int>("with w as (delete from accounts.job_runs returning 1) select count(*)::int from w");
        Shows("off", "Cadence__Backup__Path");

        Backups = new BackupSettings("/secret/place");
        Shows("none", "La primera se hace en menos de una hora.");

        await RunAsync(school, TimeSpan.FromHours(-30), failed: false, 12_345_678);
        var page = Shows("fine", "La última copia está entera y es reciente.");
        Assert.Equal("Ayer, 12:12", page.Find("time").TextContent);
        Assert.Equal("12,3\u00a0MB", page.Find("[data-figure='backup.megabytes']").TextContent);

        school.Time.Advance(TimeSpan.FromHours(7));
        Shows("old", "La última copia tiene más de 36 horas.");

        await RunAsync(school, TimeSpan.Zero, failed: true, null);
        page = Shows("failed", "El último intento falló");
        Assert.Contains(". Se intenta otra vez cada hora.", page.Markup, StringComparison.Ordinal);
        Assert.Contains("más de 36 horas", page.Markup, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", page.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_says_when_a_backup_was_last_read_back_and_when_one_could_not_be()
    {
        var school = await EnterAsync();
        await school.ScalarAsync<int>("with w as (delete from accounts.job_runs returning 1) select count(*)::int from w");
        await RunAsync(school, TimeSpan.FromHours(-9), failed: false, 1_000_000);
        await RunAsync(school, TimeSpan.FromHours(-30), failed: false, 1_000_000, BackupCheck.JobName);
        var page = Shows("fine", "Leída entera");
        Assert.Equal("Ayer, 12:12", page.FindAll("time")[^1].TextContent);

        await RunAsync(school, TimeSpan.FromHours(-1), failed: true, null, BackupCheck.JobName);
        Shows("broken", "La última copia no se puede leer entera");
    }

    private IRenderedComponent<SystemPage> Shows(string state, string text)
    {
        var page = Render<SystemPage>();
        page.WaitForAssertion(() => Assert.Equal(state, page.Find("[data-backups]").GetAttribute("data-backups")));
        Assert.Contains(text, page.Markup, StringComparison.Ordinal);
        return page;
    }

    private static Task<int> RunAsync(TestSchool school, TimeSpan ago, bool failed, long? bytes, string job = NightlyBackup.JobName)
    {
        var at = school.Time.GetUtcNow() + ago;
        return school.ScalarAsync<int>(
            "insert into accounts.job_runs (job, tick, started_at, finished_at, node, failed, bytes) values ($4, $1, $1, $1, 'test:1', $2, nullif($3, 0)) returning 1", at, failed, bytes ?? 0L, job);
    }
}
