-- The runtime role may not delete from accounts.security_events; this lets it forget what is old, and takes no date from it.
create function forget_security_events() returns bigint language sql volatile security definer set search_path = pg_catalog, public, pg_temp as $$
    with gone as (delete from accounts.security_events e where e.at < now() - interval '13 months' returning 1)
    select count(*) from gone
$$;
