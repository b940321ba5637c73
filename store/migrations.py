"""The schema, migration by migration. Append; a released one stays as it is."""

from pathlib import Path

from .db import connect
from .sqlite import Database, Migrations

migrations = Migrations("hardline")


def migrate(path: Path | str) -> None:
    """Bring the file at `path` (made if missing) to the newest schema."""
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    db = connect(path)
    try:
        migrations.apply(db)
    finally:
        db.conn.close()


@migrations()
def m0001_directory(db: Database) -> None:
    """Districts, firms, people, and the platform identities that are linked to them."""
    db.executescript("""
        create table districts (
            id text primary key, name text not null, manager_email text not null,
            time_zone text not null, country text not null,
            channel text not null, partner_channel text not null default ''
        ) strict;
        create table firms (id text primary key, name text not null) strict;
        create table people (
            id text primary key, email text not null, name text not null,
            role text not null check (role in ('partner_rep', 'services_lead', 'account_manager',
                'district_manager', 'list_owner', 'auditor', 'admin')),
            firm_id text references firms(id),
            manager_email text not null default '', time_zone text not null default '',
            removed_at text,
            check ((role = 'partner_rep') = (firm_id is not null))
        ) strict;
        create unique index people_email on people(email) where removed_at is null;
        create table person_districts (
            person_id text not null references people(id),
            district_id text not null references districts(id),
            primary key (person_id, district_id)
        ) strict, without rowid;
        create table identities (
            platform text not null, tenant text not null, member text not null,
            person_id text not null references people(id),
            email text not null default '', linked_at text not null, suspended_at text,
            primary key (platform, tenant, member)
        ) strict, without rowid;
        create index identities_person on identities(person_id);
        create table places (
            address text primary key, platform text not null, tenant text not null,
            kind text not null, service_url text not null default '',
            bot_id text not null default '', member text not null default '',
            name text not null default '', seen_at text not null
        ) strict, without rowid;
        create index places_member on places(platform, tenant, member) where member <> '';
    """)


@migrations()
def m0002_lists(db: Database) -> None:
    """Accounts, editions and their entries; what is published can't be changed."""
    db.executescript("""
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
    """)


@migrations()
def m0003_record(db: Database) -> None:
    """What was asked and done: answers by reference, and the append-only audit chain."""
    db.executescript("""
        create table answers (
            ref text primary key, at text not null, person_id text not null,
            firm_id text not null default '', edition_id text not null default '',
            asked text not null, card text not null
        ) strict;
        create index answers_at on answers(at);
        create table audit (
            seq integer primary key, at text not null, who text not null, did text not null,
            about text not null default '', place text not null default '',
            detail text not null default '{}', hash text not null
        ) strict;
        create trigger audit_append_only_update before update on audit
        begin select raise(abort, 'the audit log is append-only'); end;
        create trigger audit_append_only_delete before delete on audit
        begin select raise(abort, 'the audit log is append-only'); end;
    """)


@migrations()
def m0004_traffic(db: Database) -> None:
    """What came in (each once), what is to go out, and what is due."""
    db.executescript("""
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
    """)


@migrations()
def m0005_cases(db: Database) -> None:
    """Escalations and exceptions, their parties, timeline and terms, and who stands in for whom."""
    db.executescript("""
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
    """)


@migrations()
def m0006_directory_changes(db: Database) -> None:
    """Every change of who is who is counted, so that look-ups can be kept until the next one."""
    db.executescript("""
        create table directory_changes (changes integer not null) strict;
        insert into directory_changes values (0);
    """)
    for table in ("people", "person_districts", "firms", "identities"):
        for change in ("insert", "update", "delete"):
            db.executescript(f"""
                create trigger {table}_{change}_counted after {change} on {table}
                begin update directory_changes set changes = changes + 1; end;
            """)  # noqa: S608  (the names are those above)


@migrations()
def m0006_topics(db: Database) -> None:
    """Messages about the same thing are edited, and others stand below them."""
    db.executescript("""
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
    """)


@migrations()
def m0007_keys(db: Database) -> None:
    """Links to documents are signed with a key of this database's own."""
    db.executescript("""
        create table keys (name text primary key, secret text not null) strict, without rowid;
        insert into keys (name, secret) values ('links', lower(hex(randomblob(32))));
    """)


@migrations()
def m0008_relay(db: Database) -> None:
    """What the sides of a case share with each other, and every text that it has had."""
    db.executescript("""
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
    """)


@migrations()
def m0009_precedents(db: Database) -> None:
    """Past decisions are found by account and by offering, a case's audit rows by its number."""
    db.executescript("""
        create index cases_opener on cases(opener_id) where closed_at is null;
        create index cases_opener_side on cases(opener_side) where closed_at is null;
        create index cases_other_side on cases(other_side) where closed_at is null;
        create index cases_top on cases(rung) where closed_at is null;
        create index cases_open on cases(opened_at, id) where closed_at is null;
        create index cases_open_district on cases(district_id, opened_at, id)
            where closed_at is null;
        create index cases_decided_account on cases(account_id, decided_at)
            where outcome is not null;
        create index cases_decided_offering on cases(offering, decided_at)
            where outcome is not null;
        create index audit_case on audit(about) where substr(about, 1, 4) in ('ESC-', 'EXC-');
    """)


