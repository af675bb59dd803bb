using Cadence.Core.Accounts;
using Cadence.Core.Kernel;
using Cadence.Core.Outbox;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Cadence.Core.Notifications;

/// <summary>Sends the mails of accounts that are due, as <see cref="OutboxSender"/> does those of organizations: each in a transaction that holds its row.</summary>
public sealed partial class AccountOutboxSender(NpgsqlDataSource dataSource, AccountMailComposer composer, SmtpSettings? smtp, TimeProvider time, ILogger<AccountOutboxSender> logger)
{
    /// <summary>Sends all that is due now. Without a mail server nothing is tried: the operator reads the messages. Answers how many left.</summary>
    public async Task<int> SendDueAsync(CancellationToken cancellationToken)
    {
        if (smtp is null || (await AccountOutboxSql.WaitingAsync(dataSource, time.GetUtcNow(), cancellationToken)).Due == 0)
        {
            return 0;
        }

        await using var delivery = new MailDelivery(smtp);
        var sent = 0;
        while (await SendNextAsync(delivery, cancellationToken) is { } left)
        {
            sent += left ? 1 : 0;
        }

        return sent;
    }

    /// <summary>True when one left, false when one did not, null when nothing is due.</summary>
    private async Task<bool?> SendNextAsync(MailDelivery delivery, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        if (await AccountOutboxSql.NextDueAsync(connection, transaction, time.GetUtcNow(), cancellationToken) is not { } message)
        {
            return null;
        }

        var error = await TryAsync(message, delivery, cancellationToken);
        await AccountOutboxSql.SaveAsync(connection, transaction, message.Id, message.Progress.After(error, time.GetUtcNow()), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        Telemetry.Messages.Add(1, new("kind", message.Mail.Kind), new("outcome", error ?? "sent"));
        Done(logger, message.Id, message.Mail.Kind, error ?? "sent", message.Progress.Attempts);
        return error is null;
    }

    private async Task<string?> TryAsync(AccountMessage message, MailDelivery delivery, CancellationToken cancellationToken)
    {
        if (time.GetUtcNow() - message.CreatedAt > NotificationRules.AccountMailStaleAfter(message.Mail.Kind))
        {
            return OutboxErrors.Stale;
        }

        if (await composer.ComposeAsync(message, cancellationToken) is not { } composed)
        {
            return OutboxErrors.NotNeeded;
        }

        var error = composed.Mail.To is null ? OutboxErrors.NoAddress : await delivery.SendAsync(composed.Mail, message.Id, cancellationToken);

        // It may have left although the server's answer got lost; then the next attempt brings another link, and only the last one is good.
        if (error is not null && composed.Token is not null)
        {
            await composer.EndAsync(composed.Token, cancellationToken);
        }

        return error;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Account message {MessageId} of kind {Kind}: {Outcome}, attempt {Attempt}")]
    private static partial void Done(ILogger logger, Guid messageId, string kind, string outcome, int attempt);
}
