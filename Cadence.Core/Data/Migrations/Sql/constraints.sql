-- What EF's model can't say: ranges that may not overlap, and an index that answers counts by itself.
alter table student_groups add constraint student_groups_no_overlap
    exclude using gist (organization_id with =, group_id with =, student_id with =, daterange(start_date, end_date, '[]') with &&)
    where (voided_at is null);

alter table pay_rates add constraint pay_rates_no_overlap
    exclude using gist (organization_id with =, teacher_id with =, kind with =, scope with =,
                        (coalesce(group_id::text, venue_id::text, level, '')) with =,
                        daterange(valid_from, valid_to, '[]') with &&);

alter table attendance_records drop constraint pk_attendance_records;
alter table attendance_records add constraint pk_attendance_records
    primary key (organization_id, class_session_id, student_id) include (status);

alter table organization_members add constraint fk_organization_members_user_id foreign key (user_id) references accounts.users (id);
alter table teachers add constraint fk_teachers_user_id foreign key (user_id) references accounts.users (id);
alter table students add constraint fk_students_user_id foreign key (user_id) references accounts.users (id);

create table bookings (
    organization_id uuid not null references organizations (id),
    resource_id uuid not null,
    source_id uuid not null,
    during tstzrange not null,
    constraint bookings_no_overlap exclude using gist (organization_id with =, resource_id with =, during with &&) deferrable initially deferred
);
create index ix_bookings_source_id on bookings (organization_id, source_id);

create table event_sequences (
    organization_id uuid primary key references organizations (id),
    last bigint not null
);

-- With the session as its last column this index finds one mark as well as the key does, whichever the planner takes.
drop index ix_attendance_records_student_id;
create index ix_attendance_records_student_id on attendance_records (organization_id, student_id, class_session_id);
