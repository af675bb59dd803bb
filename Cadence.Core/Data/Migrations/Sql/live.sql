-- After commit, tells every web node which table of which organization changed. No data travels.
create function notify_change() returns trigger language plpgsql as $$
begin
    perform pg_notify('cadence_changes', tg_table_name || ':' || o.organization_id)
    from (select distinct organization_id from changed) o;
    return null;
end $$;

do $$
declare
    watched text;
begin
    foreach watched in array array['organization_members', 'role_grants', 'venues', 'rooms', 'teachers', 'students', 'groups', 'student_groups', 'enrolment_pauses',
        'class_sessions', 'session_teachers', 'session_guests', 'attendance_records', 'month_locks', 'pay_rates', 'teacher_payouts']
    loop
        execute format('create trigger notify_insert after insert on %I referencing new table as changed for each statement execute function notify_change()', watched);
        execute format('create trigger notify_update after update on %I referencing new table as changed for each statement execute function notify_change()', watched);
    end loop;
    create trigger notify_delete after delete on role_grants referencing old table as changed for each statement execute function notify_change();
end $$;
