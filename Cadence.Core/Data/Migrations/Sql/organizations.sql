-- Logos: rows that are added and removed, never changed, named by what they hold.
select protect_tenant_table('organization_logos');
alter table organization_logos add constraint ck_organization_logos_content check (octet_length(content) between 1 and 1048576);
create index ix_organization_logos_hash on organization_logos (hash);

-- After commit, tells every web node that an organization was renamed, moved or archived.
create function notify_organization() returns trigger language plpgsql as $$
begin
    perform pg_notify('cadence_changes', 'organizations:' || new.id);
    return null;
end $$;
create trigger notify_update after update on organizations for each row execute function notify_organization();

-- The present slug is one of its own, so that nobody moves to an address that once was another's.
create function keep_own_slug() returns trigger language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
begin
    if not exists (select from organization_slugs s where s.slug = new.slug and s.organization_id = new.id) then
        raise exception 'the slug % belongs to nobody or to another organization', new.slug using errcode = '23514', constraint = 'organizations_own_slug';
    end if;
    return new;
end $$;
create trigger own_slug before update of slug on organizations for each row when (new.slug is distinct from old.slug) execute function keep_own_slug();

-- Amounts don't say their currency: once money was owed, paid or received in it, it stays. The lock waits for payments under way and holds up new ones.
create function keep_currency() returns trigger language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
begin
    perform from organizations o where o.id = new.id for update;
    if exists (select from received_payments p where p.organization_id = new.id)
        or exists (select from teacher_payouts p where p.organization_id = new.id)
        or exists (select from venue_statements p where p.organization_id = new.id) then
        raise exception 'the currency is fixed: there are ledger rows in it' using errcode = '23514', constraint = 'organizations_currency_fixed';
    end if;
    return new;
end $$;
create trigger currency_fixed before update of currency on organizations for each row when (new.currency is distinct from old.currency) execute function keep_currency();

-- Somebody must be able to do everything. Looked at when the transaction ends, one after the other, so that a handover may pass through a moment
-- without an owner and two owners can't leave at once.
create function keep_an_owner() returns trigger language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
begin
    perform from organizations o where o.id = old.organization_id for update;
    if not exists (select from organization_members m where m.organization_id = old.organization_id and m.role = 'owner' and m.status = 'active') then
        raise exception 'the last owner stays' using errcode = '23514', constraint = 'organization_members_keep_owner';
    end if;
    return null;
end $$;
create constraint trigger keep_an_owner after update or delete on organization_members deferrable initially deferred
    for each row when (old.role = 'owner' and old.status = 'active') execute function keep_an_owner();

drop function organizations_of_user(uuid);
create function organizations_of_user(wanted uuid)
returns table (id uuid, slug text, name text, type text, role text, color text, logo_hash text) language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
    select o.id, o.slug, o.name, o.type, m.role, o.color, o.logo_hash
    from organization_members m join organizations o on o.id = m.organization_id
    where m.user_id = wanted and m.status = 'active' and o.archived_at is null
    order by o.name
$$;

-- Archived ones are told to their owners only.
create function archived_organizations_of_owner(wanted uuid)
returns table (id uuid, slug text, name text, type text, color text, logo_hash text, archived_at timestamptz, members int) language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
    select o.id, o.slug, o.name, o.type, o.color, o.logo_hash, o.archived_at,
           (select count(*)::int from organization_members x where x.organization_id = o.id and x.status = 'active')
    from organization_members m join organizations o on o.id = m.organization_id
    where m.user_id = wanted and m.role = 'owner' and m.status = 'active' and o.archived_at is not null and o.purged_at is null
    order by o.archived_at desc, o.id
$$;

-- Shown on pages without a sign-in too. Whoever names the SHA-256 of a picture was shown it.
create function organization_logo(wanted text)
returns table (content bytea) language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
    select l.content from organization_logos l join organizations o on o.id = l.organization_id and o.logo_hash = l.hash
    where l.hash = wanted and o.archived_at is null limit 1
$$;
