-- Links out of mails: only the hash of what the link holds is here. The stamp is the account's when the link was made, so a changed
-- password or address ends them all.
create table accounts.account_tokens (
    hash bytea not null,
    user_id uuid not null,
    purpose text not null,
    stamp text not null,
    data text,
    created_at timestamp with time zone not null,
    expires_at timestamp with time zone not null,
    used_at timestamp with time zone,
    constraint pk_account_tokens primary key (hash),
    constraint fk_account_tokens_user_id foreign key (user_id) references accounts.users (id) on delete cascade
);
create index ix_account_tokens_user_id_purpose on accounts.account_tokens (user_id, purpose);
create index ix_account_tokens_expires_at on accounts.account_tokens (expires_at);

-- Mails of an account leave from here as those of an organization leave from theirs. The address stands in the row, because a mail may
-- go to an address that is not the account's yet, or any more.
create table accounts.outbox_messages (
    id uuid not null,
    channel text not null,
    recipient text not null,
    kind text not null,
    subject text not null,
    period text not null,
    payload jsonb not null,
    user_id uuid,
    address text not null,
    name text not null,
    language text not null,
    created_at timestamp with time zone not null,
    due_at timestamp with time zone not null,
    attempts integer not null default 0,
    delivered_at timestamp with time zone,
    dead_at timestamp with time zone,
    last_error text,
    constraint pk_outbox_messages primary key (id),
    constraint ux_outbox_messages unique (channel, recipient, kind, subject, period)
);
create index ix_outbox_messages_due_at on accounts.outbox_messages (due_at) where delivered_at is null and dead_at is null;
create index ix_outbox_messages_recipient_kind on accounts.outbox_messages (recipient, kind, created_at);
create index ix_outbox_messages_user_id on accounts.outbox_messages (user_id);

create table accounts.platform_settings (
    key text not null,
    value text not null,
    changed_at timestamp with time zone not null,
    changed_by uuid,
    constraint pk_platform_settings primary key (key)
);
