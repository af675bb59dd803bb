-- After commit, tells every web node whose roll call changed, so that only the tablets of that class ask again. The ids of a class and its
-- organization, no more; a statement over many classes (an import, a merge of people) names the organization alone.
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

create trigger notify_roll_call_insert after insert on attendance_records referencing new table as changed for each statement execute function notify_roll_call();
create trigger notify_roll_call_update after update on attendance_records referencing new table as changed for each statement execute function notify_roll_call();
