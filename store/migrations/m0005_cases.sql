-- Escalations and exceptions, their parties, timeline and terms, and who stands in for whom.

create table case_numbers (
    series text primary key, last integer not null check (last >= 0)
) strict, without rowid;
insert into case_numbers values ('ESC', 0), ('EXC', 0);
create table cases (
    id text primary key check (id glob 'ESC-[0-9][0-9][0-9][0-9]*'
        or id glob 'EXC-[0-9][0-9][0-9][0-9]*'),
    kind text not null check (kind in ('escalation', 'exception')),
    account_id text not null check (account_id <> ''), account text not null,
    district_id text not null references districts(id),
    opener_id text not null references people(id),
    opener_side text not null check (opener_side <> ''), other_side text not null,
    offering text not null, opportunity text not null, opportunity_key text not null,
    what text not null, evidence text not null, urgency text not null,
    opened_at text not null,
    revision integer not null check (revision >= 1), state text not null,
    rung text not null check (rung in
        ('account_manager', 'district_manager', 'list_owner', 'appeal_officer')),
    owner_id text not null references people(id),
    used_us integer not null default 0 check (used_us >= 0),
    running_since text, asked_at text,
    flagged integer not null default 0 check (flagged in (0, 1)),
    appealed integer not null default 0 check (appealed in (0, 1)),
    former text not null default '[]', outcome text,
    decided_at text, decided_by text references people(id),
    accepted text not null default '[]', closed_at text,
    check (opener_side <> other_side),
    check ((kind = 'exception') = (other_side = '')),
    check ((kind = 'exception') = (id glob 'EXC-*')),
    check (state in ('open', 'acknowledged', 'needs_info', 'withdrawn')
        or kind = 'escalation' and state in ('upheld', 'declined', 'appealed', 'closed')
        or kind = 'exception' and state in ('granted', 'refused', 'expired', 'revoked')),
    check ((state in ('withdrawn', 'closed', 'refused', 'expired', 'revoked'))
        = (closed_at is not null)),
    check ((state in ('open', 'acknowledged', 'appealed')) = (running_since is not null)),
    check ((state = 'needs_info') = (asked_at is not null) or state = 'withdrawn'),
    check ((state in ('upheld', 'declined', 'closed', 'granted', 'refused', 'expired',
        'revoked')) = (outcome is not null)),
    check ((outcome is null) = (decided_at is null)),
    check ((outcome is null) = (decided_by is null)),
    check (state <> 'appealed' or appealed = 1),
    check (decided_by <> opener_id), check (owner_id <> opener_id)
) strict;
create unique index cases_one_open on cases(kind, account_id, min(opener_side, other_side),
    max(opener_side, other_side), opportunity_key)
where closed_at is null and state <> 'granted';
create index cases_owner on cases(owner_id) where closed_at is null;
create index cases_district on cases(district_id, opened_at);
create index cases_account on cases(account_id);

create table case_parties (
    case_id text not null references cases(id),
    person_id text not null references people(id),
    side text not null, joined_at text not null, joined integer not null,
    primary key (case_id, person_id)
) strict, without rowid;
create index case_parties_person on case_parties(person_id);
create table case_terms (
    case_id text primary key references cases(id), project text not null,
    conditions text not null, days integer not null check (days > 0), expires_at text
) strict, without rowid;
create table case_events (
    case_id text not null references cases(id), number integer not null,
    at text not null, event text not null, who text not null, state text not null,
    owner_id text not null, words text not null, detail text not null,
    primary key (case_id, number)
) strict, without rowid;
create table case_reminders (
    case_id text not null references cases(id),
    person_id text not null references people(id), day text not null,
    primary key (case_id, person_id, day)
) strict, without rowid;
create table delegations (
    id text primary key, person_id text not null references people(id),
    delegate_id text not null references people(id),
    first text not null, last text not null,
    made_by text not null, made_at text not null, ended_at text,
    check (person_id <> delegate_id), check (first <= last)
) strict;
create index delegations_person on delegations(person_id) where ended_at is null;
create index due_about on due(about) where done_at is null;

create trigger cases_four_eyes before update on cases
when new.decided_by is not null and new.decided_by is not old.decided_by and (
    exists (select 1 from case_parties
        where case_id = new.id and person_id = new.decided_by)
    or exists (select 1 from json_each(new.former) where value = new.decided_by))
begin select raise(abort, 'nobody decides a case of their own'); end;
create trigger cases_owner_no_party before update on cases
when new.owner_id <> old.owner_id and exists (select 1 from case_parties
    where case_id = new.id and person_id = new.owner_id)
begin select raise(abort, 'nobody decides a case of their own'); end;
create trigger case_parties_no_owner before insert on case_parties
when (select owner_id from cases where id = new.case_id) = new.person_id
begin select raise(abort, 'nobody decides a case of their own'); end;
create trigger cases_claim_frozen before update on cases
when new.id <> old.id or new.kind <> old.kind or new.account_id <> old.account_id
    or new.account <> old.account or new.district_id <> old.district_id
    or new.opener_id <> old.opener_id or new.opener_side <> old.opener_side
    or new.other_side <> old.other_side or new.offering <> old.offering
    or new.opportunity <> old.opportunity or new.what <> old.what
    or new.opportunity_key <> old.opportunity_key or new.evidence <> old.evidence
    or new.urgency <> old.urgency or new.opened_at <> old.opened_at
begin select raise(abort, 'what was claimed is never edited'); end;
create trigger cases_over before update on cases when old.closed_at is not null
begin select raise(abort, 'a case that is over stays as it is'); end;
create trigger case_events_frozen_update before update on case_events
begin select raise(abort, 'a timeline is never edited'); end;
create trigger case_events_frozen_delete before delete on case_events
when (select closed_at from cases where id = old.case_id) is null
begin select raise(abort, 'a timeline is never edited'); end;
