using Cadence.Core.Accounts;
using Cadence.Core.Notifications;
using Cadence.Core.Outbox;
using Cadence.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Cadence.Tests.Notifications;

/// <summary>S16: mails of accounts leave like those of organizations, over a real conversation with a mail server, and lead only where the operator said.</summary>
public sealed class AccountOutboxTests(TestDatabase database) : IClassFixture<TestDatabase>, IAsyncDisposable
{
    private readonly FakeMailServer _server = new();
    private readonly NpgsqlDataSource _dataSource = NpgsqlDataSource.Create(database.AppConnectionString);
    private readonly TestClock _time = new(TestSchool.DefaultNow);

    private AccountMails Mails => new(_dataSource, _time);

    private SmtpSettings Settings => new("127.0.0.1", _server.Port, null, null, "Cadence <cadence@example.com>");

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        await _dataSource.DisposeAsync();
    }

    [Theory]
    [InlineData("es", "Elige una contraseña nueva", "Elegir contraseña: https://cadence.example.com/es/account/reset?token=")]
    [InlineData("en", "Choose a new password", "Choose a password: https://cadence.example.com/en/account/reset?token=")]
    public async Task A_mail_leaves_once_in_its_readers_language_in_both_parts_with_a_link_to_the_named_address(string language, string subject, string link)
    {
        var (user, address) = await UserAsync();
        await Mails.WriteAsync(new AccountMail(AccountMailKinds.ResetPassword, user, address, "Marta", language), default);

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Sender().SendDueAsync(default)));
        await Sender().SendDueAsync(default);

        var mail = Assert.Single(_server.Mails, mail => mail.To.ToString().Contains(address, StringComparison.Ordinal));
        Assert.Equal(subject, mail.Subject);
        Assert.Contains(link, mail.TextBody, StringComparison.Ordinal);
        Assert.Contains("href=\"https://cadence.example.com/", mail.HtmlBody, StringComparison.Ordinal);
        Assert.DoesNotContain("src=", mail.HtmlBody, StringComparison.Ordinal);
        Assert.Equal("auto-generated", mail.Headers["Auto-Submitted"]);
        var token = mail.TextBody.Split("token=")[1].Split('\n')[0].Trim();
        Assert.Equal(user, (await new AccountTokens(_dataSource, _time).UseAsync(token, TokenPurpose.ResetPassword, default))?.UserId);
        Assert.DoesNotContain(token, await RowAsync(address), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_named_address_a_mail_says_where_to_go_and_leads_nowhere()
    {
        var (user, address) = await UserAsync();
        await Mails.WriteAsync(new AccountMail(AccountMailKinds.MagicLink, user, address, "Marta", "es"), default);

        await Sender(origin: null).SendDueAsync(default);

        var mail = Assert.Single(_server.Mails, mail => mail.To.ToString().Contains(address, StringComparison.Ordinal));
        Assert.DoesNotContain("http", mail.TextBody, StringComparison.Ordinal);
        Assert.Contains("abre esta dirección en tu Cadence: /es/account/enter?token=", mail.TextBody, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(MailServerMood.Busy, OutboxErrors.Busy)]
    [InlineData(MailServerMood.Refuses, OutboxErrors.Refused)]
    public async Task What_the_mail_server_does_not_take_is_kept_with_its_reason_and_its_link_is_ended(object mood, string error)
    {
        var (user, address) = await UserAsync();
        await Mails.WriteAsync(new AccountMail(AccountMailKinds.ResetPassword, user, address, "Marta", "es"), default);
        _server.Mood = (MailServerMood)mood;
        await Sender().SendDueAsync(default);
        var item = (await Outbox(Settings).ListAsync(default)).Items.Single(item => item.Address == address);
        Assert.Equal((error, error == OutboxErrors.Refused ? OutboxState.Failed : OutboxState.Retrying), (item.Error, item.State));
        Assert.Equal(0L, await ScalarAsync<long>("select count(*) from accounts.account_tokens where user_id = $1", user));

        _server.Mood = MailServerMood.Takes;
        Assert.True((await Outbox(Settings).TryAgainAsync(item.Id, default)).IsSuccess);
        await Sender().SendDueAsync(default);

        Assert.Single(_server.Mails, mail => mail.To.ToString().Contains(address, StringComparison.Ordinal));
        Assert.Equal(OutboxState.Sent, (await Outbox(Settings).ListAsync(default)).Items.Single(sent => sent.Id == item.Id).State);
        Assert.False((await Outbox(Settings).TryAgainAsync(item.Id, default)).IsSuccess);
    }

    [Fact]
    public async Task A_link_that_waited_too_long_is_not_sent_and_neither_is_what_is_done_or_gone()
    {
        var (user, address) = await UserAsync();
        await Mails.WriteAsync(new AccountMail(AccountMailKinds.MagicLink, user, address, "Marta", "es"), default);
        _time.Advance(TimeSpan.FromMinutes(61));
        await Mails.WriteAsync(new AccountMail(AccountMailKinds.ConfirmEmail, user, address, "Marta", "es"), default);
        await Mails.WriteAsync(new AccountMail(AccountMailKinds.ResetPassword, Guid.CreateVersion7(), "gone-" + address, "Eva", "es"), default);

        await Sender().SendDueAsync(default);

        Assert.DoesNotContain(_server.Mails, mail => mail.To.ToString().Contains(address, StringComparison.Ordinal));
        var items = (await Outbox(Settings).ListAsync(default)).Items.Where(item => item.Address.EndsWith(address, StringComparison.Ordinal)).ToDictionary(item => item.Kind, item => item.Error);
        Assert.Equal((OutboxErrors.Stale, OutboxErrors.NotNeeded, OutboxErrors.NotNeeded), (items[AccountMailKinds.MagicLink], items[AccountMailKinds.ConfirmEmail], items[AccountMailKinds.ResetPassword]));
    }

    [Fact]
    public async Task The_operator_reads_a_mail_only_where_nothing_sends_it_and_that_is_written_down()
    {
        var (user, address) = await UserAsync();
        await Mails.WriteAsync(new AccountMail(AccountMailKinds.ResetPassword, user, address, "Marta", "es"), default);
        var item = (await Outbox(null).ListAsync(default)).Items.Single(item => item.Address == address);
        Assert.Equal(OutboxState.ReadHere, item.State);

        Assert.Equal("ErrorMailIsSent", (await Outbox(Settings).ReadAsync(item.Id, null, Whereabouts.None, default)).Errors[0].Code);
        Assert.Contains("token=", (await Outbox(null).ReadAsync(item.Id, null, Whereabouts.None, default)).Ok().Text, StringComparison.Ordinal);

        Assert.Equal(SecurityEventKind.MailRead, Assert.Single(await new SecurityEvents(_dataSource, _time).OfUserAsync(user, 10, default)).Kind);
    }

    [Fact]
    public async Task The_mail_about_a_deleted_account_forgets_its_reader_once_it_left()
    {
        var address = $"{Guid.NewGuid():n}@escuela.example";
        await Mails.WriteAsync(new AccountMail(AccountMailKinds.AccountDeleted, null, address, "Marta", "es"), default);

        await Sender().SendDueAsync(default);

        Assert.Single(_server.Mails, mail => mail.To.ToString().Contains(address, StringComparison.Ordinal));
        Assert.Equal(0L, await ScalarAsync<long>("select count(*) from accounts.outbox_messages where address = $1 or name = 'Marta' and kind = 'account_deleted'", address));
    }

    [Fact]
    public async Task What_is_old_enough_is_forgotten_once_a_day()
    {
        var (user, address) = await UserAsync();
        await Mails.WriteAsync(new AccountMail(AccountMailKinds.PasswordChanged, user, address, "Marta", "es"), default);
        await new AccountTokens(_dataSource, _time).MakeAsync(user, TokenPurpose.MagicLink, null, default);
        var upkeep = new AccountUpkeep(_dataSource, new SecurityEvents(_dataSource, _time), _time);
        await upkeep.RunAsync(default);
        Assert.Contains(address, await RowAsync(address), StringComparison.Ordinal);

        _time.Advance(TimeSpan.FromDays(2));
        Assert.True(await upkeep.RunAsync(default) > 0);
        Assert.Equal(0L, await ScalarAsync<long>("select count(*) from accounts.account_tokens where user_id = $1", user));
        Assert.Equal(0L, await upkeep.RunAsync(default));

        _time.Advance(TimeSpan.FromDays(400));
        await upkeep.RunAsync(default);
        Assert.Equal(0L, await ScalarAsync<long>("select count(*) from accounts.outbox_messages where address = $1", address));
    }

    private AccountOutboxSender Sender(string? origin = "https://cadence.example.com") => new(_dataSource, Composer(origin), Settings, _time, NullLogger<AccountOutboxSender>.Instance);

    private AccountOutboxService Outbox(SmtpSettings? smtp) => new(_dataSource, Composer("https://cadence.example.com"), new SecurityEvents(_dataSource, _time), smtp, _time);

    private AccountMailComposer Composer(string? origin) => new(new AccountTokens(_dataSource, _time), new PublicAddress(origin is null ? null : new Uri(origin)));

    private async Task<(Guid User, string Address)> UserAsync()
    {
        var school = await TestSchool.CreateAsync(database);
        var user = school.Staff.UserId!.Value;
        await ScalarAsync<int>("update accounts.users set security_stamp = 'made' where id = $1 returning 1", user);
        return (user, (await ScalarAsync<string>("select email from accounts.users where id = $1", user))!);
    }

    private async Task<string> RowAsync(string address) => await ScalarAsync<string>("select string_agg(m::text, '') from accounts.outbox_messages m where address = $1", address) ?? "";

    private async Task<T?> ScalarAsync<T>(string sql, object parameter)
    {
        await using var connection = await _dataSource.OpenConnectionAsync();
        return await Sql.ScalarAsync<T>(connection, sql, parameter);
    }
}
