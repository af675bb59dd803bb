alter table guardians add constraint fk_guardians_user_id foreign key (user_id) references accounts.users (id);

do $$
declare
    added record;
begin
    for added in
        select * from (values
            ('guardians', 'given_name,family_names,preferred_name,email,phone,phone_e164'),
            ('student_guardians', '')) t(name, personal)
    loop
        execute format('create trigger version before update on %I for each row execute function bump_version()', added.name);
        execute format('create trigger audit after insert or update or delete on %I for each row execute function audit_row(%L, ''id'')', added.name, added.personal);
    end loop;
end $$;

select protect_tenant_table('guardians');
select protect_tenant_table('student_guardians');
select protect_tenant_table('family_links');

-- A link is audited when it is given and when it ends; that somebody used it, and its hash, are no acts to be kept for ever.
create trigger audit after insert or delete on family_links for each row execute function audit_row('', 'id');
create trigger audit_change after update on family_links for each row
    when (old.revoked_at is distinct from new.revoked_at or old.expires_at is distinct from new.expires_at or old.guardian_id is distinct from new.guardian_id)
    execute function audit_row('', 'id');

-- Which link a secret opens, asked before a tenant is known: nothing for unknown, revoked and expired ones alike.
-- Notes the use at most every ten minutes, so that looking around writes little.
create function open_family_link(hash bytea, moment timestamptz)
returns table (organization_id uuid, id uuid, expires_at timestamptz) language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
#variable_conflict use_column
declare
    found_link family_links;
begin
    select l.* into found_link
    from family_links l join organizations o on o.id = l.organization_id
    where l.token_hash = hash and l.revoked_at is null and l.expires_at > moment and o.archived_at is null;
    if found_link.id is null then
        return;
    end if;
    update family_links l set last_used_at = moment
    where l.organization_id = found_link.organization_id and l.id = found_link.id and (l.last_used_at is null or l.last_used_at < moment - interval '10 minutes');
    return query select found_link.organization_id, found_link.id, found_link.expires_at;
end $$;
