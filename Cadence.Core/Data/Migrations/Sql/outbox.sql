-- Where the outbox has something due. Ids only; each organization's messages are then read inside its own walls.
create function organizations_with_due_messages(moment timestamptz)
returns table (id uuid) language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
    select distinct m.organization_id
    from outbox_messages m join organizations o on o.id = m.organization_id
    where m.delivered_at is null and m.dead_at is null and m.due_at <= moment and o.archived_at is null
$$;
