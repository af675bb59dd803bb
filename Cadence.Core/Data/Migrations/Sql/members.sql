-- Two admins who change one role: the second is told.
create trigger version before update on organization_roles for each row execute function bump_version();

alter table organization_invitations add constraint fk_organization_invitations_invited_by foreign key (invited_by) references accounts.users (id);
alter table organization_invitations add constraint fk_organization_invitations_accepted_by foreign key (accepted_by) references accounts.users (id);

select protect_tenant_table('organization_invitations');
select protect_tenant_table('member_places');

-- An invitation is the history of how somebody came.
create trigger no_delete before delete on organization_invitations for each row execute function forbid_change();
create trigger no_truncate before truncate on organization_invitations for each statement execute function forbid_change();
create trigger version before update on organization_invitations for each row execute function bump_version();
create trigger audit after insert or update or delete on organization_invitations for each row execute function audit_row('email', 'teacher_id');
create trigger audit after insert or update or delete on member_places for each row execute function audit_row('', 'id');

do $$
declare
    watched text;
begin
    foreach watched in array array['organization_invitations', 'member_places']
    loop
        execute format('create trigger notify_insert after insert on %I referencing new table as changed for each statement execute function notify_change()', watched);
        execute format('create trigger notify_update after update on %I referencing new table as changed for each statement execute function notify_change()', watched);
    end loop;
    create trigger notify_delete after delete on member_places referencing old table as changed for each statement execute function notify_change();
end $$;

-- What the link of an invitation shows before a tenant is known: only who knows the token has its hash.
create function invitation_of_token(wanted bytea)
returns table (organization_id uuid, id uuid, slug text, name text, color text, inviter text, role text, role_name text, email text,
               accepted_at timestamptz, rejected_at timestamptz, cancelled_at timestamptz, expires_at timestamptz)
language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
    select o.id, i.id, o.slug, o.name, o.color, coalesce(nullif(btrim(u.given_name || ' ' || u.family_names), ''), u.email), i.role, r.name, i.email,
           i.accepted_at, i.rejected_at, i.cancelled_at, i.expires_at
    from organization_invitations i
    join organizations o on o.id = i.organization_id
    left join organization_roles r on r.organization_id = i.organization_id and r.key = i.role
    left join accounts.users u on u.id = i.invited_by
    where i.token_hash = wanted and o.archived_at is null
$$;
