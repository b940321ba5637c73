-- What may leave later holds up nothing that may leave now; when something was last tried.

alter table outbox add column leaves_at text not null default '';
alter table outbox add column tried_at text not null default '';
drop index outbox_open;
create index outbox_open on outbox(destination, leaves_at, id)
where state in ('queued', 'sending');
drop index outbox_lane;
create index outbox_lane on outbox(bulk, due_at, id) where state = 'queued';
drop index outbox_due;
create index outbox_tried on outbox(tried_at) where tried_at <> '';
alter table digests add column due_at text not null default '';
drop index digests_open;
create index digests_open on digests(due_at, subscription_id) where sent_at is null;
