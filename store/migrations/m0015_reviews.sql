-- An edition with the districts: their shares, what people say of them, who signed off, and whose
-- second word a publication waits for.

create index entries_district on entries(edition_id, district_id);
create table reviews (
    edition_id text primary key references editions(id),
    against_id text not null references editions(id),
    ends_on text not null, open_to_all integer not null check (open_to_all in (0, 1)),
    time_zone text not null, opened_by text not null, opened_at text not null
) strict, without rowid;
create table review_districts (
    edition_id text not null references reviews(edition_id),
    district_id text not null,
    print text not null, drawn text not null,
    staff text not null, partners text not null,
    changes integer not null,
    signed_by text not null default '', signed_at text,
    primary key (edition_id, district_id),
    check ((signed_by = '') = (signed_at is null))
) strict, without rowid;
create table review_remarks (
    edition_id text not null references reviews(edition_id),
    number integer not null, district_id text not null,
    account_id text not null, account text not null,
    wrong text not null check (wrong in
        ('', 'missing', 'extra', 'tier', 'district', 'details')),
    wanted text not null, words text not null, evidence text not null,
    by_id text not null, firm_id text not null, at text not null,
    state text not null check (state in ('said', 'open', 'accepted', 'declined')),
    decided_by text not null default '', decided_at text, why text not null default '',
    row_print text not null default '',
    settled integer not null default 0 check (settled in (0, 1)),
    primary key (edition_id, number),
    check ((wrong = '') = (state = 'said')),
    check ((state in ('accepted', 'declined')) = (decided_by <> '')),
    check ((decided_by = '') = (decided_at is null)),
    check (decided_by <> by_id or by_id = ''),
    check (settled = 0 or state = 'accepted')
) strict, without rowid;
create unique index review_remarks_once on review_remarks(edition_id, account_id, wrong,
    case firm_id when '' then by_id else firm_id end) where state = 'open';
create trigger review_remarks_frozen before update on review_remarks
when old.state in ('said', 'declined') or new.words <> old.words or new.by_id <> old.by_id
    or new.account_id <> old.account_id or new.wrong <> old.wrong
    or new.wanted <> old.wanted or new.evidence <> old.evidence
    or (old.state = 'accepted' and new.state <> 'accepted')
begin select raise(abort, 'what was said and decided stays as it is'); end;
create trigger review_signed_open before update on review_districts
when new.signed_by <> '' and exists (select 1 from review_remarks
    where edition_id = new.edition_id and district_id = new.district_id
    and state = 'open')
begin select raise(abort, 'nobody signs off while a dispute is open'); end;

create table edition_approvals (
    id integer primary key,
    edition_id text not null references editions(id),
    at text, partners_at text, reason text not null check (reason <> ''),
    asked_by text not null, asked_at text not null,
    state text not null default 'waiting' check (state in
        ('waiting', 'approved', 'declined', 'overtaken')),
    decided_by text not null default '', decided_at text, why text not null default '',
    check (decided_by <> asked_by),
    check ((state in ('approved', 'declined')) = (decided_by <> ''))
) strict;
create unique index edition_approvals_one on edition_approvals(edition_id)
where state = 'waiting';
create table edition_pictures (
    edition_id text primary key references editions(id),
    print text not null, document_id text not null, about text not null
) strict, without rowid;
