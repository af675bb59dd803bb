using System.Globalization;
using Cadence.Core.Attendance;
using Cadence.Core.Data;
using Cadence.Core.Kernel;
using Cadence.Core.Organizations;
using Cadence.Core.Sessions;
using Npgsql;

namespace Cadence.Core.Payouts;

/// <summary>A teacher as pay needs them.</summary>
internal sealed record PayTeacher(Guid Id, string FullName, string FamilyNames, string? LegalName, string? TaxId, string? BankAccount, string? Language, DateOnly? EmployedFrom, DateOnly? EmployedTo)
{
    public bool IsEmployedIn(DateRange period) => new DateRange(EmployedFrom ?? DateOnly.MinValue, EmployedTo).Overlaps(period);
}

/// <summary>Everything that pay of a period follows from, for one teacher or for all.</summary>
internal sealed record PayFacts(IReadOnlyDictionary<Guid, PayTeacher> Teachers, ILookup<Guid, PayRateTerms> Rates, ILookup<Guid, PaySession> Sessions);

/// <summary>An approved payout, without its lines.</summary>
internal sealed record StoredPayout(
    Guid Id, Guid TeacherId, Month Month, DateRange Period, string Currency, decimal Gross, decimal Tax, decimal Withholding, decimal Net,
    string Number, DateTimeOffset ApprovedAt, string? ApprovedBy, DateTimeOffset? PaidAt);

/// <summary>A line of an approved payout.</summary>
internal sealed record StoredLine(Guid PayoutId, Guid TeacherId, Month Month, StatementLine Line);

/// <summary>Which pupils' marks are wanted beside the counts.</summary>
internal enum MarksWanted
{
    /// <summary>Those of groups taught together, whose heads are counted once.</summary>
    OfJointSessions,
    /// <summary>All, because they are shown or stored.</summary>
    All,
}

/// <summary>The statements of pay: one for each kind of fact, whatever the number of teachers.</summary>
internal static class PayoutSql
{
    private const string Settings = "select key, value::text, valid_from from organization_settings where organization_id = $1 and key like 'pay.%'";

    private const string Teachers = """
        select id, full_name, family_names, legal_name, tax_id, bank_account, language, employed_from, employed_to
        from teachers where organization_id = $1
        """;

    private const string Rates = """
        select r.id, r.teacher_id, r.model, r.scope, r.venue_id, r.level, r.group_id, r.amount, r.base, r.minimum, r.cap, r.free_heads, r.tiers::text, r.valid_from, r.valid_to,
               coalesce(g.name, v.name, r.level)
        from pay_rates r
        left join groups g on g.organization_id = r.organization_id and g.id = r.group_id
        left join venues v on v.organization_id = r.organization_id and v.id = r.venue_id
        where r.organization_id = $1 and r.kind = 'class' and r.valid_from <= $3 and (r.valid_to is null or r.valid_to >= $2) and ($4::uuid is null or r.teacher_id = $4)
        order by r.valid_from, r.id
        """;

    // A room is named only where a venue has several.
    private const string Sessions = """
        select s.id, s.group_id, coalesce(s.title, g.name), g.color, g.level, s.venue_id, case when p.rooms > 1 then r.name else p.name end,
               s.date, s.start_time, s.end_time, s.status, coalesce(s.paid, false), s.joint_id, s.closed_at is not null, s.ends_at <= $4, s.heads
        from class_sessions s
        join (select v.id, v.name, count(*) as rooms from venues v join rooms o on o.organization_id = v.organization_id and o.venue_id = v.id
              where v.organization_id = $1 group by v.id, v.name) p on p.id = s.venue_id
        join rooms r on r.organization_id = s.organization_id and r.id = s.room_id
        left join groups g on g.organization_id = s.organization_id and g.id = s.group_id
        where s.organization_id = $1 and s.date between $2 and $3
        """;

    private const string OfTeacher = """

          and (s.id in (select t.class_session_id from session_teachers t where t.organization_id = $1 and t.teacher_id = $5 and t.voided_at is null)
            or s.joint_id in (select j.joint_id from session_teachers t join class_sessions j on j.organization_id = t.organization_id and j.id = t.class_session_id
                              where t.organization_id = $1 and t.teacher_id = $5 and t.voided_at is null and j.joint_id is not null))
        """;

