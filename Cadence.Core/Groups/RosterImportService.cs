using Cadence.Core.Data;
using Cadence.Core.Kernel;
using Cadence.Core.Organizations;
using Cadence.Core.Resources;
using Cadence.Core.Students;
using Microsoft.EntityFrameworkCore;

namespace Cadence.Core.Groups;

/// <summary>
/// Brings a school's people in from a file: first a preview, then exactly the ticked rows, in one transaction. Applying a
/// file again finds everybody there and adds nothing.
/// </summary>
public sealed class RosterImportService(TenantDb db)
{
    private const int LongestFileName = 255;

    /// <summary>Reads an uploaded file against the school. Nothing is saved.</summary>
    public async Task<Result<RosterImportPreview>> PreviewAsync(Actor actor, string fileName, Stream content, CancellationToken ct)
    {
        var bytes = await RosterDecoder.ReadAsync(content, RosterLimits.Default.Bytes, ct);
        return bytes.IsSuccess ? await PreviewAsync(actor, new RosterFile(fileName, bytes.Value), ct) : Result<RosterImportPreview>.Failure(bytes.Errors);
    }

    /// <summary>Reads a file again, for example after a group that it names was added.</summary>
    public async Task<Result<RosterImportPreview>> PreviewAsync(Actor actor, RosterFile file, CancellationToken ct)
    {
        var school = await db.ReadAsync<School>(actor, Permission.PeopleWrite, async (session, ct) => session.Scope == GrantScope.All ? await SchoolAsync(session, ct) : Error.Forbidden(), ct);
        if (!school.IsSuccess)
        {
            return Result<RosterImportPreview>.Failure(school.Errors);
        }

        // Large files take a second; the caller's thread has other things to do.
        return await Task.Run(
            () =>
            {
                var (context, groups, enrolments) = school.Value;
                var read = RosterReader.Read(file.Content.Span, context);
                return read.IsSuccess
                    ? new RosterImportPreview(file, read.Value, RosterPlan.EnrolsOnly(read.Value, groups, enrolments, context.Today), context.Currency)
                    : Result<RosterImportPreview>.Failure(read.Errors);
            },
            ct);
    }

    /// <summary>Applies exactly the ticked rows, or none of them. A ticked row that can't be applied refuses all.</summary>
    public Task<Result<RosterApplied>> ApplyAsync(Actor actor, ApplyRoster command, CancellationToken ct) =>
        db.WriteAsync<RosterApplied>(actor, Permission.PeopleWrite, async (session, ct) =>
        {
            if (session.Scope != GrantScope.All)
            {
                return Error.Forbidden();
            }

            if (command.Rows.Count == 0)
            {
                return Error.Invalid(nameof(RosterTexts.ErrorRosterNothingTicked), nameof(ApplyRoster.Rows));
            }

            await RosterImportSql.LockAsync(session, ct);
            var (context, groups, enrolments) = await SchoolAsync(session, ct);
            var read = RosterReader.Read(command.File.Content.Span, context);
            if (!read.IsSuccess)
            {
                return Result<RosterApplied>.Failure(read.Errors);
            }

            var planned = RosterPlan.Of(read.Value, command.Rows, groups, enrolments, session.Today);
            if (!planned.IsSuccess)
            {
                return Result<RosterApplied>.Failure(planned.Errors);
            }

            var plan = planned.Value;
            if (plan.Students.Count + plan.Enrolments.Count == 0)
            {
                return new RosterApplied(null, 0, 0);
            }

            var batch = new ImportBatch("roster", FileName(command.File.Name), command.File.Hash, command.Rows.Count, actor.UserId);
            session.Db.Add(batch);
            session.Record("roster.imported", batch.Id, new { students = plan.Students.Count, enrolments = plan.Enrolments.Count });
            await session.Db.SaveChangesAsync(ct);
            await RosterImportSql.AddAsync(session, batch.Id, plan, ct);
            return new RosterApplied(batch.Id, plan.Students.Count, plan.Enrolments.Count);
        }, ct);

    private static async Task<School> SchoolAsync(TenantSession session, CancellationToken ct)
    {
        var students = await session.Db.Set<Student>()
            .Select(s => new KnownStudent(s.Id, s.GivenName, s.FamilyNames, s.PhoneE164, s.Email, s.BirthDate)).ToListAsync(ct);
        var groups = await session.Db.Set<Group>().Where(g => g.Status != GroupStatus.Closed)
            .OrderBy(g => g.CreatedAt).Select(g => new RosterGroup(g.Id, g.Name, g.MonthlyPrice)).ToListAsync(ct);
        var enrolments = await session.Db.Set<Enrolment>().Where(e => e.VoidedAt == null)
            .Select(e => new RosterEnrolment(e.StudentId, e.GroupId, e.StartDate, e.EndDate)).ToListAsync(ct);
        var organization = session.Organization;
        return new School(new RosterContext(organization.Country, organization.Currency, session.Today, [.. groups.Select(g => g.Name)], students), groups, enrolments);
    }

    private static string FileName(string name)
    {
        var plain = StorableText.Is(name) ? name : "";
        return plain.Length <= LongestFileName ? plain : plain[..LongestFileName];
    }

    private sealed record School(RosterContext Context, IReadOnlyList<RosterGroup> Groups, IReadOnlyList<RosterEnrolment> Enrolments);
}
