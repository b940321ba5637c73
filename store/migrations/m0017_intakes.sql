-- What people hand in, a file or many names, until it is worked off; what waits for its turn is
-- found at once.

create table intakes (
    id text primary key, person_id text not null,
    platform text not null, tenant text not null, member text not null,
    address text not null, thread text not null default '',
    kind text not null default '', name text not null default '',
    source text not null default '', size integer not null default 0,
    body blob, given text not null default '{}',
    state text not null check (state in ('planned', 'ready', 'asking', 'done')),
    tries integer not null default 0,
    made_at text not null, due_at text not null
) strict;
create index intakes_ready on intakes(due_at) where state = 'ready';
create index intakes_open on intakes(person_id) where state <> 'done';
