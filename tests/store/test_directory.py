"""What is kept of the directory is never older than the last change, whoever made it."""

import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from store import directory as kept
from store import people
from store.db import Db, Handle, Sql, connect
from store.directory import Directory
from store.migrations import migrate
from store.rows import District, Identity, Person, Platform, Role
from tests.clock import START

ANN, BO = (Identity(Platform.SLACK, "T1", member) for member in ("U1", "U2"))
PERSON = Person(
    "p1",
    "ann@partner.example",
    "Ann",
    Role.PARTNER_REP,
    firm_id="f1",
    firm="Fabrikam",
    districts=("west",),
)
WEST = District("west", "West", "", "UTC", "US", "slack:T1/C1", "")
EAST = District("east", "East", "", "UTC", "US", "slack:T1/C2", "")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "hardline.db"
    migrate(path)
    conn = connect(path).conn
    sql = Handle(conn)
    for row in (WEST, EAST):
        people.put_district(sql, row)
    people.put(sql, PERSON)
    people.link(sql, ANN, "p1", email=PERSON.email, now=START)
    conn.close()
    return path


@pytest.fixture
def elsewhere(path: Path) -> Iterator[sqlite3.Connection]:
    """Another process's connection."""
    raw: sqlite3.Connection = connect(path).conn
    yield raw
    raw.close()


@pytest.fixture
def db(path: Path) -> Iterator[Db]:
    db = Db(path)
    yield db
    db.close()


def role(directory: Directory) -> object:
    found = directory.linked(ANN)
    return found and found[0].role


CHANGES: list[tuple[str, Callable[[Directory], object], object]] = [
    ("update people set removed_at = 'now'", lambda d: d.linked(ANN), None),
    ("update people set removed_at = 'now'", lambda d: d.by_email(PERSON.email), None),
    ("update people set role = 'auditor', firm_id = null", role, Role.AUDITOR),
    ("update identities set suspended_at = 'now'", lambda d: d.linked(ANN), None),
    ("update identities set suspended_at = 'now'", lambda d: d.identities("p1"), []),
    ("delete from identities", lambda d: d.linked(ANN), None),
    (
        "insert into identities values ('teams', 'A', 'B', 'p1', '', '2999', null, '')",
        lambda d: d.identities("p1"),
        [ANN, Identity(Platform.TEAMS, "A", "B")],
    ),
    (
        "insert into people (id, email, name, role) values ('p2', 'bo@v.example', 'Bo', 'admin')",
        lambda d: d.by_email("bo@v.example"),
        Person("p2", "bo@v.example", "Bo", Role.ADMIN),
    ),
    (
        "update firms set name = 'Tailspin'",
        lambda d: getattr(d.by_email(PERSON.email), "firm", ""),
        "Tailspin",
    ),
    (
        "insert into person_districts values ('p1', 'east')",
        lambda d: getattr(d.by_email(PERSON.email), "districts", ()),
        ("east", "west"),
    ),
    (
        "update person_districts set district_id = 'east'",
        lambda d: getattr(d.by_email(PERSON.email), "districts", ()),
        ("east",),
    ),
    (
        "delete from person_districts",
        lambda d: getattr(d.by_email(PERSON.email), "districts", ()),
        (),
    ),
]


@pytest.mark.parametrize(("change", "look", "now"), CHANGES)
def test_a_change_by_another_process_is_seen_by_the_next_request(
    db: Db,
    elsewhere: sqlite3.Connection,
    change: str,
    look: Callable[[Directory], object],
    now: object,
) -> None:
    directory = Directory(db)
    assert look(directory) != now
    elsewhere.execute(change)
    directory.linked(BO)  # as a request begins, whoever asks
    assert look(directory) == now


@pytest.mark.parametrize(("change", "look", "now"), CHANGES)
def test_without_a_request_a_change_is_seen_a_moment_later(
    db: Db,
    elsewhere: sqlite3.Connection,
    monkeypatch: pytest.MonkeyPatch,
    change: str,
    look: Callable[[Directory], object],
    now: object,
) -> None:
    directory = Directory(db)
    assert look(directory) != now
    elsewhere.execute(change)
    monkeypatch.setattr(kept, "SHOWN_S", 0.0)
    assert look(directory) == now


async def test_a_change_of_our_own_is_seen_at_the_next_look(db: Db) -> None:
    directory = Directory(db)
    assert directory.linked(ANN)
    await db.write(lambda sql: people.remove(sql, "p1", now=START))
    assert directory.linked(ANN) is None


@pytest.mark.parametrize("table", ["people", "person_districts", "firms", "identities"])
@pytest.mark.parametrize("change", ["insert", "update", "delete"])
def test_every_change_of_who_is_who_is_counted(
    elsewhere: sqlite3.Connection, table: str, change: str
) -> None:
    elsewhere.execute("pragma foreign_keys = off")
    columns = [row[1] for row in elsewhere.execute(f"pragma table_info({table})")]
    first = ", ".join(["'new'", *columns[1:]])
    statement = {
        "insert": f"insert into {table} select {first} from {table} limit 1",
        "update": f"update {table} set {columns[0]} = {columns[0]}",
        "delete": f"delete from {table}",
    }[change]
    if (table, change) == ("people", "insert"):  # nobody else has the e-mail
        statement = statement.replace("email", "'new@partner.example'", 1)
    counted = "select changes from directory_changes"
    before = elsewhere.execute(counted).fetchone()[0]
    assert elsewhere.execute(statement).rowcount == 1
    assert elsewhere.execute(counted).fetchone()[0] == before + 1


def test_nothing_is_looked_up_twice_while_nothing_changes(
    db: Db, monkeypatch: pytest.MonkeyPatch
) -> None:
    directory = Directory(db)
    first = directory.linked(ANN)
    monkeypatch.setattr(people, "_person", None)  # reading a row would fail
    assert directory.linked(ANN) is first


def test_of_who_asks_nothing_old_is_believed(db: Db, elsewhere: sqlite3.Connection) -> None:
    directory = Directory(db)
    for _ in range(20):  # far more often than every SHOWN_S
        elsewhere.execute("update identities set suspended_at = null")
        assert directory.linked(ANN)
        elsewhere.execute("update identities set suspended_at = 'now'")
        assert directory.linked(ANN) is None


def test_a_look_that_a_change_overtakes_is_not_kept(
    db: Db, elsewhere: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    directory = Directory(db)
    find, looks = people.linked, []

    def slow(sql: Sql, who: Identity) -> tuple[Person, str] | None:
        looks.append(who)
        found = find(sql, who)
        if len(looks) == 1:  # what was read is on its way to be kept: now it changes
            elsewhere.execute("update people set removed_at = 'now'")
            assert directory.linked(who) is None
        return found

    monkeypatch.setattr(people, "linked", slow)
    assert directory.linked(ANN)
    assert directory.linked(ANN) is None


def test_memory_is_bounded(db: Db, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "KEPT", 10)
    directory = Directory(db)
    for n in range(100):
        directory.linked(Identity(Platform.SLACK, "T1", f"U{n}"))
    assert len(directory._kept[1]) <= 10
