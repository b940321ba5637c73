-- What an edition puts in force anew, when it is to come into force, and what people decided about
-- accounts that look renamed in it.

drop trigger editions_frozen_update;
alter table editions add column restores text not null default '';
create trigger editions_frozen_update before update on editions
when old.state in ('published', 'superseded') and not (
    new.state = 'superseded' and new.id = old.id
    and new.effective_from = old.effective_from and new.next_update = old.next_update
    and new.imported_at = old.imported_at and new.published_at = old.published_at
    and new.partners_at = old.partners_at and new.reason = old.reason
    and new.policy = old.policy and new.restores = old.restores)
begin select raise(abort, 'a published edition is never edited'); end;

create table edition_plans (
    edition_id text primary key references editions(id),
    at text not null, partners_at text not null, reason text not null default '',
    former text not null check (former in ('draft', 'in_review')),
    made_by text not null, made_at text not null,
    check (at <= partners_at)
) strict, without rowid;
create table edition_pairs (
    edition_id text not null references editions(id),
    before_id text not null, after_id text not null,
    before_name text not null, after_name text not null,
    verdict text not null check (verdict in ('same', 'different')),
    decided_by text not null, decided_at text not null,
    primary key (edition_id, before_id, after_id)
) strict, without rowid;
create unique index edition_pairs_before on edition_pairs(edition_id, before_id)
where verdict = 'same';
create unique index edition_pairs_after on edition_pairs(edition_id, after_id)
where verdict = 'same';
