using Cadence.Core.Data;
using Npgsql;
using NpgsqlTypes;

namespace Cadence.Core.Groups;

/// <summary>Writes an import in three statements, however many rows it has.</summary>
internal static class RosterImportSql
{
    // Two imports of one school wait for each other, so that the second finds what the first added.
    private const string Lock = "select pg_advisory_xact_lock(hashtextextended('roster:' || $1::text, 0))";

    private const string AddStudents = """
        insert into students (organization_id, id, given_name, family_names, preferred_name, birth_date, email, phone, phone_e164, status, source, import_batch_id)
        select $1, s.*, 'active', 'roster', $2
        from unnest($3::uuid[], $4::text[], $5::text[], $6::text[], $7::date[], $8::text[], $9::text[], $10::text[]) s
        """;

    private const string AddEnrolments = """
        insert into student_groups (organization_id, id, student_id, group_id, start_date, agreed_fee, agreed_fee_from)
        select $1, e.id, e.student_id, e.group_id, e.start_date, e.fee, case when e.fee is not null then e.start_date end
        from unnest($2::uuid[], $3::uuid[], $4::uuid[], $5::date[], $6::numeric[]) e (id, student_id, group_id, start_date, fee)
        """;

    private const string Activate = "update students set status = 'active', drop_reason = null where id = any ($1) and status in ('lead', 'trial', 'left')";

    /// <summary>Waits for other imports of the same organization.</summary>
    public static async Task LockAsync(TenantSession session, CancellationToken ct)
    {
        await using var command = session.Command(Lock);
        command.Parameters.Add(new() { Value = session.Organization.Id });
        await command.ExecuteNonQueryAsync(ct);
    }

    /// <summary>Adds the students and enrolments of a plan.</summary>
    public static async Task AddAsync(TenantSession session, Guid batchId, RosterPlan plan, CancellationToken ct)
    {
        var organization = session.Organization.Id;
        var (students, enrolments) = (plan.Students, plan.Enrolments);
        await using var batch = new NpgsqlBatch(session.Connection, session.Transaction)
        {
            BatchCommands =
            {
                new NpgsqlBatchCommand(AddStudents)
                {
                    Parameters =
                    {
                        new() { Value = organization },
                        new() { Value = batchId },
                        new() { Value = students.ConvertAll(s => s.Id).ToArray() },
                        new() { Value = students.ConvertAll(s => s.Person.GivenName).ToArray() },
                        new() { Value = students.ConvertAll(s => s.Person.FamilyNames).ToArray() },
                        Texts(students.ConvertAll(s => s.Person.PreferredName)),
                        new() { Value = students.ConvertAll(s => s.Person.BirthDate).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Date },
                        Texts(students.ConvertAll(s => s.Person.Email)),
                        Texts(students.ConvertAll(s => s.Person.Phone)),
                        Texts(students.ConvertAll(s => s.Person.PhoneE164)),
                    },
                },
                new NpgsqlBatchCommand(AddEnrolments)
                {
                    Parameters =
                    {
                        new() { Value = organization },
                        new() { Value = enrolments.ConvertAll(e => e.Id).ToArray() },
                        new() { Value = enrolments.ConvertAll(e => e.StudentId).ToArray() },
                        new() { Value = enrolments.ConvertAll(e => e.GroupId).ToArray() },
                        new() { Value = enrolments.ConvertAll(e => e.StartDate).ToArray() },
                        new() { Value = enrolments.ConvertAll(e => e.AgreedFee).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Numeric },
                    },
                },
                new NpgsqlBatchCommand(Activate) { Parameters = { new() { Value = plan.KnownStudents.ToArray() } } },
            },
        };
        await batch.ExecuteNonQueryAsync(ct);
    }

    private static NpgsqlParameter Texts(List<string?> texts) => new() { Value = texts.ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text };
}
