"""The guard of the relay: what the vendor's people write inside never reaches a partner.

Every way in which a word can come in, every role, many texts. A marker in each text is looked for
in all that partners get, in the audit log, the logs, the exports' data, and the database itself.
"""

import asyncio
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from structlog.testing import capture_logs

from bot.slack import blocks
from bot.teams import adaptive
from handlers.cards import plain
from handlers.escalation import changed, shared, spoken
from handlers.request import Kind, Place, Request, Via
from store import audit, relayed
from store.db import Ticket
from store.rows import Identity, Platform
from tests.desk import PEOPLE, Bench, buttons

from .relaying import ANA, CASE, CHANNEL, MORE, PAT, crowded, opened

MARKER = "zebra"
ROLES = [person.email for person in (*PEOPLE, *MORE) if person.staff]
PARTNERS = [person for person in (*PEOPLE, *MORE) if not person.staff]
STRANGER = "mallory@else.example"
UNDER = (CASE, "case:ESC-0001#0002", "words:ESC-0001#0001", "words:ESC-0001#0002")
# Nearly “share:”, and not it: each of them stays inside.
NEARLY = (
    "", "shared: ", "share ", "shares: ", "to share: ", "I'd share: ", "> share: ", "“share:” ",
    "*share:* ", "don't share: ", "@Pat ", "share with Pat: ", "share;", "sharé: ", "s hare: ",
    "share  - ", "fyi\nshare: ", "/share: ", "#share: ", "<share:> ", "re: share: ", ": share: ",
    "@channel ", "reply: ", "case.share ", "@Hardline share: ",
)  # fmt: skip
ANYTHING = st.text(max_size=40).filter(lambda text: "share" not in text.casefold())
TEXTS = st.lists(
    st.tuples(st.sampled_from(NEARLY), ANYTHING).map(lambda two: f"{two[0]}{MARKER} {two[1]}"),
    min_size=3,
    max_size=6,
)


async def staged(path: Path) -> Bench:
    """A case in which both sides have shared a word, and one was asked something."""
    bench = Bench(path)
    await bench.furnish()
    await crowded(bench)
    await opened(bench)
    card = bench.standing(CASE, CHANNEL)
    asked = await bench.press("Ask for information", card, by=ANA)
    await bench.fill(asked.form, by=ANA, words="Which pilot?")
    await bench.say("share: hello", by=ANA, channel=CHANNEL, message="1.1")
    await bench.say("hello", by=PAT, message="1.2")
    await bench.deliver()
    return bench


def overheard(bench: Bench, text: str, by: str) -> Iterator[Request]:
    """One text by one person in every way that is not meant for the other side."""
    own = Place(f"slack:T1/D-{by.split('@')[0]}", Kind.PERSONAL, "1.0")
    team, group = Place(CHANNEL, Kind.CHANNEL, "1.0"), Place("slack:T1/G1", Kind.GROUP, "1.0")
    for place in (own, team, group):
        for under in UNDER:
            for via in (Via.THREAD, Via.EDITED, Via.DELETED):
                ident = f"m{next(bench.numbers)}"
                yield bench.request(text, by=by, via=via, under=under, place=place, message=ident)
    yield bench.request(text, by=by, via=Via.EDITED, under=CASE, place=team, message="1.1")
    yield bench.request(text, by=by, via=Via.EDITED, under=CASE, place=own, message="1.2")


def refused(bench: Bench, text: str, by: str) -> Iterator[Request]:
    """Tried on purpose, where it can't be shared: another thread, unknown words, no such case."""
    thread = bench.thread(CASE, CHANNEL)
    for author, where in (("ana", "9.9"), ("ana", ""), ("nobody", thread), ("pat", thread)):
        yield bench.request(
            text,
            by=by,
            via=Via.SHORTCUT,
            action="case.share",
            author=Identity(Platform.SLACK, "T1", author),
            place=Place(CHANNEL, Kind.CHANNEL, where),
            message=f"m{next(bench.numbers)}",
        )
    for case in ("ESC-0777", ""):
        data = {"case": case, "words": text}
        yield bench.request("", by=by, via=Via.FORM, action="case.reply", data=data)


