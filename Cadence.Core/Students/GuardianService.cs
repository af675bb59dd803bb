using Cadence.Core.Data;
using Cadence.Core.Kernel;
using Cadence.Core.Organizations;
using Cadence.Core.Resources;
using Microsoft.EntityFrameworkCore;

namespace Cadence.Core.Students;

/// <summary>The people behind the students. One person answers for any number of siblings.</summary>
public sealed class GuardianService(TenantDb db)
{
    /// <summary>From this age on somebody can be their own contact.</summary>
    public const int OfAge = 18;

    private const int MostFound = 10;

    private const int LongestEmail = 320;

    /// <summary>The guardians of a student; NotFound for one this actor does not see.</summary>
    public Task<Result<GuardiansOfStudent>> OfStudentAsync(Actor actor, Guid studentId, CancellationToken ct) =>
        db.ReadAsync<GuardiansOfStudent>(actor, Permission.PeopleRead, async (session, ct) =>
            await StudentSql.IsVisibleAsync(session, studentId, ct)
                ? new GuardiansOfStudent(await GuardianSql.OfStudentAsync(session, studentId, ct), session.Now)
                : Error.NotFound(), ct);

    /// <summary>Guardians by words of their name, e-mail, phone or their students' names, at most ten.</summary>
    public Task<Result<IReadOnlyList<GuardianChoice>>> SearchAsync(Actor actor, string? text, CancellationToken ct) =>
        db.ReadAsync<IReadOnlyList<GuardianChoice>>(actor, Permission.PeopleWrite, async (session, ct) =>
            await GuardianSql.SearchAsync(session, text ?? "", MostFound, ct), ct);

    /// <summary>Makes somebody a student's guardian and gives back what ties them. The same again changes nothing.</summary>
    public Task<Result<Guid>> AddAsync(Actor actor, AddGuardian command, CancellationToken ct) =>
        db.WriteAsync<Guid>(actor, Permission.PeopleWrite, async (session, ct) =>
        {
            if (!await StudentSql.IsVisibleAsync(session, command.StudentId, ct) || await session.Db.Set<Student>().SingleOrDefaultAsync(s => s.Id == command.StudentId, ct) is not { } student)
            {
                return Error.NotFound();
            }

            var known = await KnownAsync(session, command.GuardianId ?? command.Id, ct);
            if ((command.GuardianId is not null && known is null) || (known is not null && !await GuardianSql.IsVisibleAsync(session, known.Id, ct)))
            {
                return Error.NotFound();
            }

            if (await session.Db.Set<StudentGuardian>().Where(s => s.StudentId == student.Id && s.EndedAt == null && s.GuardianId == (command.GuardianId ?? command.Id)).Select(s => (Guid?)s.Id).SingleOrDefaultAsync(ct) is { } already)
            {
                return already;
            }

            var checks = known is null ? Checked(session, command) : new FieldChecks();
            CheckRelation(checks, command, student, session.Today);
            if (!checks.Passed)
            {
                return Result<Guid>.Failure(checks.Errors);
            }

            if (known is null)
            {
                known = new Guardian(command.Id);
                Write(known, command, session.Organization);
                session.Db.Add(known);
            }

            var added = new StudentGuardian(student.Id, known.Id);
            added.Agree(command.Relation, command.Told, command.Pays);
            session.Db.Add(added);
            session.Record("guardian.added", known.Id, new { student = student.Id });
            return added.Id;
        }, ct);

    /// <summary>Changes the person for all of their students, and what they are to this one. Gives back the person's new version.</summary>
    public Task<Result<int>> EditAsync(Actor actor, EditGuardian command, CancellationToken ct) =>
        db.WriteAsync<int>(actor, Permission.PeopleWrite, async (session, ct) =>
        {
            if (await TieAsync(session, command.StudentGuardianId, ct) is not { } tie)
            {
                return Error.NotFound();
            }

            var student = await session.Db.Set<Student>().SingleAsync(s => s.Id == tie.StudentId, ct);
            var checks = Checked(session, command);
            CheckRelation(checks, command, student, session.Today);
            if (!checks.Passed)
            {
                return Result<int>.Failure(checks.Errors);
            }

            var guardian = (await KnownAsync(session, tie.GuardianId, ct))!;
            session.Db.Entry(guardian).Property(g => g.Version).OriginalValue = command.Version;
            // The tie has no version of its own in the form: whoever saw this person in that version saw the tie as well.
            session.Db.Entry(guardian).Property(g => g.Language).IsModified = true;
            Write(guardian, command, session.Organization);
            tie.Agree(command.Relation, command.Told, command.Pays);
            await EndUselessLinkAsync(session, tie, ct);
            session.Record("guardian.changed", guardian.Id, new { student = tie.StudentId });
            await session.Db.SaveChangesAsync(ct);
            return guardian.Version;
        }, ct);

