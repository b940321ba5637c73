-- What came in (each once), what is to go out, and what is due.

create table inbox (
    once text primary key, received_at text not null,
    request text not null default '', reply text not null default '', done_at text
) strict;
create index inbox_open on inbox(received_at) where done_at is null;
create table outbox (
    id integer primary key, destination text not null, thread text not null default '',
    card text not null, edits text not null default '', once text not null default '',
    made_at text not null, due_at text not null, attempts integer not null default 0,
    state text not null default 'queued'
        check (state in ('queued', 'sending', 'sent', 'parked', 'dropped')),
    sent_id text not null default '', error text not null default ''
) strict;
create unique index outbox_once on outbox(once) where once <> '';
create index outbox_open on outbox(destination, id) where state in ('queued', 'sending');
create index outbox_due on outbox(due_at) where state in ('queued', 'sending');
create table due (
    id integer primary key, kind text not null, about text not null,
    due_at text not null, once text not null default '', done_at text
) strict;
create unique index due_once on due(once) where once <> '';
create index due_open on due(due_at) where done_at is null;
