-- Messages about the same thing are edited, and others stand below them.

alter table outbox add column topic text not null default '';
alter table outbox add column under text not null default '';
alter table outbox add column remove integer not null default 0
    check (remove in (0, 1) and (remove = 0 or topic <> ''));
create index outbox_topic on outbox(topic, destination) where state = 'queued'
    and topic <> '';
create table posts (
    topic text not null, destination text not null,
    address text not null, thread text not null, message text not null,
    posted_at text not null,
    primary key (topic, destination)
) strict, without rowid;
create index posts_message on posts(address, message);
create table documents (
    id text primary key, name text not null, mime text not null, body blob not null,
    readers text not null, made_at text not null
) strict;
