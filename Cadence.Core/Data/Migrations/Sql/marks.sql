-- The one way to a mark. What becomes of each tap is decided before (AttendanceRules), under the lock on the session's row;
-- here marks and history are written together, so that neither exists without the other.
-- One element of each array per tap, in the order of the taps; counts[i] says whether tap i changes the mark.
create function take_marks(
    session uuid, taps uuid[], students uuid[], statuses text[], old_statuses text[], effective timestamptz[],
    outcomes text[], reasons text[], counts boolean[], closing boolean)
returns table (student_id uuid, status text, effective_at timestamptz, version int, recorded_at timestamptz)
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
#variable_conflict use_column
declare
    organization uuid := nullif(current_setting('cadence.organization_id', true), '')::uuid;
    who uuid := nullif(current_setting('cadence.user_id', true), '')::uuid;
    -- Not the transaction's start: sessions are locked one writer at a time, so this grows in the order of the commits.
    moment timestamptz := clock_timestamp();
begin
    insert into attendance_history (organization_id, id, class_session_id, student_id, tap_id, old_status, new_status, effective_at, recorded_at, outcome, actor_kind, actor_id, user_id, reason)
    select organization, gen_random_uuid(), session, t.student, t.tap, t.old_status, t.status, t.effective, moment, t.outcome,
           coalesce(nullif(current_setting('cadence.actor_kind', true), ''), 'platform'),
           nullif(current_setting('cadence.actor_id', true), '')::uuid, who,
           coalesce(t.reason, nullif(current_setting('cadence.reason', true), ''))
    from unnest(taps, students, statuses, old_statuses, effective, outcomes, reasons) with ordinality
        t (tap, student, status, old_status, effective, outcome, reason, place)
    order by t.place;
    return query
    insert into attendance_records as r (organization_id, class_session_id, student_id, status, effective_at, by_closing, tap_id, user_id, recorded_at)
    select organization, session, t.student, t.status, t.effective, closing, t.tap, who, moment
    from unnest(taps, students, statuses, effective, counts) t (tap, student, status, effective, counts)
    where t.counts
    on conflict (organization_id, class_session_id, student_id) do update
    set status = excluded.status, effective_at = excluded.effective_at, by_closing = excluded.by_closing, tap_id = excluded.tap_id,
        user_id = excluded.user_id, recorded_at = excluded.recorded_at, version = r.version + 1
    returning r.student_id, r.status, r.effective_at, r.version, r.recorded_at;
end $$;
