-- Whoever looks in as somebody else is no platform administrator meanwhile, whatever the other one is.
create or replace function is_platform_admin(asker uuid, sign_in uuid)
returns boolean language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
    select exists (
        select from accounts.platform_admins p join accounts.user_sessions s on s.user_id = p.user_id
        where p.user_id = asker and s.id = sign_in and s.revoked_at is null and s.impersonator_id is null)
$$;

-- Whom one may look in as: active members who are no platform administrators.
create function platform_members(asker uuid, sign_in uuid, wanted_slug text)
returns table (organization_id uuid, organization text, user_id uuid, name text, email text, role text) language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
    select o.id, o.name, u.id, btrim(u.given_name || ' ' || u.family_names), u.email::text, m.role
    from organizations o
    join organization_members m on m.organization_id = o.id and m.status = 'active'
    join accounts.users u on u.id = m.user_id
    where is_platform_admin(asker, sign_in) and o.slug = wanted_slug and o.archived_at is null
        and not exists (select from accounts.platform_admins p where p.user_id = m.user_id)
    order by array_position(array['owner', 'admin', 'staff', 'teacher'], m.role), lower(unaccent(u.given_name || ' ' || u.family_names)), u.id
$$;

-- Null where it may not be: no administrator, no such member, another administrator, no reason.
create function start_impersonation(asker uuid, sign_in uuid, organization uuid, member uuid, given_reason text, writes boolean, given_device text, given_address text, moment timestamptz, lasts interval)
returns uuid language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare
    started uuid := gen_random_uuid();
begin
    if not is_platform_admin(asker, sign_in) or btrim(coalesce(given_reason, '')) = '' or member = asker
        or exists (select from accounts.platform_admins p where p.user_id = member)
        or not exists (select from organization_members m join organizations o on o.id = m.organization_id
                       where m.organization_id = organization and m.user_id = member and m.status = 'active' and o.archived_at is null) then
        return null;
    end if;
    insert into accounts.user_sessions (id, user_id, device, address, signed_in_at, last_seen_at, impersonator_id, organization_id, may_write, until, reason)
    values (started, member, given_device, given_address, moment, moment, asker, organization, writes, moment + least(lasts, interval '1 hour'), btrim(given_reason));
    insert into audit_entries (organization_id, id, entity, entity_id, action, actor_kind, actor_id, user_id, reason, changes)
    values (organization, gen_random_uuid(), 'impersonations', started, 'insert', 'platform', member, asker, btrim(given_reason),
            jsonb_build_object('user_id', jsonb_build_array(null, member), 'may_write', jsonb_build_array(null, writes), 'until', jsonb_build_array(null, moment + least(lasts, interval '1 hour'))));
    return started;
end $$;

-- Ended by whoever looks in, or by a platform administrator. One that is over by itself needs no entry: the first one says until when.
create function end_impersonation(asker uuid, sign_in uuid, wanted uuid, moment timestamptz)
returns boolean language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare
    ended record;
begin
    update accounts.user_sessions s set revoked_at = moment
    where s.id = wanted and s.impersonator_id is not null and s.revoked_at is null and ((s.id = sign_in and s.user_id = asker) or is_platform_admin(asker, sign_in))
    returning s.organization_id, s.impersonator_id, s.user_id, s.reason into ended;
    if not found then
        return false;
    end if;
    insert into audit_entries (organization_id, id, entity, entity_id, action, actor_kind, actor_id, user_id, reason, changes)
    values (ended.organization_id, gen_random_uuid(), 'impersonations', wanted, 'update', 'platform', ended.user_id, case when sign_in = wanted then ended.impersonator_id else asker end, ended.reason,
            jsonb_build_object('ended_at', jsonb_build_array(null, moment)));
    return true;
end $$;

create function platform_impersonations(asker uuid, sign_in uuid, moment timestamptz)
returns table (id uuid, organization text, slug text, impersonator text, member text, may_write boolean, started_at timestamptz, until timestamptz, reason text)
language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
    select s.id, o.name, o.slug, coalesce(nullif(btrim(i.given_name || ' ' || i.family_names), ''), i.email::text), coalesce(nullif(btrim(u.given_name || ' ' || u.family_names), ''), u.email::text),
           s.may_write, s.signed_in_at, s.until, s.reason
    from accounts.user_sessions s
    join accounts.users i on i.id = s.impersonator_id
    join accounts.users u on u.id = s.user_id
    join organizations o on o.id = s.organization_id
    where is_platform_admin(asker, sign_in) and s.revoked_at is null and s.until > moment
    order by s.signed_in_at desc
$$;
