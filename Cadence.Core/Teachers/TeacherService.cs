using System.Linq.Expressions;
using Cadence.Core.Data;
using Cadence.Core.Kernel;
using Cadence.Core.Organizations;
using Cadence.Core.Resources;
using Microsoft.EntityFrameworkCore;

namespace Cadence.Core.Teachers;

/// <summary>Those who teach for the organization. A teacher sees their own record only.</summary>
public sealed class TeacherService(TenantDb db)
{
    /// <summary>Longest given name and longest family names.</summary>
    public const int LongestName = 100;

    private const int LongestAddress = 200;
    private const int LongestPhone = 40;
    private const int MostTeachers = 1000;

    /// <summary>All teachers, those employed now first, then by family names.</summary>
    public Task<Result<IReadOnlyList<TeacherItem>>> ListAsync(Actor actor, CancellationToken cancellationToken) =>
        db.ReadAsync<IReadOnlyList<TeacherItem>>(actor, Permission.PeopleRead, async (session, token) =>
        {
            var today = session.Today;
            var teachers = await session.Db.Set<Teacher>().AsNoTracking().Where(Visible(session))
                .OrderBy(teacher => teacher.EmployedTo != null && teacher.EmployedTo < today)
                .ThenBy(teacher => teacher.FamilyNames == "" ? teacher.GivenName : teacher.FamilyNames).ThenBy(teacher => teacher.GivenName).ThenBy(teacher => teacher.Id)
                .Take(MostTeachers)
                .ToListAsync(token);
            return teachers.ConvertAll(teacher => new TeacherItem(
                teacher.Id, teacher.FullName, teacher.PreferredName, teacher.Email, teacher.Phone, teacher.EmployedFrom, teacher.EmployedTo, IsEmployed(teacher, today), teacher.UserId is not null));
        }, cancellationToken);

    /// <summary>One teacher; unknown, foreign and unseen ones are all NotFound.</summary>
    public Task<Result<TeacherProfile>> GetAsync(Actor actor, Guid id, CancellationToken cancellationToken) =>
        db.ReadAsync<TeacherProfile>(actor, Permission.PeopleRead, async (session, token) =>
        {
            var teacher = await session.Db.Set<Teacher>().AsNoTracking().Where(Visible(session)).SingleOrDefaultAsync(teacher => teacher.Id == id, token);
            return teacher is null ? Error.NotFound() : new TeacherProfile(
                teacher.Id, teacher.Version, teacher.GivenName, teacher.FamilyNames, teacher.FullName, teacher.PreferredName, teacher.Email, teacher.Phone, teacher.Language,
                teacher.EmployedFrom, teacher.EmployedTo, IsEmployed(teacher, session.Today), teacher.UserId is not null,
                teacher.LegalName, teacher.TaxId, teacher.Address, teacher.BankAccount is { } account ? BankAccountNumber.Masked(account) : null);
        }, cancellationToken);

    /// <summary>Adds a teacher and gives back the id. The same id again changes nothing.</summary>
    public Task<Result<Guid>> AddAsync(Actor actor, AddTeacher command, CancellationToken cancellationToken) =>
        db.WriteAsync<Guid>(actor, Permission.PeopleWrite, async (session, token) =>
        {
            if (Check(command, session.Organization.Country) is { Count: > 0 } errors)
            {
                return Result<Guid>.Failure(errors);
            }

            if (await session.Db.Set<Teacher>().AnyAsync(teacher => teacher.Id == command.Id, token))
            {
                return command.Id;
            }

            var added = new Teacher(command.Id, "", "", command.EmployedFrom!.Value);
            Write(added, command);
            session.Db.Add(added);
            session.Record("teacher.added", added.Id);
            await session.Db.SaveChangesAsync(token);
            return added.Id;
        }, cancellationToken);

    /// <summary>Changes a teacher, unless somebody else did since the form was opened. Gives back the new version.</summary>
    public Task<Result<int>> EditAsync(Actor actor, EditTeacher command, CancellationToken cancellationToken) =>
        db.WriteAsync<int>(actor, Permission.PeopleWrite, async (session, token) =>
        {
            var teacher = await session.Db.Set<Teacher>().Where(Visible(session)).SingleOrDefaultAsync(teacher => teacher.Id == command.Id, token);
            if (teacher is null)
            {
                return Error.NotFound();
            }

            if (Check(command, session.Organization.Country) is { Count: > 0 } errors)
            {
                return Result<int>.Failure(errors);
            }

            session.Db.Entry(teacher).Property(t => t.Version).OriginalValue = command.Version;
            Write(teacher, command);
            session.Record("teacher.changed", teacher.Id);
            await session.Db.SaveChangesAsync(token);
            return teacher.Version;
        }, cancellationToken);

