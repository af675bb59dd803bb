using Cadence.Core.Data;
using Cadence.Core.Kernel;
using Cadence.Core.Organizations;
using Cadence.Core.Resources;
using Cadence.Core.Students;
using Cadence.Core.Venues;
using Microsoft.EntityFrameworkCore;

namespace Cadence.Core.Payments;

/// <summary>Money that came in, from venues and from own pupils. Corrected or voided, never deleted.</summary>
public sealed class ReceivedPaymentService(TenantDb db)
{
    /// <summary>Longest note.</summary>
    public const int LongestNote = 200;

    /// <summary>Venues and pupils money can come from.</summary>
    public Task<Result<PaymentChoices>> ChoicesAsync(Actor actor, CancellationToken cancellationToken) =>
        db.ReadAsync<PaymentChoices>(actor, Permission.PayWrite, async (session, ct) => await PaymentChoicesQuery.ReadAsync(session, ct), cancellationToken);

    /// <summary>Notes money received and gives back its id. The same id again changes nothing.</summary>
    public Task<Result<Guid>> AddAsync(Actor actor, AddReceivedPayment command, CancellationToken cancellationToken) =>
        db.WriteAsync<Guid>(actor, Permission.PayWrite, async (session, ct) =>
        {
            if (await session.Db.Set<ReceivedPayment>().AnyAsync(row => row.Id == command.Id, ct))
            {
                return command.Id;
            }

            var note = await CheckAsync(session, command, ct);
            if (!note.IsSuccess)
            {
                return Result<Guid>.Failure(note.Errors);
            }

            var added = new ReceivedPayment(command.Id);
            added.Describe(command.ValueDate!.Value, command.Amount!.Value, command.VenueId, command.StudentId, note.Value.Text);
            session.Db.Add(added);
            session.Record("payment.received", added.Id);
            return added.Id;
        }, cancellationToken);

    /// <summary>Corrects it, unless somebody else did since the form was opened. Gives back the new version.</summary>
    public Task<Result<int>> EditAsync(Actor actor, EditReceivedPayment command, CancellationToken cancellationToken) =>
        db.WriteAsync<int>(actor, Permission.PayWrite, async (session, ct) =>
        {
            if (await session.Db.Set<ReceivedPayment>().SingleOrDefaultAsync(row => row.Id == command.Id, ct) is not { } row)
            {
                return Error.NotFound();
            }

            var note = await CheckAsync(session, command, ct);
            if (!note.IsSuccess)
            {
                return Result<int>.Failure(note.Errors);
            }

            if (row.VoidedAt is not null)
            {
                return Error.Conflict(nameof(SharedTexts.ErrorChangedMeanwhile));
            }

            session.Db.Entry(row).Property(p => p.Version).OriginalValue = command.Version;
            row.Describe(command.ValueDate!.Value, command.Amount!.Value, command.VenueId, command.StudentId, note.Value.Text);
            session.Record("payment.corrected", row.Id);
            await session.Db.SaveChangesAsync(ct);
            return row.Version;
        }, cancellationToken);

    /// <summary>Takes it back, with the reason. Again changes nothing.</summary>
    public Task<Result<bool>> VoidAsync(Actor actor, VoidReceivedPayment command, CancellationToken cancellationToken) =>
        db.WriteAsync<bool>(actor, Permission.PayWrite, async (session, ct) =>
        {
            if (await session.Db.Set<ReceivedPayment>().SingleOrDefaultAsync(row => row.Id == command.Id, ct) is not { } row)
            {
                return Error.NotFound();
            }

            var checks = new FieldChecks();
            var reason = checks.Required(nameof(VoidReceivedPayment.Reason), command.Reason, VenueAgreementService.LongestReason);
            if (!checks.Passed)
            {
                return Result<bool>.Failure(checks.Errors);
            }

            if (row.VoidedAt is not null)
            {
                return true;
            }

            session.Db.Entry(row).Property(p => p.Version).OriginalValue = command.Version;
            row.Void(reason, session.Now);
            session.Record("payment.voided", row.Id);
            return true;
        }, cancellationToken);

    private static async Task<Result<Note>> CheckAsync(TenantSession session, ReceivedDetails details, CancellationToken cancellationToken)
    {
        var checks = new FieldChecks();
        Required(nameof(ReceivedDetails.ValueDate), details.ValueDate is not null);
        checks.Date(nameof(ReceivedDetails.ValueDate), details.ValueDate);
        Required(nameof(ReceivedDetails.Amount), details.Amount is not null);
        checks.Amount(nameof(ReceivedDetails.Amount), details.Amount, session.Organization.Currency);
        if (details.Amount == 0)
        {
            checks.Add(Error.Invalid(nameof(SharedTexts.ErrorNotPositive), nameof(ReceivedDetails.Amount)));
        }

        if (details is { VenueId: not null, StudentId: not null })
        {
            checks.Add(Error.Invalid(nameof(ReceivedPaymentsTexts.ErrorVenueOrPupil), nameof(ReceivedDetails.StudentId)));
        }

        var note = checks.Optional(nameof(ReceivedDetails.Note), details.Note, LongestNote);
        if (!checks.Passed)
        {
            return Result<Note>.Failure(checks.Errors);
        }

        return (details.VenueId is { } venue && !await session.Db.Set<Venue>().AnyAsync(row => row.Id == venue, cancellationToken))
            || (details.StudentId is { } student && !await session.Db.Set<Student>().AnyAsync(row => row.Id == student, cancellationToken))
            ? Error.NotFound()
            : new Note(note);

        void Required(string field, bool given)
        {
            if (!given)
            {
                checks.Add(Error.Invalid(nameof(SharedTexts.ErrorRequired), field));
            }
        }
    }

    private sealed record Note(string? Text);
}
