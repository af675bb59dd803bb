namespace Cadence.Core.Organizations;

/// <summary>
/// How statements keep to what the actor reaches. $1 is the organization, $2 the reach (<see cref="Data.TenantSession.Reach"/>; null is everything),
/// $3 today. Classes and groups belong to later slices, so they are asked by name, not by type.
/// </summary>
internal static class ReachSql
{
    /// <summary>For so many days after a class its substitute still sees it (domain.md §5).</summary>
    public const string SubstituteDays = "7";

    /// <summary>Classes (alias s): at a place the member was given, of a group they were given, or the teacher's own: lead, assistant, or substitute until some days after. A replaced teacher still sees theirs.</summary>
    public const string Sessions = $"($2::uuid[] is null or {AtPlaces} or exists ({Taught}))";

    /// <summary>As <see cref="Sessions"/>, but a teacher who was replaced is not asked for the roll call.</summary>
    public const string SessionsToTake = $"""
        ($2::uuid[] is null or {AtPlaces} or exists ({Taught}
                and not exists (
                    select from session_teachers b
                    where b.organization_id = m.organization_id and b.class_session_id = m.class_session_id and b.replaces_teacher_id = m.teacher_id and b.voided_at is null)))
        """;

    /// <summary>
    /// Groups (alias g): at a venue the member was given, given themselves, or those a teacher leads, or taught or will teach as lead or assistant
    /// since 30 days before today. A substitute sees the roll call only.
    /// </summary>
    public const string Groups = """
        ($2::uuid[] is null or g.venue_id = any ($2) or g.id = any ($2) or (g.teacher_id = any ($2) and g.status <> 'closed') or exists (
            select from class_sessions c
            join session_teachers m on m.organization_id = c.organization_id and m.class_session_id = c.id
            where c.organization_id = g.organization_id and c.group_id = g.id and c.date >= $3::date - 30
                and m.teacher_id = any ($2) and m.role <> 'substitute' and m.voided_at is null))
        """;

    /// <summary>
    /// Students (alias s): who is in one of these groups today. Who looks after places, not only own classes, also sees those who begin later,
    /// and newcomers, who belong to no group and so to no place yet.
    /// </summary>
    public const string Students = $"""
        ($2::uuid[] is null
            or exists (
                select from student_groups e
                join groups g on g.organization_id = e.organization_id and g.id = e.group_id
                where e.organization_id = s.organization_id and e.student_id = s.id and e.voided_at is null
                    and (e.start_date <= $3 or $1 = any ($2)) and (e.end_date is null or e.end_date >= $3) and {Groups})
            or ($1 = any ($2) and not exists (
                select from student_groups e where e.organization_id = s.organization_id and e.student_id = s.id and e.voided_at is null)))
        """;

    private const string AtPlaces = "s.venue_id = any ($2) or s.group_id = any ($2)";

    private const string Taught = $"""
        select from session_teachers m
            where m.organization_id = s.organization_id and m.class_session_id = s.id and m.teacher_id = any ($2) and m.voided_at is null
                and (m.role <> 'substitute' or s.date >= $3::date - {SubstituteDays})
        """;
}
