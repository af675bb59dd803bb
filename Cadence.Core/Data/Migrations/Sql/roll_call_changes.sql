-- After commit, tells every web node whose roll call changed, so that only the tablets of that class ask again: organization:session where marks
-- changed, organization:session:class where the class itself did. Ids, no more. A statement over many classes (an import, a merge of people)
-- names the organization alone. A class whose counts moved has not changed: its marks say so themselves.
create function notify_roll_call() returns trigger language plpgsql as $$
begin
    perform pg_notify('roll_call_changes', told.payload)
    from (
        select distinct c.organization_id || case when c.classes > 20 then '' else ':' || c.class_session_id end as payload
        from (select organization_id, class_session_id, count(*) over (partition by organization_id) as classes
              from (select distinct organization_id, class_session_id from changed) d) c
    ) told;
    return null;
end $$;

create function notify_roll_call_of_class() returns trigger language plpgsql as $$
begin
    perform pg_notify('roll_call_changes', told.payload)
    from (
        select distinct c.organization_id || case when count(*) over (partition by c.organization_id) > 20 then '' else ':' || c.id || ':class' end as payload
        from changed c
        join was w on w.organization_id = c.organization_id and w.id = c.id
        where (c.status, c.closed_at, c.group_id, c.date) is distinct from (w.status, w.closed_at, w.group_id, w.date)
    ) told;
    return null;
end $$;

create trigger notify_roll_call_insert after insert on attendance_records referencing new table as changed for each statement execute function notify_roll_call();
create trigger notify_roll_call_update after update on attendance_records referencing new table as changed for each statement execute function notify_roll_call();
create trigger notify_roll_call_update after update on class_sessions referencing old table as was new table as changed for each statement execute function notify_roll_call_of_class();
