-- Accounts, editions and their entries; what is published can't be changed.

create table accounts (id text primary key, name text not null) strict;
create table editions (
    id text primary key,
    state text not null check (state in
        ('draft', 'in_review', 'scheduled', 'published', 'superseded')),
    effective_from text not null, next_update text not null,
    imported_at text not null, published_at text, partners_at text,
    reason text not null default '', policy text not null default '',
    check ((state in ('published', 'superseded'))
        = (published_at is not null and partners_at is not null))
) strict;
create table entries (
    edition_id text not null references editions(id),
    account_id text not null references accounts(id),
    name text not null, aliases text not null default '[]',
    domains text not null default '[]', ticker text not null default '',
    parent_id text not null default '', tier text not null default '',
    district_id text not null default '', pcs integer,
    manager_email text not null default '', exception text not null default '',
    primary key (edition_id, account_id)
) strict, without rowid;
create table aliases (
    id text primary key, account_id text not null references accounts(id),
    text text not null, key text not null,
    state text not null check (state in ('proposed', 'confirmed', 'declined')),
    proposed_by text not null, proposed_at text not null,
    decided_by text, decided_at text,
    check ((state = 'proposed') = (decided_at is null))
) strict;
create unique index aliases_once on aliases(account_id, key);

create trigger entries_frozen_insert before insert on entries
when (select state from editions where id = new.edition_id) in ('published', 'superseded')
begin select raise(abort, 'a published edition is never edited'); end;
create trigger entries_frozen_update before update on entries
when (select state from editions where id = old.edition_id) in ('published', 'superseded')
begin select raise(abort, 'a published edition is never edited'); end;
create trigger entries_frozen_delete before delete on entries
when (select state from editions where id = old.edition_id) in ('published', 'superseded')
begin select raise(abort, 'a published edition is never edited'); end;
create trigger editions_frozen_delete before delete on editions
when old.state in ('published', 'superseded')
begin select raise(abort, 'a published edition is never edited'); end;
create trigger editions_frozen_update before update on editions
when old.state in ('published', 'superseded') and not (
    new.state = 'superseded' and new.id = old.id
    and new.effective_from = old.effective_from and new.next_update = old.next_update
    and new.imported_at = old.imported_at and new.published_at = old.published_at
    and new.partners_at = old.partners_at and new.reason = old.reason
    and new.policy = old.policy)
begin select raise(abort, 'a published edition is never edited'); end;