@migrations()
def m0010_edition_life(db: Database) -> None:
    """What an edition puts in force anew, when it is to come into force, and what people decided
    about accounts that look renamed in it.
    """
    db.executescript("""
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
    """)


@migrations()
def m0011_duties(db: Database) -> None:
    """Absences begin and end at a person's own midnight; who is deactivated; checked channels."""
    db.executescript("""
        alter table delegations add column zone text not null default 'UTC';
        alter table delegations add column begins_at text not null default '';
        alter table delegations add column ends_at text not null default '';
        update delegations set begins_at = first || 'T00:00:00.000000+00:00',
            ends_at = date(last, '+1 day') || 'T00:00:00.000000+00:00';
        create index delegations_delegate on delegations(delegate_id) where ended_at is null;
        create index delegations_time on delegations(ends_at) where ended_at is null;
        alter table people add column deactivated_at text;
        create index people_deactivated on people(id) where deactivated_at is not null;
        create table channels (
            address text primary key, held_at text, unread_since text, told_at text
        ) strict, without rowid;
    """)


@migrations()
def m0012_lanes(db: Database) -> None:
    """A broadcast leaves beside what people wait for, never before it."""
    db.executescript("""
        alter table outbox add column bulk integer not null default 0 check (bulk in (0, 1));
        create index outbox_lane on outbox(bulk, id) where state = 'queued';
        create index outbox_destination on outbox(destination, id);
    """)


@migrations()
def m0013_subscriptions(db: Database) -> None:
    """Who wants to hear of the list's news: where, of what, and when."""
    db.executescript("""
        create table subscriptions (
            id text primary key, owner_id text not null,
            destination text not null check (destination <> ''), thread text not null default '',
            audience text not null check (audience in ('staff', 'partners')),
            origin text not null check (origin in ('own', 'watch', 'district')),
            districts text not null default '[]', tiers text not null default '[]',
            accounts text not null default '[]',
            cadence text not null check (cadence in ('at once', 'daily', 'weekly')),
            time_zone text not null, quiet_from text not null default '',
            quiet_to text not null default '',
            made_at text not null, ended_at text,
            parked_at text, parked_why text not null default '',
            check ((quiet_from = '') = (quiet_to = ''))
        ) strict;
        create unique index subscriptions_watch on subscriptions(destination, accounts)
        where origin = 'watch' and ended_at is null;
        create index subscriptions_destination on subscriptions(destination) where ended_at is null;
        create index subscriptions_owner on subscriptions(owner_id) where ended_at is null;
        create table digests (
            subscription_id text not null references subscriptions(id),
            edition_id text not null references editions(id),
            former_id text not null, sent_at text,
            primary key (subscription_id, edition_id)
        ) strict, without rowid;
        create index digests_open on digests(subscription_id) where sent_at is null;
    """)


@migrations()
def m0014_publisher(db: Database) -> None:
    """Who put an edition in force, as nobody is told of their own acts."""
    db.executescript("""
        drop trigger editions_frozen_update;
        alter table editions add column published_by text not null default '';
        create trigger editions_frozen_update before update on editions
        when old.state in ('published', 'superseded') and not (
            new.state = 'superseded' and new.id = old.id
            and new.effective_from = old.effective_from and new.next_update = old.next_update
            and new.imported_at = old.imported_at and new.published_at = old.published_at
            and new.partners_at = old.partners_at and new.reason = old.reason
            and new.policy = old.policy and new.restores = old.restores
            and new.published_by = old.published_by)
        begin select raise(abort, 'a published edition is never edited'); end;
    """)


@migrations()
def m0015_reviews(db: Database) -> None:
    """An edition with the districts: their shares, what people say of them, who signed off, and
    whose second word a publication waits for.
    """
    db.executescript("""
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
    """)


@migrations()
def m0016_reach(db: Database) -> None:
    """People are written to where they were last active."""
    db.executescript("alter table identities add column used_at text not null default '';")


@migrations()
def m0017_intakes(db: Database) -> None:
    """What people hand in, a file or many names, until it is worked off; what waits for its turn
    is found at once.
    """
    db.executescript("""
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
    """)


@migrations()
def m0018_places(db: Database) -> None:
    """Places that come and go as one, and those where nothing can be said just now."""
    db.executescript("""
        alter table places add column team text not null default '';
        alter table places add column team_name text not null default '';
        alter table places add column lost_at text;
        alter table places add column lost_why text not null default '';
        create index places_team on places(team) where team <> '';
    """)


@migrations()
def m0019_waves(db: Database) -> None:
    """What may leave later holds up nothing that may leave now; when something was last tried."""
    db.executescript("""
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
    """)
