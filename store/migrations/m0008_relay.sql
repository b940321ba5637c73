-- What the sides of a case share with each other, and every text that it has had.

create table relayed (
    case_id text not null references cases(id), number integer not null,
    at text not null, author_id text not null, side text not null,
    text text not null, files text not null,
    marked integer not null check (marked in (0, 1)), shared_by text not null,
    address text not null, message text not null, edited_at text, removed_at text,
    primary key (case_id, number)
) strict, without rowid;
create unique index relayed_message on relayed(address, message) where message <> '';
create table relayed_earlier (
    case_id text not null, number integer not null, change integer not null,
    at text not null, did text not null check (did in ('edited', 'removed', 'restored')),
    text text not null, files text not null,
    primary key (case_id, number, change),
    foreign key (case_id, number) references relayed(case_id, number)
) strict, without rowid;
create table relay_overtaken (
    address text not null, message text not null, at text not null,
    deleted integer not null check (deleted in (0, 1)),
    primary key (address, message)
) strict, without rowid;

create trigger relayed_frozen before update on relayed
when new.case_id <> old.case_id or new.number <> old.number or new.at <> old.at
    or new.author_id <> old.author_id or new.side <> old.side
    or new.address <> old.address or new.message <> old.message
begin select raise(abort, 'who shared what, and when, is never edited'); end;
create trigger relayed_kept before delete on relayed
when (select closed_at from cases where id = old.case_id) is null
begin select raise(abort, 'what was shared is kept with its case'); end;
create trigger relayed_earlier_frozen before update on relayed_earlier
begin select raise(abort, 'earlier words are never edited'); end;
create trigger relayed_earlier_kept before delete on relayed_earlier
when (select closed_at from cases where id = old.case_id) is null
begin select raise(abort, 'what was shared is kept with its case'); end;
