-- Rows of lists come in batch by batch, and an edition takes its batch in one step: a list of any
-- length holds up no answer while it comes in.

create table batches (
    id text primary key, made_at text not null,
    free integer not null default 0 check (free in (0, 1))
) strict, without rowid;
create table batch_rows (
    batch_id text not null references batches(id),
    account_id text not null references accounts(id),
    name text not null, aliases text not null default '[]',
    domains text not null default '[]', ticker text not null default '',
    parent_id text not null default '', tier text not null default '',
    district_id text not null default '', pcs integer,
    manager_email text not null default '', exception text not null default '',
    primary key (batch_id, account_id)
) strict, without rowid;
create index batch_rows_district on batch_rows(batch_id, district_id);

insert into batches (id, made_at) select id, imported_at from editions;
insert into batch_rows select edition_id, account_id, name, aliases, domains, ticker, parent_id,
    tier, district_id, pcs, manager_email, exception from entries;
drop table entries;

drop trigger editions_frozen_update;
alter table editions add column batch_id text references batches(id);
update editions set batch_id = id;
create index editions_batch on editions(batch_id);
create trigger editions_frozen_update before update on editions
when old.state in ('published', 'superseded') and not (
    new.state = 'superseded' and new.id = old.id
    and new.effective_from = old.effective_from and new.next_update = old.next_update
    and new.imported_at = old.imported_at and new.published_at = old.published_at
    and new.partners_at = old.partners_at and new.reason = old.reason
    and new.policy = old.policy and new.restores = old.restores
    and new.published_by = old.published_by and new.batch_id is old.batch_id)
begin select raise(abort, 'a published edition is never edited'); end;

create trigger batch_rows_frozen_insert before insert on batch_rows
when exists (select 1 from editions
    where batch_id = new.batch_id and state in ('published', 'superseded'))
begin select raise(abort, 'a published edition is never edited'); end;
create trigger batch_rows_frozen_update before update on batch_rows
when exists (select 1 from editions
    where batch_id in (old.batch_id, new.batch_id) and state in ('published', 'superseded'))
begin select raise(abort, 'a published edition is never edited'); end;
create trigger batch_rows_frozen_delete before delete on batch_rows
when exists (select 1 from editions
    where batch_id = old.batch_id and state in ('published', 'superseded'))
begin select raise(abort, 'a published edition is never edited'); end;

create view entries as
select e.id as edition_id, r.account_id, r.name, r.aliases, r.domains, r.ticker, r.parent_id,
    r.tier, r.district_id, r.pcs, r.manager_email, r.exception
from editions e join batch_rows r on r.batch_id = e.batch_id;