    /// <summary>Changes what the statement prints, unless somebody else did since the form was opened. Gives back the new version.</summary>
    public Task<Result<int>> EditLegalDataAsync(Actor actor, EditLegalData command, CancellationToken cancellationToken) =>
        db.WriteAsync<int>(actor, Permission.PeopleWrite, async (session, token) =>
        {
            var teacher = await session.Db.Set<Teacher>().Where(Visible(session)).SingleOrDefaultAsync(teacher => teacher.Id == command.Id, token);
            if (teacher is null)
            {
                return Error.NotFound();
            }

            var checks = new FieldChecks();
            var legalName = checks.Optional(nameof(EditLegalData.LegalName), command.LegalName, LongestName);
            var taxId = checks.Optional(nameof(EditLegalData.TaxId), command.TaxId, 40);
            var address = checks.Optional(nameof(EditLegalData.Address), command.Address, LongestAddress);
            var account = checks.Optional(nameof(EditLegalData.NewBankAccount), command.NewBankAccount, BankAccountNumber.Longest) is { } typed ? BankAccountNumber.Plain(typed) : null;
            if (checks.Passed && account is not null && BankAccountNumber.Check(account, session.Organization.Country, nameof(EditLegalData.NewBankAccount)) is { } flaw)
            {
                checks.Add(flaw);
            }

            if (!checks.Passed)
            {
                return Result<int>.Failure(checks.Errors);
            }

            session.Db.Entry(teacher).Property(t => t.Version).OriginalValue = command.Version;
            teacher.SetLegalData(legalName, taxId, address, account ?? (command.RemoveBankAccount ? null : teacher.BankAccount));
            session.Record("teacher.changed", teacher.Id);
            await session.Db.SaveChangesAsync(token);
            return teacher.Version;
        }, cancellationToken);

    /// <summary>What is wrong with what was typed, each failure at its field, before anything is looked up.</summary>
    public static IReadOnlyList<Error> Check(TeacherDetails details, string country)
    {
        var checks = new FieldChecks();
        checks.Required(nameof(TeacherDetails.GivenName), details.GivenName, LongestName);
        checks.Optional(nameof(TeacherDetails.FamilyNames), details.FamilyNames, LongestName);
        checks.Optional(nameof(TeacherDetails.PreferredName), details.PreferredName, LongestName);
        if (Filled(details.Email) is { } email && !EmailAddress.IsValid(email))
        {
            checks.Add(Error.Invalid(nameof(SharedTexts.ErrorEmailInvalid), nameof(TeacherDetails.Email)));
        }

        if (checks.Optional(nameof(TeacherDetails.Phone), details.Phone, LongestPhone) is { Length: <= LongestPhone } phone && PhoneText.ToE164(phone, country) is null)
        {
            checks.Add(Error.Invalid(nameof(SharedTexts.ErrorPhoneInvalid), nameof(TeacherDetails.Phone)));
        }

        if (details.Language is not (null or "es" or "en"))
        {
            checks.Add(Error.Invalid(nameof(SharedTexts.ErrorChoiceInvalid), nameof(TeacherDetails.Language)));
        }

        if (details.EmployedFrom is null)
        {
            checks.Add(Error.Invalid(nameof(SharedTexts.ErrorRequired), nameof(TeacherDetails.EmployedFrom)));
        }

        checks.Date(nameof(TeacherDetails.EmployedFrom), details.EmployedFrom);
        checks.Date(nameof(TeacherDetails.EmployedTo), details.EmployedTo);
        checks.NotBefore(nameof(TeacherDetails.EmployedTo), details.EmployedTo, details.EmployedFrom);
        return checks.Errors;
    }

    private static Expression<Func<Teacher, bool>> Visible(TenantSession session)
    {
        var (all, own) = (session.Scope == GrantScope.All, session.TeacherId);
        return teacher => all || teacher.Id == own;
    }

    private static bool IsEmployed(Teacher teacher, DateOnly today) => new DateRange(teacher.EmployedFrom, teacher.EmployedTo).Contains(today);

    private static string? Filled(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();

    private static void Write(Teacher teacher, TeacherDetails details)
    {
        teacher.Describe(details.GivenName.Trim(), details.FamilyNames.Trim(), Filled(details.PreferredName), Filled(details.Email), Filled(details.Phone), details.Language);
        teacher.Employ(details.EmployedFrom!.Value, details.EmployedTo);
    }
}
