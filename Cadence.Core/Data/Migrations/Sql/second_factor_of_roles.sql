alter table organization_roles add column asks_second_factor boolean not null default false;

create trigger notify_update after update on organization_roles referencing new table as changed for each statement execute function notify_change();
