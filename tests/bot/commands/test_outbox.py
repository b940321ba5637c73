"""`hardline outbox`: what waits, and what is to become of it."""

import asyncio

import pytest

from bot.wiring import utc_now
from store import outbox, people
from store.db import Db, Sql

from .conftest import Shell


def park(shell: Shell, *destinations: str) -> None:
    def put(db: Sql) -> None:
        for to in destinations:
            outbox.put(db, to=to, card="{}", now=utc_now())
        for message in outbox.claim(db, limit=99, now=utc_now()):
            outbox.park(db, message.id, error="is_archived")

    async def write() -> None:
        db = Db(shell.database)
        await db.write(put)
        db.close()

    asyncio.run(write())


def test_an_empty_outbox_says_so(loaded: Shell) -> None:
    assert loaded.run("outbox").output == "Nothing waits: everything has gone out.\n"


def test_what_is_parked_is_shown_with_its_reason_then_sent_again_or_dropped(loaded: Shell) -> None:
    park(loaded, "slack:T/C1", "slack:T/C2")
    shown = loaded.run("outbox").output
    assert "parked" in shown
    assert "slack:T/C1  is_archived" in shown
    assert loaded.run("outbox", "drop", "slack:T/C2").output == "1 parked message dropped.\n"
    again = loaded.run("outbox", "retry").output
    assert again == "1 parked message will be sent again.\n"
    assert "queued" in loaded.run("outbox").output
    assert '"outbox.dropped"' in loaded.run("audit", "export").output


@pytest.mark.parametrize("words", [("retry",), ("drop", "slack:T/C1")])
def test_only_an_admin_says_what_becomes_of_parked_messages(
    loaded: Shell, words: tuple[str, ...]
) -> None:
    park(loaded, "slack:T/C1")
    refused = loaded.run("outbox", *words, "--as", "samira.haddad@northwind.example")
    assert refused.exit_code == 1
    assert "Only an admin" in refused.output
    assert "parked" in loaded.run("outbox").output
    assert loaded.run("outbox", *words, "--as", "yuki.arai@northwind.example").exit_code == 0


def test_a_person_whom_a_message_waits_for_is_named(loaded: Shell) -> None:
    db = Db(loaded.database)
    priya = db.look(lambda sql: people.by_email(sql, "priya.raman@fabrikam.example"))
    db.close()
    assert priya is not None
    park(loaded, f"person:{priya.id}")
    assert f"person:{priya.id} (Priya Raman)  is_archived" in loaded.run("outbox").output


def test_a_destination_for_which_nothing_is_parked_is_refused_and_not_recorded(
    loaded: Shell,
) -> None:
    for verb in ("drop", "retry"):
        refused = loaded.run("outbox", verb, "slack:T/C9")
        assert (refused.exit_code, "Nothing is parked for slack:T/C9." in refused.output) == (
            1,
            True,
        )
    assert '"outbox.' not in loaded.run("audit", "export").output