    private const string Parts = """
        select t.class_session_id, t.teacher_id, t.role, t.replaces_teacher_id
        from class_sessions s
        join session_teachers t on t.organization_id = s.organization_id and t.class_session_id = s.id and t.voided_at is null
        where s.organization_id = $1 and s.date between $2 and $3
        """;

    private const string Marks = """
        select r.class_session_id, r.student_id, a.status, r.guest
        from session_rosters r
        join students p on p.organization_id = r.organization_id and p.id = r.student_id
        left join attendance_records a on a.organization_id = r.organization_id and a.class_session_id = r.class_session_id and a.student_id = r.student_id
        where r.organization_id = $1 and r.class_session_id = any ($2)
        order by coalesce(nullif(p.preferred_name, ''), p.given_name), p.family_names, p.id
        """;

    private const string GuestHeads = """
        select r.class_session_id, count(*)::int
        from class_sessions s
        join session_rosters r on r.organization_id = s.organization_id and r.class_session_id = s.id and r.guest
        join attendance_records a on a.organization_id = r.organization_id and a.class_session_id = r.class_session_id and a.student_id = r.student_id
        where s.organization_id = $1 and s.date between $2 and $3 and s.status = 'held' and a.status in ('present', 'late')
        group by r.class_session_id
        """;

    private const string Payouts = """
        select p.id, p.teacher_id, p.month, p.period_start, p.period_end, p.currency, p.gross, p.tax, p.withholding, p.total_amount, p.number, p.approved_at, p.paid_at,
               nullif(trim(concat(u.given_name, ' ', u.family_names)), '')
        from teacher_payouts p
        left join accounts.users u on u.id = p.approved_by
        where p.organization_id = $1 and p.month between $2 and $3 and ($4::uuid is null or p.teacher_id = $4)
        order by p.month, p.teacher_id
        """;

    private const string Lines = """
        select l.payout_id, p.teacher_id, p.month, l.details::text
        from payout_lines l
        join teacher_payouts p on p.organization_id = l.organization_id and p.id = l.payout_id
        where l.organization_id = $1 and l.payout_id = any ($2)
        order by l.payout_id, l.position
        """;

    private const string AdjustmentsOf = """
        select l.payout_id, p.teacher_id, p.month, l.details::text
        from payout_lines l
        join teacher_payouts p on p.organization_id = l.organization_id and p.id = l.payout_id
        where l.organization_id = $1 and l.kind = 'adjustment' and p.teacher_id = any ($2)
        order by l.payout_id, l.position
        """;

    // Approved months about which the database has recorded anything since. It may name too many, never too few:
    // the calculation decides. Clocks of the program and of the database are compared with themselves only, and with slack.
    private const string Touched = """
        with approved as (
            select p.organization_id, p.id, p.teacher_id, p.month, p.period_start, p.period_end, p.approved_at - interval '10 minutes' as seen_at,
                   (p.inputs ->> 'recordedAt')::timestamptz - interval '10 minutes' as recorded_at,
                   (p.inputs ->> 'employedFrom')::date as employed_from, (p.inputs ->> 'employedTo')::date as employed_to
            from teacher_payouts p
            where p.organization_id = $1 and p.month < $2 and ($3::uuid is null or p.teacher_id = $3)
        )
        select a.teacher_id, a.month
        from approved a
        join teachers t on t.organization_id = a.organization_id and t.id = a.teacher_id
        where (t.employed_from, t.employed_to) is distinct from (a.employed_from, a.employed_to)
           or exists (
                select from payout_lines l
                join class_sessions s on s.organization_id = l.organization_id and s.id = l.class_session_id
                where l.organization_id = a.organization_id and l.payout_id = a.id and l.kind = 'session'
                  and (l.heads is distinct from s.heads or l.date <> s.date))
           or exists (
                select from class_sessions s
                join session_teachers x on x.organization_id = s.organization_id and x.class_session_id = s.id
                where s.organization_id = a.organization_id and s.date between a.period_start and a.period_end
                  and (x.teacher_id = a.teacher_id or x.replaces_teacher_id = a.teacher_id)
                  and (s.closed_at > a.seen_at or s.cancelled_at > a.seen_at or x.voided_at > a.seen_at or s.created_at > a.recorded_at or x.created_at > a.recorded_at))
           or exists (
                select from session_guests g
                join class_sessions s on s.organization_id = g.organization_id and s.id = g.class_session_id
                where g.organization_id = a.organization_id and s.date between a.period_start and a.period_end
                  and (g.created_at > a.recorded_at or g.voided_at > a.seen_at))
           or exists (
                select from pay_rates r
                where r.organization_id = a.organization_id and r.teacher_id = a.teacher_id and r.valid_from <= a.period_end and r.created_at > a.recorded_at)
           or exists (
                select from organization_settings o
                where o.organization_id = a.organization_id and o.key like 'pay.%' and o.valid_from <= a.period_end and o.created_at > a.recorded_at)
        order by a.month, a.teacher_id
        """;

