using Cadence.Core.Data;
using Cadence.Core.Kernel;
using Cadence.Core.Organizations;
using Cadence.Core.Resources;
using Microsoft.EntityFrameworkCore;

namespace Cadence.Core.Students;

/// <summary>The people who learn here. A teacher sees those of their own groups.</summary>
public sealed class StudentService(TenantDb db)
{
    /// <summary>A page of students by family names.</summary>
    public Task<Result<StudentList>> ListAsync(Actor actor, StudentSearch search, CancellationToken ct) =>
        db.ReadAsync<StudentList>(actor, Permission.PeopleRead, async (session, ct) => await StudentSql.PageAsync(session, search, ct), ct);

    /// <summary>One student; unknown, foreign and unseen ones are all NotFound.</summary>
    public Task<Result<StudentProfile>> GetAsync(Actor actor, Guid id, CancellationToken ct) =>
        db.ReadAsync<StudentProfile>(actor, Permission.PeopleRead, async (session, ct) =>
        {
            var student = await FindAsync(session, id, ct);
            return student is null ? Error.NotFound() : new StudentProfile(
                student.Id, student.Version, student.GivenName, student.FamilyNames, student.FullName, student.PreferredName, student.BirthDate,
                student.Email, student.Phone, student.PhoneE164, student.Status, student.DropReason, student.CreatedAt, session.Today);
        }, ct);

    /// <summary>Adds an active student and gives back the id. Adding the same id again changes nothing.</summary>
    public Task<Result<Guid>> AddAsync(Actor actor, AddStudent command, CancellationToken ct) =>
        db.WriteAsync<Guid>(actor, Permission.PeopleWrite, async (session, ct) =>
        {
            // A newcomer belongs to no group yet: who sees only own pupils would not see what they added.
            if (session.Scope == GrantScope.Own)
            {
                return Error.Forbidden(nameof(SharedTexts.ErrorOutOfReach));
            }

            if (Checked(session, command) is { Count: > 0 } errors)
            {
                return Result<Guid>.Failure(errors);
            }

            if (await session.Db.Set<Student>().AnyAsync(student => student.Id == command.Id, ct))
            {
                return command.Id;
            }

            var added = new Student(command.Id, command.GivenName, command.FamilyNames, StudentStatus.Active);
            Write(added, command, session.Organization.Country);
            session.Db.Add(added);
            session.Record("student.added", added.Id);
            return added.Id;
        }, ct);

    /// <summary>Changes a student, unless somebody else did since the form was opened. Gives back the new version.</summary>
    public Task<Result<int>> EditAsync(Actor actor, EditStudent command, CancellationToken ct) =>
        db.WriteAsync<int>(actor, Permission.PeopleWrite, async (session, ct) =>
        {
            var student = await FindAsync(session, command.Id, ct);
            if (student is null)
            {
                return Error.NotFound();
            }

            if (Checked(session, command) is { Count: > 0 } errors)
            {
                return Result<int>.Failure(errors);
            }

            session.Db.Entry(student).Property(s => s.Version).OriginalValue = command.Version;
            Write(student, command, session.Organization.Country);
            student.ChangeStatus(command.Status, StudentRules.Filled(command.DropReason));
            session.Record("student.changed", student.Id);
            await session.Db.SaveChangesAsync(ct);
            return student.Version;
        }, ct);

    private static async Task<Student?> FindAsync(TenantSession session, Guid id, CancellationToken ct) =>
        session.Reach is null || await StudentSql.IsVisibleAsync(session, id, ct)
            ? await session.Db.Set<Student>().SingleOrDefaultAsync(student => student.Id == id, ct)
            : null;

    private static IReadOnlyList<Error> Checked(TenantSession session, StudentDetails details)
    {
        var errors = StudentRules.Check(details, session.Organization.Country, session.Today);
        return details is EditStudent { Status: var status } && !Enum.IsDefined(status)
            ? [.. errors, Error.Invalid(nameof(SharedTexts.ErrorChoiceInvalid), nameof(EditStudent.Status))]
            : errors;
    }

    private static void Write(Student student, StudentDetails details, string country)
    {
        // Names are kept to the letter: what somebody is called is theirs to say.
        student.Describe(details.GivenName, details.FamilyNames, string.IsNullOrWhiteSpace(details.PreferredName) ? null : details.PreferredName, details.BirthDate);
        var phone = StudentRules.Filled(details.Phone);
        student.SetContact(StudentRules.Filled(details.Email), phone, phone is null ? null : PhoneText.ToE164(phone, country));
    }
}
