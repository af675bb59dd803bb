-- What happened at the doors. Loose ids on purpose: the account may go, what happened to it stays.
create table accounts.security_events (
    id uuid not null,
    at timestamp with time zone not null,
    kind text not null,
    user_id uuid,
    organization_id uuid,
    subject_id uuid,
    session_id uuid,
    detail text,
    address text,
    device text,
    constraint pk_security_events primary key (id)
);
create index ix_security_events_user_id_at on accounts.security_events (user_id, at desc);
create index ix_security_events_at on accounts.security_events (at desc);

-- Written once. Only what is older than 13 months may be taken away, by whomever: so not even the owner's mistake loses a trace.
create function accounts.keep_security_events() returns trigger language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
    if tg_op = 'DELETE' then
        if old.at < now() - interval '13 months' then
            return old;
        end if;
    end if;
    raise exception '% of security_events is not allowed before 13 months are over', tg_op using errcode = '23001';
end $$;
create trigger append_only before update or delete on accounts.security_events for each row execute function accounts.keep_security_events();
create trigger no_truncate before truncate on accounts.security_events for each statement execute function accounts.keep_security_events();
