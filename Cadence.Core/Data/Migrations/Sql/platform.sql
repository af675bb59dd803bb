-- What the platform's administrators see across organizations. Every function asks itself who asks: whoever is no platform administrator,
-- or whose sign-in ended, gets nothing, whatever the page in front of it believes.
create function is_platform_admin(asker uuid, sign_in uuid)
returns boolean language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
    select exists (
        select from accounts.platform_admins p join accounts.user_sessions s on s.user_id = p.user_id
        where p.user_id = asker and s.id = sign_in and s.revoked_at is null)
$$;

create index if not exists ix_audit_entries_organization_id_recorded_at on audit_entries (organization_id, recorded_at);

-- Patterns of folded words; all must match name or slug. Counts and moments only, nothing of what an organization holds.
create function platform_organizations(asker uuid, sign_in uuid, patterns text[], page_size int, page_offset bigint)
returns table (id uuid, slug text, name text, type text, created_at timestamptz, archived_at timestamptz, members int, students int, last_change timestamptz, total int)
language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
    with found as materialized (
        select o.id, o.slug, o.name, o.type, o.created_at, o.archived_at
        from organizations o
        where is_platform_admin(asker, sign_in) and ' ' || lower(unaccent(o.name)) || ' ' || o.slug like all (patterns)
    ), page as materialized (
        select * from found order by lower(unaccent(found.name)), found.id limit least(page_size, 200) offset page_offset
    )
    select p.id, p.slug, p.name, p.type, p.created_at, p.archived_at,
           (select count(*)::int from organization_members m where m.organization_id = p.id and m.status = 'active'),
           (select count(*)::int from students s where s.organization_id = p.id),
           (select max(a.recorded_at) from audit_entries a where a.organization_id = p.id),
           (select count(*)::int from found)
    from page p
    order by lower(unaccent(p.name)), p.id
$$;

-- How the outbox and the jobs of all organizations are doing.
create function platform_outbox(asker uuid, sign_in uuid, moment timestamptz)
returns table (waiting int, oldest timestamptz, dead int) language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
    select (count(*) filter (where m.delivered_at is null and m.dead_at is null and m.due_at <= moment))::int,
           min(m.due_at) filter (where m.delivered_at is null and m.dead_at is null and m.due_at <= moment),
           (count(*) filter (where m.dead_at > moment - interval '7 days'))::int
    from outbox_messages m join organizations o on o.id = m.organization_id
    where o.archived_at is null and is_platform_admin(asker, sign_in)
    having is_platform_admin(asker, sign_in)
$$;

create function platform_jobs(asker uuid, sign_in uuid)
returns table (job text, last_run timestamptz, organizations int) language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
    select r.job, max(r.started_at), count(distinct r.organization_id)::int
    from job_runs r
    where is_platform_admin(asker, sign_in)
    group by r.job
    order by r.job
$$;
