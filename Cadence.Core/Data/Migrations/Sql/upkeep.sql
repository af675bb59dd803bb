-- An account whose address was never confirmed belongs to nobody: somebody mistyped, or a stranger took an address that is not theirs. After 30
-- days without a sign-in it goes, unless something refers to it after all.
create function forget_unconfirmed_accounts() returns bigint language plpgsql volatile security definer set search_path = pg_catalog, public, pg_temp as $$
declare
    stale uuid;
    gone bigint := 0;
begin
    for stale in
        select u.id from accounts.users u
        where not u.email_confirmed and u.email is not null and u.created_at < now() - interval '30 days'
            and not exists (select from accounts.user_sessions s where s.user_id = u.id and s.revoked_at is null and s.last_seen_at > now() - interval '30 days')
        for update skip locked
    loop
        begin
            delete from accounts.outbox_messages where user_id = stale;
            delete from accounts.users where id = stale;
            gone := gone + 1;
        exception when foreign_key_violation then
            null;
        end;
    end loop;
    return gone;
end $$;

create or replace function platform_organizations(asker uuid, sign_in uuid, patterns text[], page_size int, page_offset bigint)
returns table (id uuid, slug text, name text, type text, created_at timestamptz, archived_at timestamptz, members int, students int, last_change timestamptz, total int)
language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
    with found as materialized (
        select o.id, o.slug, o.name, o.type, o.created_at, o.archived_at
        from organizations o
        where is_platform_admin(asker, sign_in) and o.purged_at is null and ' ' || lower(unaccent(o.name)) || ' ' || o.slug like all (patterns)
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
