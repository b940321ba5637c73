-- A broadcast leaves beside what people wait for, never before it.

alter table outbox add column bulk integer not null default 0 check (bulk in (0, 1));
create index outbox_lane on outbox(bulk, id) where state = 'queued';
create index outbox_destination on outbox(destination, id);