    private const string LastApproved = """
        select distinct on (p.teacher_id) p.teacher_id, p.month, p.period_end, p.total_amount
        from teacher_payouts p
        where p.organization_id = $1 and ($2::uuid is null or p.teacher_id = $2)
        order by p.teacher_id, p.month desc
        """;

    // Whether something else is to be paid between two payouts: then later facts belong to that one.
    private const string EarnedBetween = """
        select exists (
            select from class_sessions s
            join session_teachers x on x.organization_id = s.organization_id and x.class_session_id = s.id and x.voided_at is null
            where s.organization_id = $1 and x.teacher_id = $2 and s.date between $3 and $4 and s.status <> 'cancelled')
          or exists (
            select from pay_rates r
            join teachers t on t.organization_id = r.organization_id and t.id = r.teacher_id
            where r.organization_id = $1 and r.teacher_id = $2 and r.kind = 'class' and r.model = 'fixed_monthly'
              and r.valid_from <= least($4, coalesce(t.employed_to, $4)) and (r.valid_to is null or r.valid_to >= $3) and (t.employed_to is null or t.employed_to >= $3))
        """;

    private const string NextNumber = """
        select coalesce(max(substring(number from '[0-9]+$')::int), 0) + 1 from teacher_payouts where organization_id = $1 and month = $2
        """;

    private const string Payer = "select type, name, legal_name, tax_id, address, color from organizations where id = $1";

    public static async Task<PaySettings> SettingsAsync(TenantSession session, CancellationToken ct)
    {
        await using var command = Command(session, Settings, session.Organization.Id);
        await using var reader = await command.ExecuteReaderAsync(ct);
        var rows = new List<PaySetting>();
        while (await reader.ReadAsync(ct))
        {
            rows.Add(new PaySetting(reader.GetString(0), reader.GetString(1), reader.GetFieldValue<DateOnly>(2)));
        }

        return new PaySettings(rows);
    }

    /// <summary>The facts of a period: one round trip, and a second one only for marks.</summary>
    public static async Task<PayFacts> FactsAsync(TenantSession session, PaySettings settings, DateRange period, Guid? teacherId, MarksWanted wanted, CancellationToken ct)
    {
        var (organization, from, to) = (session.Organization.Id, period.Start, period.End!.Value);
        var guestsApart = settings.Rules.Any(rules => !rules.GuestsCount);
        await using var batch = new NpgsqlBatch(session.Connection, session.Transaction);
        Add(batch, Teachers, organization);
        Add(batch, Rates, organization, from, to, Nullable(teacherId));
        Add(batch, Parts, organization, from, to);
        if (guestsApart)
        {
            Add(batch, GuestHeads, organization, from, to);
        }

        if (teacherId is { } one)
        {
            Add(batch, Sessions + OfTeacher, organization, from, to, session.Now, one);
        }
        else
        {
            Add(batch, Sessions, organization, from, to, session.Now);
        }

        var teachers = new Dictionary<Guid, PayTeacher>();
        var rates = new List<(Guid TeacherId, PayRateTerms Terms)>();
        var parts = new Dictionary<Guid, List<PaySessionTeacher>>();
        var guests = new Dictionary<Guid, int>();
        var sessions = new List<PaySession>();
        await using (var reader = await batch.ExecuteReaderAsync(ct))
        {
            while (await reader.ReadAsync(ct))
            {
                var teacher = new PayTeacher(
                    reader.GetGuid(0), reader.GetString(1), reader.GetString(2), Text(reader, 3), Text(reader, 4), Text(reader, 5), Text(reader, 6), Day(reader, 7), Day(reader, 8));
                teachers.Add(teacher.Id, teacher);
            }

            await reader.NextResultAsync(ct);
            while (await reader.ReadAsync(ct))
            {
                rates.Add((reader.GetGuid(1), Terms(reader)));
            }

            await reader.NextResultAsync(ct);
            while (await reader.ReadAsync(ct))
            {
                var id = reader.GetGuid(0);
                if (!parts.TryGetValue(id, out var list))
                {
                    parts.Add(id, list = new List<PaySessionTeacher>(1));
                }

                list.Add(new PaySessionTeacher(reader.GetGuid(1), SnakeCase.Parse<SessionTeacherRole>(reader.GetString(2)), Id(reader, 3)));
            }

            if (guestsApart)
            {
                await reader.NextResultAsync(ct);
                while (await reader.ReadAsync(ct))
                {
                    guests.Add(reader.GetGuid(0), reader.GetInt32(1));
                }
            }

            await reader.NextResultAsync(ct);
            while (await reader.ReadAsync(ct))
            {
                sessions.Add(Session(reader, parts, guests));
            }
        }

        await AddMarksAsync(session, sessions, wanted, ct);
        return new PayFacts(teachers, rates.ToLookup(rate => rate.TeacherId, rate => rate.Terms), ByTeacher(sessions));
    }

