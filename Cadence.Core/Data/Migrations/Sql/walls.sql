-- Wall four: row-level security. Called once for every table that has an organization_id; later migrations call it for theirs.
create function protect_tenant_table(tenant_table regclass) returns void language plpgsql set search_path = pg_catalog, public, pg_temp as $$
begin
    execute format('alter table %s enable row level security', tenant_table);
    execute format(
        'create policy tenant on %s using (organization_id = nullif(current_setting(''cadence.organization_id'', true), '''')::uuid) '
        'with check (organization_id = nullif(current_setting(''cadence.organization_id'', true), '''')::uuid)', tenant_table);
end $$;

select protect_tenant_table(c.oid::regclass)
from pg_class c
join pg_attribute a on a.attrelid = c.oid and a.attname = 'organization_id' and not a.attisdropped
where c.relnamespace = 'public'::regnamespace and c.relkind = 'r';

alter table organizations enable row level security;
create policy tenant on organizations using (id = nullif(current_setting('cadence.organization_id', true), '')::uuid)
    with check (id = nullif(current_setting('cadence.organization_id', true), '')::uuid);

-- Wall five: history is never deleted, also not by the owner.
create function forbid_change() returns trigger language plpgsql as $$
begin
    raise exception '% of % is not allowed: events are cancelled or superseded, never deleted', tg_op, tg_table_name using errcode = '23001';
end $$;

do $$
declare
    history text;
begin
    foreach history in array array['class_sessions', 'session_teachers', 'session_guests', 'session_rosters', 'student_groups', 'enrolment_pauses', 'attendance_records', 'teacher_payouts', 'pay_rates', 'month_locks']
    loop
        execute format('create trigger no_delete before delete on %I for each row execute function forbid_change()', history);
        execute format('create trigger no_truncate before truncate on %I for each statement execute function forbid_change()', history);
    end loop;
    foreach history in array array['attendance_history', 'audit_entries', 'domain_events', 'payout_lines']
    loop
        execute format('create trigger append_only before update or delete on %I for each row execute function forbid_change()', history);
        execute format('create trigger no_truncate before truncate on %I for each statement execute function forbid_change()', history);
    end loop;
end $$;

-- An approved payout is frozen: only the transfer may still be noted.
create function keep_payout_frozen() returns trigger language plpgsql as $$
begin
    if to_jsonb(new) - array['paid_at', 'version'] is distinct from to_jsonb(old) - array['paid_at', 'version'] then
        raise exception 'an approved payout never changes' using errcode = '23001';
    end if;
    return new;
end $$;
create trigger frozen before update on teacher_payouts for each row execute function keep_payout_frozen();

-- Concurrency tokens. Counts that triggers keep are nobody's edit, so they don't make a form stale.
create function bump_version() returns trigger language plpgsql as $$
begin
    if to_jsonb(new) - array['version', 'roster_count', 'heads', 'absent', 'excused', 'unmarked']
       is distinct from to_jsonb(old) - array['version', 'roster_count', 'heads', 'absent', 'excused', 'unmarked'] then
        new.version := old.version + 1;
    end if;
    return new;
end $$;

do $$
declare
    versioned text;
begin
    for versioned in
        select c.relname from pg_class c
        join pg_attribute a on a.attrelid = c.oid and a.attname = 'version' and not a.attisdropped
        where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and c.relname <> 'attendance_records'
    loop
        execute format('create trigger version before update on %I for each row execute function bump_version()', versioned);
    end loop;
end $$;
