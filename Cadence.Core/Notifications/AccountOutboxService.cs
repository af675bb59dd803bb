using Cadence.Core.Accounts;
using Cadence.Core.Kernel;
using Cadence.Core.Outbox;
using Cadence.Core.Resources;
using Npgsql;

namespace Cadence.Core.Notifications;

/// <summary>A mail of an account as the operator sees it, without its text.</summary>
/// <param name="Kind">One of <see cref="AccountMailKinds"/>.</param>
/// <param name="Error">One of <see cref="OutboxErrors"/>.</param>
/// <param name="At">When it left, was given up, or leaves.</param>
public sealed record AccountOutboxItem(Guid Id, string Kind, OutboxState State, string Address, string Name, DateTimeOffset CreatedAt, DateTimeOffset At, string? Error);

/// <summary>The outbox of accounts, newest first.</summary>
/// <param name="HasMail">Whether the program can send mail at all.</param>
public sealed record AccountOutboxList(IReadOnlyList<AccountOutboxItem> Items, bool HasMail);

/// <summary>
/// The mails of accounts, for who operates the platform. The caller has made sure that they do. What a mail says is read only where there is no
/// mail server to send it, because it may hold a link that opens an account; each reading is a security event.
/// </summary>
public sealed class AccountOutboxService(NpgsqlDataSource dataSource, AccountMailComposer composer, SecurityEvents events, SmtpSettings? smtp, TimeProvider time)
{
    private const int Most = 100;

    private static readonly TimeSpan Shown = TimeSpan.FromDays(90);

    /// <summary>The mails of the last 90 days, at most a hundred.</summary>
    public async Task<AccountOutboxList> ListAsync(CancellationToken cancellationToken)
    {
        var messages = await AccountOutboxSql.ListAsync(dataSource, time.GetUtcNow() - Shown, Most, cancellationToken);
        return new AccountOutboxList(
            [
                .. messages.Select(m => new AccountOutboxItem(
                    m.Id, m.Mail.Kind, OutboxStates.Of(m.Progress, isNeeded: true, smtp is not null), m.Mail.Address, m.Mail.Name, m.CreatedAt,
                    m.Progress.DeliveredAt ?? m.Progress.DeadAt ?? m.Progress.DueAt, m.Progress.LastError)),
            ],
            smtp is not null);
    }

    /// <summary>
    /// What a mail says, with a link made now, to be handed on by other means. <c>ErrorMailIsSent</c> where a mail server sends it;
    /// not found where what it is about is gone or done.
    /// </summary>
    /// <param name="readerId">Who reads; null at the command line.</param>
    public async Task<Result<Mail>> ReadAsync(Guid messageId, Guid? readerId, Whereabouts from, CancellationToken cancellationToken)
    {
        if (smtp is not null)
        {
            return Error.Conflict(nameof(AccountMailsTexts.ErrorMailIsSent));
        }

        if (await AccountOutboxSql.FindAsync(dataSource, messageId, cancellationToken) is not { } message || await composer.ComposeAsync(message, cancellationToken) is not { } composed)
        {
            return Error.NotFound(nameof(SharedTexts.ErrorNotFound));
        }

        await events.RecordAsync(new SecurityEvent(SecurityEventKind.MailRead, message.Mail.UserId) { SubjectId = readerId, Detail = message.Mail.Kind }, from, cancellationToken);
        return composed.Mail;
    }

    /// <summary>Makes a mail due again whose sending failed. <c>ErrorOutboxSent</c> when it has left.</summary>
    public async Task<Result> TryAgainAsync(Guid messageId, CancellationToken cancellationToken)
    {
        if (await AccountOutboxSql.FindAsync(dataSource, messageId, cancellationToken) is not { } message)
        {
            return Error.NotFound(nameof(SharedTexts.ErrorNotFound));
        }

        if (message.Progress.DeliveredAt is not null)
        {
            return Error.Conflict(nameof(NotificationsTexts.ErrorOutboxSent));
        }

        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await AccountOutboxSql.SaveAsync(connection, null, message.Id, message.Progress.Again(time.GetUtcNow()), cancellationToken);
        return Result.Success();
    }
}