    public static async Task<IReadOnlyList<StoredPayout>> PayoutsAsync(TenantSession session, Month from, Month to, Guid? teacherId, CancellationToken ct)
    {
        await using var command = Command(session, Payouts, session.Organization.Id, from.FirstDay, to.FirstDay, Nullable(teacherId));
        await using var reader = await command.ExecuteReaderAsync(ct);
        var payouts = new List<StoredPayout>();
        while (await reader.ReadAsync(ct))
        {
            payouts.Add(new StoredPayout(
                reader.GetGuid(0), reader.GetGuid(1), Month.Of(reader.GetFieldValue<DateOnly>(2)), new DateRange(reader.GetFieldValue<DateOnly>(3), reader.GetFieldValue<DateOnly>(4)),
                reader.GetString(5), reader.GetDecimal(6), reader.GetDecimal(7), reader.GetDecimal(8), reader.GetDecimal(9), reader.GetString(10),
                reader.GetFieldValue<DateTimeOffset>(11), Text(reader, 13), await reader.IsDBNullAsync(12, ct) ? null : reader.GetFieldValue<DateTimeOffset>(12)));
        }

        return payouts;
    }

    public static Task<IReadOnlyList<StoredLine>> LinesAsync(TenantSession session, IReadOnlyCollection<Guid> payouts, CancellationToken ct) =>
        StoredLinesAsync(Command(session, Lines, session.Organization.Id, payouts.ToArray()), ct);

    public static Task<IReadOnlyList<StoredLine>> AdjustmentsOfAsync(TenantSession session, IReadOnlyCollection<Guid> teachers, CancellationToken ct) =>
        StoredLinesAsync(Command(session, AdjustmentsOf, session.Organization.Id, teachers.ToArray()), ct);

    public static async Task<IReadOnlyList<(Guid TeacherId, Month Month)>> TouchedAsync(TenantSession session, Month before, Guid? teacherId, CancellationToken ct)
    {
        await using var command = Command(session, Touched, session.Organization.Id, before.FirstDay, Nullable(teacherId));
        await using var reader = await command.ExecuteReaderAsync(ct);
        var touched = new List<(Guid, Month)>();
        while (await reader.ReadAsync(ct))
        {
            touched.Add((reader.GetGuid(0), Month.Of(reader.GetFieldValue<DateOnly>(1))));
        }

        return touched;
    }

    public static async Task<IReadOnlyDictionary<Guid, (Month Month, DateOnly PeriodEnd, decimal Net)>> LastApprovedAsync(TenantSession session, Guid? teacherId, CancellationToken ct)
    {
        await using var command = Command(session, LastApproved, session.Organization.Id, Nullable(teacherId));
        await using var reader = await command.ExecuteReaderAsync(ct);
        var last = new Dictionary<Guid, (Month, DateOnly, decimal)>();
        while (await reader.ReadAsync(ct))
        {
            last.Add(reader.GetGuid(0), (Month.Of(reader.GetFieldValue<DateOnly>(1)), reader.GetFieldValue<DateOnly>(2), reader.GetDecimal(3)));
        }

        return last;
    }

