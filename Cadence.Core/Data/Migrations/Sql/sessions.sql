-- Who is on the list of each session: frozen once closed; before, by enrolment on its date, less pauses on it, plus guests.
-- The offset keeps the sessions first: without statistics the planner would otherwise walk all enrolments for one session.
create function session_roster(organization uuid, sessions uuid[])
returns table (class_session_id uuid, student_id uuid, guest boolean) language sql stable as $$
    select s.id, l.student_id, l.guest
    from class_sessions s
    cross join lateral (
        select r.student_id, r.guest
        from session_rosters r
        where s.closed_at is not null and r.organization_id = s.organization_id and r.class_session_id = s.id
        union all
        select e.student_id, false
        from student_groups e
        where s.closed_at is null and e.organization_id = s.organization_id and e.group_id = s.group_id
            and e.voided_at is null and e.start_date <= s.date and (e.end_date is null or e.end_date >= s.date)
            and not exists (
                select from enrolment_pauses p
                where p.organization_id = e.organization_id and p.enrolment_id = e.id and p.voided_at is null
                    and p.start_date <= s.date and (p.end_date is null or p.end_date >= s.date))
        union all
        select g.student_id, true
        from session_guests g
        where s.closed_at is null and g.organization_id = s.organization_id and g.class_session_id = s.id and g.voided_at is null
            and not exists (
                select from student_groups e
                where e.organization_id = s.organization_id and e.group_id = s.group_id and e.student_id = g.student_id
                    and e.voided_at is null and e.start_date <= s.date and (e.end_date is null or e.end_date >= s.date)
                    and not exists (
                        select from enrolment_pauses p
                        where p.organization_id = e.organization_id and p.enrolment_id = e.id and p.voided_at is null
                            and p.start_date <= s.date and (p.end_date is null or p.end_date >= s.date)))
        offset 0) l
    where s.organization_id = organization and s.id = any (sessions)
$$;

-- The counts of one session as its rows say. A function that is not inlined: always planned for one session, found by its key.
-- Written into a larger statement, a planner without statistics would build the rosters of all sessions to count one.
create function session_counts(organization uuid, session uuid, out roster_count int, out heads int, out absent int, out excused int, out unmarked int)
language plpgsql stable as $$
begin
    select count(r.student_id),
           count(*) filter (where a.status in ('present', 'late')),
           count(*) filter (where a.status = 'absent'),
           count(*) filter (where a.status = 'excused'),
           count(r.student_id) - count(a.status)
    into roster_count, heads, absent, excused, unmarked
    from session_roster(organization, array[session]) r
    left join attendance_records a on a.organization_id = organization and a.class_session_id = session and a.student_id = r.student_id;
end $$;

-- Also rebuilds them: nothing else is ever added to a count.
create function refresh_session_counts(organization uuid, sessions uuid[]) returns void
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
begin
    update class_sessions s
    set roster_count = c.roster_count, heads = c.heads, absent = c.absent, excused = c.excused, unmarked = c.unmarked
    from unnest(sessions) x (id), session_counts(organization, x.id) c
    where s.organization_id = organization and s.id = x.id
        and (s.roster_count, s.heads, s.absent, s.excused, s.unmarked) is distinct from (c.roster_count, c.heads, c.absent, c.excused, c.unmarked);
end $$;

create function count_changed_sessions() returns trigger language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
begin
    perform refresh_session_counts(t.organization_id, array_agg(t.class_session_id))
    from (select distinct organization_id, class_session_id from changed) t
    group by t.organization_id;
    return null;
end $$;

do $$
declare
    counted text;
begin
    foreach counted in array array['attendance_records', 'session_guests', 'session_rosters'] loop
        execute format('create trigger counts_after_insert after insert on %I referencing new table as changed for each statement execute function count_changed_sessions()', counted);
        execute format('create trigger counts_after_update after update on %I referencing new table as changed for each statement execute function count_changed_sessions()', counted);
    end loop;
end $$;

create function count_sessions_of_enrolments() returns trigger language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
begin
    perform refresh_session_counts(t.organization_id, array_agg(t.id))
    from (
        select distinct s.organization_id, s.id
        from changed e
        join class_sessions s on s.organization_id = e.organization_id and s.group_id = e.group_id and s.date >= e.start_date
        where s.closed_at is null) t
    group by t.organization_id;
    return null;
end $$;
create trigger counts_after_insert after insert on student_groups referencing new table as changed for each statement execute function count_sessions_of_enrolments();
create trigger counts_after_update after update on student_groups referencing new table as changed for each statement execute function count_sessions_of_enrolments();

create function count_sessions_of_pauses() returns trigger language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
begin
    perform refresh_session_counts(t.organization_id, array_agg(t.id))
    from (
        select distinct s.organization_id, s.id
        from changed p
        join student_groups e on e.organization_id = p.organization_id and e.id = p.enrolment_id
        join class_sessions s on s.organization_id = e.organization_id and s.group_id = e.group_id and s.date >= p.start_date
        where s.closed_at is null) t
    group by t.organization_id;
    return null;
