using Cadence.Core.Data;
using Cadence.Core.Organizations;

namespace Cadence.Core.Reports;

/// <summary>The statement of the first steps.</summary>
internal static class FirstStepsSql
{
    private const string State = """
        select o.steps_hidden_at is not null,
               (select count(*)::int from venues where organization_id = $1),
               (select name from venues where organization_id = $1 order by id limit 1),
               (select count(*)::int from teachers where organization_id = $1),
               (select coalesce(nullif(preferred_name, ''), given_name) from teachers where organization_id = $1 order by id limit 1),
               (select count(*)::int from groups where organization_id = $1),
               (select name from groups where organization_id = $1 order by id limit 1),
               (select count(*)::int from students where organization_id = $1),
               exists (select from student_groups where organization_id = $1 and voided_at is null),
               (select count(*)::int from class_sessions where organization_id = $1 and status <> 'cancelled'),
               (select count(*)::int from (select from attendance_records where organization_id = $1 and status is not null limit 1) a),
               (select id from groups where organization_id = $1 and status <> 'closed' order by status, id limit 1),
               (select id from class_sessions where organization_id = $1 and status <> 'cancelled' order by abs(extract(epoch from starts_at - $2)), id limit 1)
        from organizations o
        where o.id = $1
        """;

    public static async Task<FirstSteps> StateAsync(TenantSession session, CancellationToken cancellationToken)
    {
        await using var command = session.Command(State);
        command.Parameters.AddWithValue(session.Organization.Id);
        command.Parameters.AddWithValue(session.Now.ToUniversalTime());
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        var venue = Counted(FirstStep.Venue, 1, Text(2));
        var teacher = Counted(FirstStep.Teacher, 3, Text(4));

        // Who teaches alone is there from the beginning; a school has its rooms before its people.
        FirstStepState[] first = session.Organization.Type == OrganizationType.School ? [venue, teacher] : [teacher, venue];
        return new FirstSteps(
            [
                .. first,
                Counted(FirstStep.Group, 5, Text(6)),
                new FirstStepState(FirstStep.Students, reader.GetBoolean(8), reader.GetInt32(7), null),
                Counted(FirstStep.Session, 9, null),
                Counted(FirstStep.RollCall, 10, null),
            ],
            reader.GetBoolean(0), Id(11), Id(12), session.Today);

        FirstStepState Counted(FirstStep step, int column, string? name) => new(step, reader.GetInt32(column) > 0, reader.GetInt32(column), name);

        string? Text(int column) => reader.IsDBNull(column) ? null : reader.GetString(column);

        Guid? Id(int column) => reader.IsDBNull(column) ? null : reader.GetGuid(column);
    }
}