    public static async Task<bool> EarnedBetweenAsync(TenantSession session, Guid teacherId, DateRange between, CancellationToken ct)
    {
        await using var command = Command(session, EarnedBetween, session.Organization.Id, teacherId, between.Start, between.End!.Value);
        return (bool)(await command.ExecuteScalarAsync(ct))!;
    }

    /// <summary>Waits until no other approval of this organization is under way, so that numbers have no gaps and a second click finds the first.</summary>
    public static async Task<DateTimeOffset> LockApprovalsAsync(TenantSession session, CancellationToken ct)
    {
        await using var command = Command(session, "select pg_advisory_xact_lock(hashtextextended('payout:' || $1::text, 0))", session.Organization.Id);
        await command.ExecuteNonQueryAsync(ct);
        await using var clock = session.Command("select clock_timestamp()");
        return new DateTimeOffset(((DateTime)(await clock.ExecuteScalarAsync(ct))!).ToUniversalTime(), TimeSpan.Zero);
    }

    /// <summary>The next number of a month's series: <c>2026-11-04</c>.</summary>
    public static async Task<string> NextNumberAsync(TenantSession session, Month month, CancellationToken ct)
    {
        await using var command = Command(session, NextNumber, session.Organization.Id, month.FirstDay);
        var next = (int)(await command.ExecuteScalarAsync(ct))!;
        return string.Create(CultureInfo.InvariantCulture, $"{month}-{next:00}");
    }

    public static async Task<StatementPayer> PayerAsync(TenantSession session, CancellationToken ct)
    {
        await using var command = Command(session, Payer, session.Organization.Id);
        await using var reader = await command.ExecuteReaderAsync(ct);
        await reader.ReadAsync(ct);
        return new StatementPayer(SnakeCase.Parse<OrganizationType>(reader.GetString(0)), reader.GetString(1), Text(reader, 2), Text(reader, 3), Text(reader, 4), Text(reader, 5));
    }

    /// <summary>All rates of a teacher, the newest first.</summary>
    public static async Task<IReadOnlyList<PayRateTerms>> RatesAsync(TenantSession session, Guid teacherId, CancellationToken ct)
    {
        await using var command = Command(session, Rates, session.Organization.Id, DateOnly.MinValue, DateOnly.MaxValue, Nullable(teacherId));
        await using var reader = await command.ExecuteReaderAsync(ct);
        var rates = new List<PayRateTerms>();
        while (await reader.ReadAsync(ct))
        {
            rates.Add(Terms(reader));
        }

        rates.Reverse();
        return rates;
    }

    private static async Task<IReadOnlyList<StoredLine>> StoredLinesAsync(NpgsqlCommand command, CancellationToken ct)
    {
        await using (command)
        {
            await using var reader = await command.ExecuteReaderAsync(ct);
            var lines = new List<StoredLine>();
            while (await reader.ReadAsync(ct))
            {
                lines.Add(new StoredLine(reader.GetGuid(0), reader.GetGuid(1), Month.Of(reader.GetFieldValue<DateOnly>(2)), PayoutJson.Read<StatementLine>(reader.GetString(3))));
            }

            return lines;
        }
    }

    private static async Task AddMarksAsync(TenantSession session, List<PaySession> sessions, MarksWanted wanted, CancellationToken ct)
    {
        var ids = sessions.Where(s => s.State == PaySessionState.Held && (wanted == MarksWanted.All || s.JointId is not null)).Select(s => s.Id).ToArray();
        if (ids.Length == 0)
        {
            return;
        }

        var marks = new Dictionary<Guid, List<PayMark>>();
        await using (var command = Command(session, Marks, session.Organization.Id, ids))
        await using (var reader = await command.ExecuteReaderAsync(ct))
        {
            while (await reader.ReadAsync(ct))
            {
                var id = reader.GetGuid(0);
                if (!marks.TryGetValue(id, out var list))
                {
                    marks.Add(id, list = []);
                }

                list.Add(new PayMark(reader.GetGuid(1), await reader.IsDBNullAsync(2, ct) ? null : SnakeCase.Parse<AttendanceStatus>(reader.GetString(2)), reader.GetBoolean(3)));
            }
        }

        for (var i = 0; i < sessions.Count; i++)
        {
            if (marks.TryGetValue(sessions[i].Id, out var list))
            {
                sessions[i] = sessions[i] with { Marks = list };
            }
        }
    }

