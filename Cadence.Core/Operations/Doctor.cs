using System.Data;
using Cadence.Core.Data;
using Npgsql;

namespace Cadence.Core.Operations;

/// <summary>Something that should not be.</summary>
/// <param name="OrganizationId">Whose; null where it is nobody's.</param>
/// <param name="Id">Row, table or role.</param>
public sealed record DoctorFinding(Guid? OrganizationId, string Id);

/// <summary>One question and what it found.</summary>
/// <param name="Found">How many.</param>
/// <param name="Ids">The first of them.</param>
public sealed record DoctorCheck(string Name, int Found, IReadOnlyList<DoctorFinding> Ids);

/// <summary>
/// Looks over the whole database, as the owner, for what the program, its triggers and constraints should never let happen. Changes nothing.
/// </summary>
public static class Doctor
{
    private const int Named = 100;

    /// <summary>Asks all questions on one snapshot. Where migrations are pending, that is the only answer.</summary>
    /// <param name="hasMail">Whether mail can be sent; without, waiting messages are as they should be.</param>
    /// <exception cref="StartException">The owner's connection string is missing.</exception>
    public static async Task<IReadOnlyList<DoctorCheck>> ExamineAsync(DatabaseSettings settings, bool hasMail, TimeProvider time, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(time);
        var owner = settings.OwnerFor("doctor");
        var checks = new List<DoctorCheck> { Of("migrations_pending", await CadenceDatabase.PendingMigrationsAsync(owner, ct)) };
        if (checks[0].Found > 0)
        {
            return checks;
        }

        var runtimeRole = new NpgsqlConnectionStringBuilder(settings.App!).Username!;
        await using var connection = new NpgsqlConnection(owner);
        await connection.OpenAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, ct);
        await DoctorSql.SeeAllAsync(connection, transaction, ct);
        var now = time.GetUtcNow();
        foreach (var (name, sql) in DoctorSql.Checks)
        {
            checks.Add(await DoctorSql.AskAsync(connection, transaction, name, sql, now, hasMail, Named, ct));
        }

        checks.Add(await DoctorSql.AskAsync(connection, transaction, "audit_gaps", await DoctorSql.AuditGapsAsync(connection, transaction, ct), now, hasMail, Named, ct));
        var rights = new List<string>(await DoctorSql.WrongRightsAsync(connection, transaction, runtimeRole, ct));
        try
        {
            await RuntimeRoleCheck.EnsureAsync(settings.App!, ct);
        }
        catch (StartException e)
        {
            rights.Add(e.Message);
        }

        checks.Add(Of("runtime_role", rights));
        return checks;
    }

    private static DoctorCheck Of(string name, IReadOnlyList<string> found) => new(name, found.Count, [.. found.Take(Named).Select(id => new DoctorFinding(null, id))]);
}
