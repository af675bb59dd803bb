-- The only questions that may be asked before a tenant is known. Each answers no more than its caller needs.
create function organization_of_slug(wanted text)
returns table (id uuid, slug text) language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
    select o.id, o.slug from organization_slugs s join organizations o on o.id = s.organization_id where s.slug = lower(wanted)
$$;

create function organizations_of_user(wanted uuid)
returns table (id uuid, slug text, name text, type text, role text, color text) language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
    select o.id, o.slug, o.name, o.type, m.role, o.color
    from organization_members m join organizations o on o.id = m.organization_id
    where m.user_id = wanted and m.status = 'active' and o.archived_at is null
    order by o.name
$$;

create function active_organizations()
returns table (id uuid) language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
    select o.id from organizations o where o.archived_at is null order by o.id
$$;
