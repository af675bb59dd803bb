-- Where the outbox has something due, how much, and since when. Ids and counts only; the messages are then read inside the organization's walls.
create function organizations_with_due_messages(moment timestamptz)
returns table (id uuid, due bigint, oldest timestamptz) language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
    select m.organization_id, count(*), min(m.due_at)
    from outbox_messages m join organizations o on o.id = m.organization_id
    where m.delivered_at is null and m.dead_at is null and m.due_at <= moment and o.archived_at is null
    group by m.organization_id
$$;
