create table venue_travels (
    organization_id uuid not null,
    id uuid not null,
    venue_id uuid not null,
    other_venue_id uuid not null,
    minutes integer not null,
    mode text not null,
    constraint pk_venue_travels primary key (organization_id, id),
    constraint ck_venue_travels_minutes check (minutes between 1 and 600),
    constraint ck_venue_travels_mode check (mode in ('walk', 'bike', 'transit', 'drive')),
    -- A pair is one row however it was entered.
    constraint ck_venue_travels_order check (venue_id < other_venue_id),
    constraint fk_venue_travels_organization_id foreign key (organization_id) references organizations (id) on delete restrict,
    constraint fk_venue_travels_venue_id foreign key (organization_id, venue_id) references venues (organization_id, id) on delete restrict,
    constraint fk_venue_travels_other_venue_id foreign key (organization_id, other_venue_id) references venues (organization_id, id) on delete restrict
);

create unique index ux_venue_travels_venue_id_other_venue_id on venue_travels (organization_id, venue_id, other_venue_id);
create index ix_venue_travels_other_venue_id on venue_travels (organization_id, other_venue_id);

create trigger audit after insert or update or delete on venue_travels for each row execute function audit_row('', 'id');

select protect_tenant_table('venue_travels');
