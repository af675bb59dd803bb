using Cadence.Core.Data;
using Cadence.Core.Kernel;
using Cadence.Core.Organizations;
using Cadence.Core.Outbox;
using Cadence.Core.Resources;
using Microsoft.EntityFrameworkCore;

namespace Cadence.Core.Notifications;

/// <summary>What became of a message.</summary>
public enum OutboxState
{
    /// <summary>Leaves at its time.</summary>
    Waiting,
    Sent,
    /// <summary>An attempt failed; another follows.</summary>
    Retrying,
    /// <summary>Given up.</summary>
    Failed,
    /// <summary>What it told of was done before it left.</summary>
    NotNeeded,
    /// <summary>There is no mail server: the admin reads it here.</summary>
    ReadHere,
}

/// <summary>The state of a message in a word, the same for those of an organization and those of an account.</summary>
internal static class OutboxStates
{
    public static OutboxState Of(OutboxProgress progress, bool isNeeded, bool hasMail) => progress switch
    {
        { DeliveredAt: not null } => OutboxState.Sent,
        { LastError: OutboxErrors.NotNeeded } => OutboxState.NotNeeded,
        { DeadAt: not null } => OutboxState.Failed,
        _ when !isNeeded => OutboxState.NotNeeded,
        _ when !hasMail => OutboxState.ReadHere,
        { LastError: not null } => OutboxState.Retrying,
        _ => OutboxState.Waiting,
    };
}

/// <summary>A message as the admin sees it.</summary>
/// <param name="To">Name of the recipient.</param>
/// <param name="Address">Their address; null where there is none.</param>
/// <param name="Error">One of <see cref="OutboxErrors"/>.</param>
/// <param name="At">When it left, was given up, or leaves.</param>
public sealed record OutboxItem(Guid Id, OutboxState State, string To, string? Address, string Subject, string Text, DateTimeOffset At, string? Error);

/// <summary>The outbox of an organization, newest first.</summary>
/// <param name="HasMail">Whether the program can send mail at all.</param>
public sealed record OutboxList(IReadOnlyList<OutboxItem> Items, bool HasMail);

/// <summary>The admin's view of what the program writes to people.</summary>
public sealed class OutboxService(TenantDb db, MailComposer composer, SmtpSettings? smtp)
{
    private const int Most = 100;

    private static readonly TimeSpan Shown = TimeSpan.FromDays(90);

    /// <summary>The messages of the last 90 days, at most a hundred, each with its text as it would read now.</summary>
    public Task<Result<OutboxList>> ListAsync(Actor actor, CancellationToken cancellationToken) =>
        db.ReadAsync<OutboxList>(actor, Permission.OrganizationEdit, async (session, ct) =>
        {
            var since = session.Now - Shown;
            var messages = await session.Db.Set<OutboxMessage>().AsNoTracking().Where(m => m.CreatedAt >= since)
                .OrderByDescending(m => m.CreatedAt).ThenBy(m => m.Id).Take(Most).ToListAsync(ct);
            var items = new List<OutboxItem>();
            foreach (var message in messages)
            {
                var composed = await composer.ComposeAsync(session, message, ct, forReading: true);
                items.Add(new OutboxItem(
                    message.Id, OutboxStates.Of(message.Progress, composed is not { IsNeeded: false }, smtp is not null), composed?.Mail.ToName ?? "—", composed?.Mail.To,
                    composed?.Mail.Subject ?? NotificationsTexts.GoneSubject, composed?.Mail.Text ?? "",
                    message.DeliveredAt ?? message.DeadAt ?? message.DueAt, message.LastError));
            }

            return new OutboxList(items, smtp is not null);
        }, cancellationToken);

    /// <summary>Makes a message due again whose sending failed. <c>ErrorOutboxSent</c> when it has left.</summary>
    public Task<Result<bool>> TryAgainAsync(Actor actor, Guid messageId, CancellationToken cancellationToken) =>
        db.WriteAsync<bool>(actor, Permission.OrganizationEdit, async (session, ct) =>
        {
            if (await session.Db.Set<OutboxMessage>().SingleOrDefaultAsync(m => m.Id == messageId, ct) is not { } message)
            {
                return Error.NotFound();
            }

            if (message.DeliveredAt is not null)
            {
                return Error.Conflict(nameof(NotificationsTexts.ErrorOutboxSent));
            }

            message.TryAgain(session.Now);
            return true;
        }, cancellationToken);
}