    // A session belongs to everybody who has a part in it, and those taught jointly with it come along.
    private static ILookup<Guid, PaySession> ByTeacher(List<PaySession> sessions)
    {
        var joint = sessions.Where(session => session.JointId is not null).ToLookup(session => session.JointId!.Value);
        return sessions
            .SelectMany(session => (session.JointId is { } id ? joint[id] : [session]).SelectMany(together => together.Teachers).Select(part => part.TeacherId).Distinct(), (session, teacher) => (teacher, session))
            .ToLookup(pair => pair.teacher, pair => pair.session);
    }

    private static PaySession Session(NpgsqlDataReader reader, Dictionary<Guid, List<PaySessionTeacher>> parts, Dictionary<Guid, int> guests)
    {
        var id = reader.GetGuid(0);
        var state = SnakeCase.Parse<SessionStatus>(reader.GetString(10)) switch
        {
            SessionStatus.Held => PaySessionState.Held,
            SessionStatus.Cancelled => PaySessionState.Cancelled,
            _ when reader.GetBoolean(14) && !reader.GetBoolean(13) => PaySessionState.WithoutRoll,
            _ => PaySessionState.Ahead,
        };
        var guestHeads = guests.GetValueOrDefault(id);
        return new PaySession
        {
            Id = id,
            GroupId = Id(reader, 1),
            Title = reader.GetString(2),
            Color = reader.IsDBNull(3) ? null : reader.GetInt32(3),
            Level = Text(reader, 4),
            VenueId = reader.GetGuid(5),
            Place = reader.GetString(6),
            Date = reader.GetFieldValue<DateOnly>(7),
            Start = reader.GetFieldValue<TimeOnly>(8),
            End = reader.GetFieldValue<TimeOnly>(9),
            State = state,
            Paid = reader.GetBoolean(11),
            JointId = Id(reader, 12),
            Teachers = parts.TryGetValue(id, out var list) ? list : [],
            Heads = new PayHeads(reader.GetInt32(15) - guestHeads, guestHeads),
        };
    }

    private static PayRateTerms Terms(NpgsqlDataReader reader) => new()
    {
        Id = reader.GetGuid(0),
        Model = SnakeCase.Parse<PayModel>(reader.GetString(2)),
        Scope = SnakeCase.Parse<PayRateScope>(reader.GetString(3)),
        VenueId = Id(reader, 4),
        Level = Text(reader, 5),
        GroupId = Id(reader, 6),
        Amount = Trimmed(reader.GetDecimal(7)),
        Base = Trimmed(reader.GetDecimal(8)),
        Minimum = Trimmed(reader.GetDecimal(9)),
        Cap = reader.IsDBNull(10) ? null : Trimmed(reader.GetDecimal(10)),
        FreeHeads = reader.GetInt32(11),
        Tiers = reader.IsDBNull(12) ? [] : PayoutJson.Read<List<PayTier>>(reader.GetString(12)),
        ValidFrom = reader.GetFieldValue<DateOnly>(13),
        ValidTo = Day(reader, 14),
        ScopeName = Text(reader, 15),
    };

    // The column keeps three decimals; people write two.
    private static decimal Trimmed(decimal amount) => amount / 1.000000000000000000000000000000m;

    private static NpgsqlCommand Command(TenantSession session, string sql, params object[] values)
    {
        var command = session.Command(sql);
        foreach (var value in values)
        {
            command.Parameters.Add(Parameter(value));
        }

        return command;
    }

    private static void Add(NpgsqlBatch batch, string sql, params object[] values)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var value in values)
        {
            command.Parameters.Add(Parameter(value));
        }

        batch.BatchCommands.Add(command);
    }

    private static NpgsqlParameter Parameter(object value) => value is DBNull
        ? new NpgsqlParameter { Value = value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Uuid }
        : new NpgsqlParameter { Value = value };

    private static object Nullable(Guid? id) => id is { } value ? value : DBNull.Value;

    private static string? Text(NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);

    private static Guid? Id(NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetGuid(column);

    private static DateOnly? Day(NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetFieldValue<DateOnly>(column);
}
