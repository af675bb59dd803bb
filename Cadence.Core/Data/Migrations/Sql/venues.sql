-- As before; what names no person is the organization's.
create or replace function audit_row() returns trigger language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare
    was jsonb := case when tg_op = 'INSERT' then '{}'::jsonb else to_jsonb(old) end;
    becomes jsonb := case when tg_op = 'DELETE' then '{}'::jsonb else to_jsonb(new) end;
    identity jsonb := was || becomes;
    ignored text[] := array['organization_id', 'version', 'created_at', 'full_name', 'inputs', 'roster_count', 'heads', 'absent', 'excused', 'unmarked'];
    personal text[] := coalesce(string_to_array(tg_argv[0], ','), array[]::text[]);
    person uuid := coalesce(identity ->> coalesce(tg_argv[1], 'id'), identity ->> 'organization_id')::uuid;
    differences jsonb;
    entry uuid := gen_random_uuid();
    organization uuid := coalesce(identity ->> 'organization_id', identity ->> 'id')::uuid;
begin
    select jsonb_object_agg(k, case when k = any (personal) then '"personal"'::jsonb else jsonb_build_array(was -> k, becomes -> k) end)
    into differences
    from jsonb_object_keys(identity) k
    where k <> all (ignored) and was ->> k is distinct from becomes ->> k;
    if differences is null then
        return null;
    end if;
    insert into audit_entries (organization_id, id, entity, entity_id, action, actor_kind, actor_id, user_id, reason, changes)
    values (organization, entry, tg_table_name, (identity ->> 'id')::uuid, lower(tg_op),
            coalesce(nullif(current_setting('cadence.actor_kind', true), ''), 'platform'),
            nullif(current_setting('cadence.actor_id', true), '')::uuid,
            nullif(current_setting('cadence.user_id', true), '')::uuid,
            nullif(current_setting('cadence.reason', true), ''), differences);
    if tg_argv[1] = 'enrolment_id' then
        select e.student_id into person from student_groups e where e.organization_id = organization and e.id = person;
    end if;
    insert into audit_personal_values (organization_id, id, audit_entry_id, person_id, column_name, old_value, new_value)
    select organization, gen_random_uuid(), entry, person, k, was ->> k, becomes ->> k
    from unnest(personal) k
    where was ->> k is distinct from becomes ->> k;
    return null;
end $$;

-- Agreements of one venue, group, kind and direction follow one another.
alter table venue_agreements add constraint venue_agreements_no_overlap
    exclude using gist (organization_id with =, venue_id with =, (coalesce(group_id::text, '')) with =, kind with =, direction with =,
                        daterange(valid_from, valid_to, '[]') with &&)
    where (voided_at is null);

do $$
declare
    added record;
begin
    for added in
        select * from (values
            ('venue_agreements', 'no_delete', '', 'id'),
            ('received_payments', 'no_delete', 'note,void_reason', 'student_id'),
            ('private_sessions', 'no_delete', 'cancel_reason', 'student_id'),
            ('venue_statements', 'append_only', '', 'id'),
            ('venue_statement_lines', 'append_only', null, null)) t(name, keeps, personal, person)
    loop
        perform protect_tenant_table(added.name::regclass);
        execute format('create trigger %I before %s on %I for each row execute function forbid_change()', added.keeps,
                       case added.keeps when 'no_delete' then 'delete' else 'update or delete' end, added.name);
        execute format('create trigger no_truncate before truncate on %I for each statement execute function forbid_change()', added.name);
        execute format('create trigger notify_insert after insert on %I referencing new table as changed for each statement execute function notify_change()', added.name);
        if added.keeps = 'no_delete' then
            execute format('create trigger notify_update after update on %I referencing new table as changed for each statement execute function notify_change()', added.name);
            execute format('create trigger version before update on %I for each row execute function bump_version()', added.name);
        end if;
        if added.person is not null then
            execute format('create trigger audit after insert or update or delete on %I for each row execute function audit_row(%L, %L)', added.name, added.personal, added.person);
        end if;
    end loop;
end $$;

-- A private class takes its teacher, its pupil and an unshared room.
create function refresh_private_bookings(organization uuid, sources uuid[]) returns void language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
begin
    delete from bookings where organization_id = organization and source_id = any (sources);
    insert into bookings (organization_id, resource_id, source_id, during)
    select p.organization_id, taken.resource_id, p.id, tstzrange(p.starts_at, p.ends_at)
    from private_sessions p
    cross join lateral (
        select p.teacher_id as resource_id
        union select p.student_id
        union select r.id from rooms r where r.organization_id = p.organization_id and r.id = p.room_id and not r.shared) taken
    where p.organization_id = organization and p.id = any (sources) and p.status <> 'cancelled';
end $$;

create function private_sessions_changed() returns trigger language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
begin
    perform refresh_private_bookings(p.organization_id, array_agg(p.id)) from changed p group by p.organization_id;
    return null;
end $$;
create trigger bookings_after_insert after insert on private_sessions referencing new table as changed for each statement execute function private_sessions_changed();
create trigger bookings_after_update after update on private_sessions referencing new table as changed for each statement execute function private_sessions_changed();

create function room_of_private_sessions_changed() returns trigger language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
begin
    perform refresh_private_bookings(p.organization_id, array_agg(p.id))
    from changed n
    join before o on o.organization_id = n.organization_id and o.id = n.id and o.shared <> n.shared
    join private_sessions p on p.organization_id = n.organization_id and p.room_id = n.id and p.ends_at > now()
    group by p.organization_id;
    return null;
end $$;
create trigger private_bookings_after_update after update on rooms referencing old table as before new table as changed for each statement execute function room_of_private_sessions_changed();