def asked(bench: Bench, text: str, by: str) -> Iterator[Request]:
    """Said to the bot, but not for the other side: a question like any other."""
    for place in (Place(CHANNEL, Kind.CHANNEL, "1.0"), Place("slack:T1/D-x", Kind.PERSONAL, "1.0")):
        for under in UNDER:
            told = {"via": Via.MESSAGE, "under": under, "message": f"m{next(bench.numbers)}"}
            yield bench.request(text, by=by, place=place, **told)


async def life_goes_on(bench: Bench) -> None:
    """Everything that makes cards and notices anew."""
    await bench.deliver()
    await bench.say("share: and so on", by=ANA, channel=CHANNEL)
    await bench.say("and so on", by=PAT)
    bench.later(days=3)
    await bench.tick()
    card = bench.standing(CASE, CHANNEL)
    label = next(each.label for each in buttons(card) if each.label.startswith("Approve"))
    for by in (ANA, "dora@vendor.example", "lena@vendor.example"):
        pressed = await bench.press(label, card, by=by)
        if pressed.form:
            await bench.fill(pressed.form, by=by, words="Theirs.")
    await bench.deliver()


async def leaks(bench: Bench, logs: list[Any]) -> list[str]:
    """Everything outside the vendor that has the marker in it."""
    to_partners = {f"person:{person.id}" for person in PARTNERS}
    cards = [card for to, card in bench.outbox() if to in to_partners]
    told = [f(card) for card in cards for f in (plain, lambda c: str(blocks.message(c)), _teams)]
    record = await bench.db.read(lambda db: relayed.of(db, "ESC-0001"))
    seen = [str(shared.seen(record, person)) for person in (*PARTNERS, None)]
    chain = [str(row) for row in await bench.db.read(lambda db: list(audit.export(db)))]
    return [each for each in (*told, *seen, *chain, *map(str, logs)) if MARKER in each]


def _teams(card: Any) -> str:
    return str(adaptive.draw(card))


async def walk(texts: list[str], ways: Any, *, by: list[str]) -> tuple[list[str], list[str]]:
    """(what has leaked, what the database holds of it) after all that was said."""
    with tempfile.TemporaryDirectory() as folder, capture_logs() as logs:
        bench = await staged(Path(folder) / "a.db")
        try:
            for number, text in enumerate(texts):
                for request in ways(bench, text, by[number % len(by)]):
                    bench.later(minutes=1)  # nobody asks too much
                    await bench.desk.answer(request, Ticket())
            kept = [row for row in bench.dump() if MARKER in row]
            await life_goes_on(bench)
            return await leaks(bench, logs), kept
        finally:
            bench.db.close()


EACH = settings(
    max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)


@EACH
@given(texts=TEXTS, by=st.permutations([*ROLES, STRANGER]))
def test_what_is_written_inside_is_kept_nowhere(texts: list[str], by: list[str]) -> None:
    leaked, kept = asyncio.run(walk(texts, overheard, by=by))
    assert (leaked, kept) == ([], [])


@EACH
@given(texts=TEXTS, by=st.permutations([*ROLES, STRANGER]))
def test_what_may_not_be_shared_is_not(texts: list[str], by: list[str]) -> None:
    leaked, _ = asyncio.run(walk(texts, refused, by=by))
    assert leaked == []


@EACH
@given(texts=TEXTS, by=st.permutations([*ROLES, STRANGER]))
def test_what_is_asked_in_the_team_stays_there(texts: list[str], by: list[str]) -> None:
    leaked, _ = asyncio.run(walk(texts, asked, by=by))
    assert leaked == []


@pytest.mark.parametrize("text", [f"{nearly}{MARKER}" for nearly in NEARLY])
def test_what_is_nearly_marked_is_not(text: str) -> None:
    assert spoken.unmarked(text)[1] is False


@pytest.mark.parametrize("ways", [overheard, asked])
def test_without_the_guard_these_tests_fail(ways: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spoken, "meant", lambda ask, said: True)
    leaked, kept = asyncio.run(walk([MARKER], ways, by=[ANA]))
    assert leaked
    assert kept


def test_without_the_guard_of_edits_these_tests_fail(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(changed, "_stays", lambda word, said, ask: True)
    leaked, _ = asyncio.run(walk([MARKER], overheard, by=[ANA]))
    assert leaked
