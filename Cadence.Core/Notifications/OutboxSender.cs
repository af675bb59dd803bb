using Cadence.Core.Data;
using Cadence.Core.Kernel;
using Cadence.Core.Organizations;
using Cadence.Core.Outbox;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Cadence.Core.Notifications;

/// <summary>
/// Sends what is due, each message in a transaction of its own that holds its row while the mail server answers: another node passes
/// it over, and a node that dies leaves it due. So a mail can leave twice only if it was under way when its node died, and then under the same id.
/// </summary>
public sealed partial class OutboxSender(NpgsqlDataSource dataSource, TenantDb tenants, MailComposer composer, SmtpSettings? smtp, TimeProvider time, ILogger<OutboxSender> logger)
{
    /// <summary>The sender's name in audit and history.</summary>
    private static readonly Guid Id = new("0b6f0d4e-9f5c-4c53-8c4e-6d1f5a0c2b01");

    /// <summary>Sends all that is due now. Without a mail server nothing is tried: the admin reads the messages on the outbox page. Answers how many left.</summary>
    public async Task<int> SendDueAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var waiting = await NotificationSql.WithDueMessagesAsync(dataSource, now, cancellationToken);
        Telemetry.Backlog(waiting.Sum(w => w.Due), waiting.Count == 0 ? TimeSpan.Zero : now - waiting.Min(w => w.Oldest));
        if (smtp is null)
        {
            return 0;
        }

        await using var delivery = new MailDelivery(smtp);
        var sent = 0;
        foreach (var (organization, _, _) in waiting)
        {
            while (await SendNextAsync(Actor.Job(organization, Id), delivery, cancellationToken) is { } left)
            {
                sent += left ? 1 : 0;
            }
        }

        return sent;
    }

    /// <summary>True when one left, false when one did not, null when nothing is due.</summary>
    private async Task<bool?> SendNextAsync(Actor job, MailDelivery delivery, CancellationToken cancellationToken)
    {
        var result = await tenants.WriteAsync<bool?>(job, Permission.OrganizationEdit, async (session, stop) =>
        {
            if (await NotificationSql.NextDueAsync(session, stop) is not { } message)
            {
                return (bool?)null;
            }

            var error = await TryAsync(session, message, delivery, stop);
            message.Settle(error, time.GetUtcNow());
            Telemetry.Messages.Add(1, new("kind", message.Kind), new("outcome", error ?? "sent"));
            Done(logger, message.Id, message.Kind, error ?? "sent", message.Attempts);
            return error is null;
        }, cancellationToken);
        return result.IsSuccess ? result.Value : null;
    }

    private async Task<string?> TryAsync(TenantSession session, OutboxMessage message, MailDelivery delivery, CancellationToken cancellationToken)
    {
        if (session.Now - message.DueAt > NotificationRules.StaleAfter)
        {
            return OutboxErrors.Stale;
        }

        return await composer.ComposeAsync(session, message, cancellationToken) switch
        {
            null or { IsNeeded: false } => OutboxErrors.NotNeeded,
            { Mail.To: null } => OutboxErrors.NoAddress,
            { Mail: var mail } => await delivery.SendAsync(mail, message.Id, cancellationToken),
        };
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Message {MessageId} of kind {Kind}: {Outcome}, attempt {Attempt}")]
    private static partial void Done(ILogger logger, Guid messageId, string kind, string outcome, int attempt);
}
