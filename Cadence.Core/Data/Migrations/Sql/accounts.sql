-- Whatever changes a password or locks somebody for long, all that person's sessions end in the same transaction.
-- A lock of minutes is for guessed passwords: who guesses must not sign the owner out.
create function accounts.end_sessions() returns trigger language plpgsql as $$
begin
    update accounts.user_sessions set revoked_at = now() where user_id = new.id and revoked_at is null;
    return null;
end $$;

create trigger end_sessions after update on accounts.users for each row
    when (new.security_stamp is distinct from old.security_stamp
        or (new.lockout_end > now() + interval '1 day' and new.lockout_end is distinct from old.lockout_end))
    execute function accounts.end_sessions();

-- After commit, tells every web node whose sign-in changed. Being seen is no change.
create function accounts.notify_account() returns trigger language plpgsql as $$
begin
    perform pg_notify('account_changes', old.user_id::text);
    return null;
end $$;

create trigger notify_revoked after update of revoked_at on accounts.user_sessions for each row
    when (new.revoked_at is distinct from old.revoked_at) execute function accounts.notify_account();

create trigger notify_gone after delete on accounts.user_sessions for each row
    when (old.revoked_at is null) execute function accounts.notify_account();
