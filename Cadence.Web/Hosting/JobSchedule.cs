using Cadence.Core.Accounts;
using Cadence.Core.Data;
using Cadence.Core.Jobs;
using Cadence.Core.Notifications;
using Cadence.Core.Operations;
using Coravel;
using Npgsql;

namespace Cadence.Web.Hosting;

/// <summary>When the program works by itself. The scheduler only knocks; what runs once per cluster is decided in the database.</summary>
internal static partial class JobSchedule
{
    private const int SendEverySeconds = 15;

    /// <summary>Somebody sits and waits for the mails of their account.</summary>
    private const int SendAccountsEverySeconds = 5;

    public static void AddJobs(this IServiceCollection services, HostSettings settings)
    {
        services.AddSingleton<JobRunner>();
        services.AddSingleton(provider => new OutboxSender(
            provider.GetRequiredService<NpgsqlDataSource>(), provider.GetRequiredService<TenantDb>(), provider.GetRequiredService<MailComposer>(), settings.Smtp,
            provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<OutboxSender>>()));
        services.AddSingleton(provider => new AccountOutboxSender(
            provider.GetRequiredService<NpgsqlDataSource>(), provider.GetRequiredService<AccountMailComposer>(), settings.Smtp, provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<AccountOutboxSender>>()));
        services.AddSingleton<AccountUpkeep>();
        if (settings.Backups is { } backups)
        {
            services.AddSingleton(provider => new NightlyBackup(
                provider.GetRequiredService<NpgsqlDataSource>(), provider.GetRequiredService<DatabaseSettings>(), backups, provider.GetRequiredService<TimeProvider>(),
                provider.GetRequiredService<ILogger<NightlyBackup>>()));
            services.AddSingleton(provider => new BackupCheck(provider.GetRequiredService<NpgsqlDataSource>(), backups, provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<BackupCheck>>()));
        }

        if (settings.Jobs)
        {
            services.AddScheduler();
        }
    }

    public static void UseJobs(this WebApplication app)
    {
        if (!app.Services.GetRequiredService<HostSettings>().Jobs)
        {
            return;
        }

        var stop = app.Lifetime.ApplicationStopping;
        var runner = app.Services.GetRequiredService<JobRunner>();
        var sender = app.Services.GetRequiredService<OutboxSender>();
        var accounts = app.Services.GetRequiredService<AccountOutboxSender>();
        var upkeep = app.Services.GetRequiredService<AccountUpkeep>();
        var logger = app.Services.GetRequiredService<ILogger<JobRunner>>();
        app.Services.UseScheduler(scheduler =>
        {
            scheduler.ScheduleAsync(() => runner.RunAsync(SchoolJobs.CloseComplete, stop)).EveryMinute().PreventOverlapping(SchoolJobs.CloseComplete.Name);
            scheduler.ScheduleAsync(() => runner.RunAsync(SchoolJobs.RemindOfRollCalls, stop)).EveryFiveMinutes().PreventOverlapping(SchoolJobs.RemindOfRollCalls.Name);
            scheduler.ScheduleAsync(() => runner.RunAsync(SchoolJobs.Forget, stop)).DailyAtHour(3).RunOnceAtStart().PreventOverlapping(SchoolJobs.Forget.Name);
            scheduler.ScheduleAsync(() => sender.SendDueAsync(stop)).EverySeconds(SendEverySeconds).PreventOverlapping("send");
            scheduler.ScheduleAsync(() => accounts.SendDueAsync(stop)).EverySeconds(SendAccountsEverySeconds).PreventOverlapping("send-accounts");
            scheduler.ScheduleAsync(() => upkeep.RunAsync(stop)).DailyAtHour(3).RunOnceAtStart().PreventOverlapping(AccountUpkeep.JobName);
            if (app.Services.GetService<NightlyBackup>() is { } backup)
            {
                scheduler.ScheduleAsync(() => backup.RunAsync(stop)).Hourly().RunOnceAtStart().PreventOverlapping(NightlyBackup.JobName);
            }

            if (app.Services.GetService<BackupCheck>() is { } check)
            {
                scheduler.ScheduleAsync(() => check.RunAsync(stop)).HourlyAt(30).PreventOverlapping(BackupCheck.JobName);
            }
        }).OnError(exception =>
        {
            // The database may be away: the next tick finds what this one left.
            if (!stop.IsCancellationRequested)
            {
                Failed(logger, exception);
            }
        });
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "A scheduled job failed")]
    private static partial void Failed(ILogger logger, Exception e);
}
