-- Absences begin and end at a person's own midnight; who is deactivated; checked channels.

alter table delegations add column zone text not null default 'UTC';
alter table delegations add column begins_at text not null default '';
alter table delegations add column ends_at text not null default '';
update delegations set begins_at = first || 'T00:00:00.000000+00:00',
    ends_at = date(last, '+1 day') || 'T00:00:00.000000+00:00';
create index delegations_delegate on delegations(delegate_id) where ended_at is null;
create index delegations_time on delegations(ends_at) where ended_at is null;
alter table people add column deactivated_at text;
create index people_deactivated on people(id) where deactivated_at is not null;
create table channels (
    address text primary key, held_at text, unread_since text, told_at text
) strict, without rowid;
