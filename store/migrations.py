"""The schema, migration by migration. Append; a released one stays as it is."""

from pathlib import Path

from sqlite_utils import Database, Migrations

from .db import connect

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