end $$;
create trigger counts_after_insert after insert on enrolment_pauses referencing new table as changed for each statement execute function count_sessions_of_pauses();
create trigger counts_after_update after update on enrolment_pauses referencing new table as changed for each statement execute function count_sessions_of_pauses();

-- What teachers and unshared rooms are taken by. A joint class is one booking. The constraint speaks at commit, so two sessions may swap.
create function refresh_bookings(organization uuid, sources uuid[]) returns void language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
begin
    delete from bookings where organization_id = organization and source_id = any (sources);
    insert into bookings (organization_id, resource_id, source_id, during)
    select s.organization_id, taken.resource_id, coalesce(s.joint_id, s.id), tstzrange(min(s.starts_at), max(s.ends_at))
    from class_sessions s
    cross join lateral (
        select t.teacher_id as resource_id
        from session_teachers t
        where t.organization_id = s.organization_id and t.class_session_id = s.id and t.voided_at is null
            and not exists (
                select from session_teachers sub
                where sub.organization_id = t.organization_id and sub.class_session_id = t.class_session_id
                    and sub.replaces_teacher_id = t.teacher_id and sub.voided_at is null)
        union
        select r.id from rooms r where r.organization_id = s.organization_id and r.id = s.room_id and not r.shared) taken
    where s.organization_id = organization and coalesce(s.joint_id, s.id) = any (sources) and s.status <> 'cancelled'
    group by s.organization_id, taken.resource_id, coalesce(s.joint_id, s.id);
end $$;
create index ix_class_sessions_booking_source on class_sessions (organization_id, (coalesce(joint_id, id)));

create function session_inserted() returns trigger language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
begin
    insert into session_teachers (organization_id, id, class_session_id, teacher_id, role)
    select organization_id, id, id, teacher_id, 'lead' from changed;
    perform refresh_session_counts(t.organization_id, array_agg(t.id)) from changed t group by t.organization_id;
    return null;
end $$;
create trigger inserted after insert on class_sessions referencing new table as changed for each statement execute function session_inserted();

create function session_updated() returns trigger language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
begin
    if exists (select from changed n join before o on o.organization_id = n.organization_id and o.id = n.id where o.teacher_id <> n.teacher_id) then
        update session_teachers t set voided_at = now()
        from changed n join before o on o.organization_id = n.organization_id and o.id = n.id
        where o.teacher_id <> n.teacher_id and t.organization_id = n.organization_id and t.class_session_id = n.id
            and t.teacher_id in (o.teacher_id, n.teacher_id) and t.voided_at is null;
        insert into session_teachers (organization_id, id, class_session_id, teacher_id, role)
        select n.organization_id, gen_random_uuid(), n.id, n.teacher_id, 'lead'
        from changed n join before o on o.organization_id = n.organization_id and o.id = n.id
        where o.teacher_id <> n.teacher_id;
    end if;
    perform refresh_bookings(n.organization_id, array_agg(distinct x.source))
    from changed n
    join before o on o.organization_id = n.organization_id and o.id = n.id
    cross join lateral (values (coalesce(n.joint_id, n.id)), (coalesce(o.joint_id, o.id))) x (source)
    where (n.starts_at, n.ends_at, n.room_id, n.teacher_id, n.status = 'cancelled', n.joint_id)
        is distinct from (o.starts_at, o.ends_at, o.room_id, o.teacher_id, o.status = 'cancelled', o.joint_id)
    group by n.organization_id;
    perform refresh_session_counts(t.organization_id, array_agg(t.id))
    from (
        select n.organization_id, n.id
        from changed n
        join before o on o.organization_id = n.organization_id and o.id = n.id
        where (n.date, n.group_id, n.closed_at) is distinct from (o.date, o.group_id, o.closed_at)) t
    group by t.organization_id;
    return null;
end $$;
create trigger updated after update on class_sessions referencing old table as before new table as changed for each statement execute function session_updated();

create function session_teachers_changed() returns trigger language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
begin
    perform refresh_bookings(s.organization_id, array_agg(distinct coalesce(s.joint_id, s.id)))
    from changed t join class_sessions s on s.organization_id = t.organization_id and s.id = t.class_session_id
    group by s.organization_id;
    return null;
end $$;
create trigger bookings_after_insert after insert on session_teachers referencing new table as changed for each statement execute function session_teachers_changed();
create trigger bookings_after_update after update on session_teachers referencing new table as changed for each statement execute function session_teachers_changed();

create function room_changed() returns trigger language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
begin
    perform refresh_bookings(s.organization_id, array_agg(distinct coalesce(s.joint_id, s.id)))
    from changed n
    join before o on o.organization_id = n.organization_id and o.id = n.id and o.shared <> n.shared
    join class_sessions s on s.organization_id = n.organization_id and s.room_id = n.id and s.ends_at > now()
    group by s.organization_id;
    return null;
end $$;
create trigger bookings_after_update after update on rooms referencing old table as before new table as changed for each statement execute function room_changed();
