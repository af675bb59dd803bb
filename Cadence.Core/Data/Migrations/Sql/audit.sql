-- One generic trigger. Its first argument names the personal columns: audit_entries says that they changed,
-- audit_personal_values what they were, keyed by person, so that erasing a person leaves the audit standing.
-- The second names the column that says whose they are, where the row is not the person.
create function audit_row() returns trigger language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare
    was jsonb := case when tg_op = 'INSERT' then '{}'::jsonb else to_jsonb(old) end;
    becomes jsonb := case when tg_op = 'DELETE' then '{}'::jsonb else to_jsonb(new) end;
    identity jsonb := was || becomes;
    ignored text[] := array['organization_id', 'version', 'created_at', 'full_name', 'inputs', 'roster_count', 'heads', 'absent', 'excused', 'unmarked'];
    personal text[] := coalesce(string_to_array(tg_argv[0], ','), array[]::text[]);
    person uuid := (identity ->> coalesce(tg_argv[1], 'id'))::uuid;
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

do $$
declare
    audited record;
begin
    for audited in
        select * from (values
            ('organizations', 'legal_name,tax_id,address,bank_account', 'id'),
            ('organization_members', '', 'id'), ('organization_roles', '', 'id'), ('role_grants', '', 'id'), ('organization_settings', '', 'id'),
            ('venues', '', 'id'), ('rooms', '', 'id'),
            ('teachers', 'given_name,family_names,preferred_name,legal_name,tax_id,email,phone,address,bank_account', 'id'),
            ('students', 'given_name,family_names,preferred_name,birth_date,email,phone,phone_e164,drop_reason,source', 'id'),
            ('groups', '', 'id'),
            ('student_groups', 'reason,agreed_fee_reason,void_reason', 'student_id'), ('enrolment_pauses', 'reason', 'enrolment_id'),
            ('class_sessions', '', 'id'), ('session_teachers', '', 'id'), ('session_guests', '', 'id'), ('month_locks', '', 'id'),
            ('pay_rates', '', 'id'), ('teacher_payouts', '', 'id'), ('import_batches', '', 'id')) t(name, personal, person)
    loop
        execute format('create trigger audit after insert or update or delete on %I for each row execute function audit_row(%L, %L)', audited.name, audited.personal, audited.person);
    end loop;
end $$;

-- Who did it and the place in the organization's sequence come from the session, not from the client.
create function complete_domain_event() returns trigger language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
begin
    insert into event_sequences as s (organization_id, last) values (new.organization_id, 1)
    on conflict (organization_id) do update set last = s.last + 1
    returning last into new.sequence;
    new.actor_kind := coalesce(nullif(current_setting('cadence.actor_kind', true), ''), 'platform');
    new.actor_id := nullif(current_setting('cadence.actor_id', true), '')::uuid;
    new.user_id := nullif(current_setting('cadence.user_id', true), '')::uuid;
    new.recorded_at := now();
    return new;
end $$;
create trigger complete before insert on domain_events for each row execute function complete_domain_event();