    /// <summary>Ends that somebody is a student's guardian. With the last student of whom they are told their link ends too; the same when that right is taken away.</summary>
    public Task<Result<bool>> EndAsync(Actor actor, Guid studentGuardianId, CancellationToken ct) =>
        db.WriteAsync<bool>(actor, Permission.PeopleWrite, async (session, ct) =>
        {
            if (await TieAsync(session, studentGuardianId, ct) is not { } tie)
            {
                return Error.NotFound();
            }

            tie.End(session.Now);
            await EndUselessLinkAsync(session, tie, ct);
            session.Record("guardian.ended", tie.GuardianId, new { student = tie.StudentId });
            return true;
        }, ct);

    /// <summary>A link that would show nobody ends, so that it does not come back to life with the next student.</summary>
    private static async Task EndUselessLinkAsync(TenantSession session, StudentGuardian changed, CancellationToken ct)
    {
        if ((changed is { EndedAt: null, Told: true }) || await session.Db.Set<StudentGuardian>().AnyAsync(s => s.GuardianId == changed.GuardianId && s.Id != changed.Id && s.EndedAt == null && s.Told, ct))
        {
            return;
        }

        foreach (var link in await session.Db.Set<FamilyLink>().Where(l => l.GuardianId == changed.GuardianId && l.RevokedAt == null).ToListAsync(ct))
        {
            link.Revoke(session.Now);
            session.Record("family_link.revoked", link.Id, new { guardian = changed.GuardianId });
        }
    }

    private static Task<Guardian?> KnownAsync(TenantSession session, Guid id, CancellationToken ct) => session.Db.Set<Guardian>().SingleOrDefaultAsync(g => g.Id == id, ct);

    private static async Task<StudentGuardian?> TieAsync(TenantSession session, Guid id, CancellationToken ct) =>
        await session.Db.Set<StudentGuardian>().SingleOrDefaultAsync(s => s.Id == id && s.EndedAt == null, ct) is { } tie && await StudentSql.IsVisibleAsync(session, tie.StudentId, ct) ? tie : null;

    private static FieldChecks Checked(TenantSession session, GuardianDetails details)
    {
        var checks = new FieldChecks();
        checks.Required(nameof(GuardianDetails.GivenName), details.GivenName, RosterReader.LongestName);
        checks.Optional(nameof(GuardianDetails.FamilyNames), details.FamilyNames, RosterReader.LongestName);
        checks.Optional(nameof(GuardianDetails.PreferredName), details.PreferredName, RosterReader.LongestName);
        if (checks.Optional(nameof(GuardianDetails.Email), details.Email, LongestEmail) is { Length: <= LongestEmail } email && !EmailAddress.IsValid(email))
        {
            checks.Add(Error.Invalid(nameof(SharedTexts.ErrorEmailInvalid), nameof(GuardianDetails.Email)));
        }

        if (checks.Optional(nameof(GuardianDetails.Phone), details.Phone, RosterReader.LongestPhone) is { Length: <= RosterReader.LongestPhone } phone && PhoneText.ToE164(phone, session.Organization.Country) is null)
        {
            checks.Add(Error.Invalid(nameof(SharedTexts.ErrorPhoneInvalid), nameof(GuardianDetails.Phone)));
        }

        if (details.Language is not (null or "es" or "en"))
        {
            checks.Add(Error.Invalid(nameof(SharedTexts.ErrorChoiceInvalid), nameof(GuardianDetails.Language)));
        }

        return checks;
    }

    private static void CheckRelation(FieldChecks checks, GuardianDetails details, Student student, DateOnly today)
    {
        checks.Choice(nameof(GuardianDetails.Relation), details.Relation);
        if (details.Relation == GuardianRelation.Self && student.BirthDate is { } born && born.AddYears(OfAge) > today)
        {
            checks.Add(Error.Invalid(nameof(GuardiansTexts.ErrorUnderAge), nameof(GuardianDetails.Relation)));
        }
    }

    private static void Write(Guardian guardian, GuardianDetails details, OrganizationProfile organization)
    {
        guardian.Describe(details.GivenName.Trim(), (details.FamilyNames ?? "").Trim(), StudentRules.Filled(details.PreferredName), details.Language ?? organization.Language);
        var phone = StudentRules.Filled(details.Phone);
        guardian.SetContact(StudentRules.Filled(details.Email), phone, phone is null ? null : PhoneText.ToE164(phone, organization.Country));
    }
}
