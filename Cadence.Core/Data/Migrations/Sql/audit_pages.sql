-- As before; a grant has no id, so the entry of its change names it by its key.
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
    if tg_table_name = 'role_grants' and tg_op = 'UPDATE' then
        differences := jsonb_build_object('role_key', jsonb_build_array(was -> 'role_key', becomes -> 'role_key'),
                                          'permission', jsonb_build_array(was -> 'permission', becomes -> 'permission')) || differences;
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

-- The one way personal values leave the audit: those of one person of the organization that is told, by a member who may edit it.
-- The entries stay, and a new one says who erased how many. Null where there is no such person or nobody who may.
create function erase_audit_values(person uuid) returns int language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare
    organization uuid := nullif(current_setting('cadence.organization_id', true), '')::uuid;
    member uuid := nullif(current_setting('cadence.actor_id', true), '')::uuid;
    erased int;
begin
    if not exists (select from students s where s.organization_id = organization and s.id = person
                   union all select from guardians g where g.organization_id = organization and g.id = person
                   union all select from teachers t where t.organization_id = organization and t.id = person)
        or not exists (select from organization_members m
                       join role_grants g on g.organization_id = m.organization_id and g.role_key = m.role and g.permission = 'organization_edit' and g.scope = 'all'
                       where m.organization_id = organization and m.user_id = member and m.status = 'active') then
        return null;
    end if;
    delete from audit_personal_values v where v.organization_id = organization and v.person_id = person;
    get diagnostics erased = row_count;
    if erased > 0 then
        insert into audit_entries (organization_id, id, entity, entity_id, action, actor_kind, actor_id, user_id, reason, changes)
        values (organization, gen_random_uuid(), 'audit_personal_values', person, 'delete',
                coalesce(nullif(current_setting('cadence.actor_kind', true), ''), 'platform'), member,
                nullif(current_setting('cadence.user_id', true), '')::uuid,
                nullif(current_setting('cadence.reason', true), ''), jsonb_build_object('erased', jsonb_build_array(null, erased)));
    end if;
    return erased;
end $$;
