-- All five or none: who looks in, where, whether they may write, until when, why.
alter table accounts.user_sessions
    add column impersonator_id uuid references accounts.users (id) on delete cascade,
    add column organization_id uuid,
    add column may_write boolean not null default false,
    add column until timestamp with time zone,
    add column reason text,
    add constraint ck_user_sessions_impersonation check (
        case when impersonator_id is null then organization_id is null and until is null and reason is null and not may_write
        else organization_id is not null and until is not null and until <= signed_in_at + interval '1 hour' and btrim(reason) <> '' and impersonator_id <> user_id end);
create index ix_user_sessions_impersonator_id on accounts.user_sessions (impersonator_id) where impersonator_id is not null;

-- What was settled at the start stays: no statement turns looking into writing, or an hour into two.
create function accounts.keep_impersonation() returns trigger language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
    raise exception 'an impersonation is settled when it starts' using errcode = '23001';
end $$;
create trigger keep_impersonation before update on accounts.user_sessions for each row
    when ((new.impersonator_id, new.organization_id, new.may_write, new.until, new.reason, new.user_id)
        is distinct from (old.impersonator_id, old.organization_id, old.may_write, old.until, old.reason, old.user_id))
    execute function accounts.keep_impersonation();

-- Whatever ends somebody's sign-ins ends those by which they look in as others.
create or replace function accounts.end_sessions() returns trigger language plpgsql as $$
begin
    update accounts.user_sessions set revoked_at = now() where (user_id = new.id or impersonator_id = new.id) and revoked_at is null;
    return null;
end $$;

create function accounts.end_impersonations() returns trigger language plpgsql as $$
begin
    update accounts.user_sessions set revoked_at = now() where impersonator_id = old.user_id and revoked_at is null;
    return null;
end $$;
create trigger end_impersonations after delete on accounts.platform_admins for each row execute function accounts.end_impersonations();
