"""What becomes of shared words when the message that they came from is changed or deleted."""

from collections.abc import Mapping
from typing import Any

import pytest

from handlers.cards import plain
from handlers.request import How, Kind, Place, Via
from store.db import Ticket
from tests.desk import Bench

from .relaying import (
    ANA,
    CASE,
    CHANNEL,
    PAT,
    PAT_AT,
    SAM,
    SAM_AT,
    delete,
    edit,
    menu,
    removed_at,
    rows,
    sent_to,
    share,
    shared_fact,
    who,
    withdrawn,
    word,
)

pytestmark = pytest.mark.usefixtures("case")


async def test_an_edit_follows_wherever_the_words_stand(bench: Bench) -> None:
    await bench.say("In May.", by=PAT, message="17.1")
    await bench.deliver()
    bench.later(minutes=5)
    await edit(bench, "In June.", by=PAT)
    for to in (CHANNEL, SAM_AT):
        assert "In June." in plain(word(bench, to))
        assert "Changed Mon 23 November 2026" in plain(word(bench, to))
    assert "In June." in shared_fact(bench, CHANNEL)
    (kept,) = await rows(bench)
    assert [each.text for each in kept.earlier] == ["In May."]


async def test_an_edit_that_changes_nothing_says_nothing(bench: Bench) -> None:
    await share(bench, "We can.")
    await bench.deliver()
    before = len(bench.outbox())
    settled = await edit(bench, "share: We can.")
    assert settled.how is How.SILENT
    assert len(bench.outbox()) == before


async def test_taking_the_mark_away_withdraws_and_keeps_no_word_of_the_new_text(
    bench: Bench,
) -> None:
    await share(bench, "We can.")
    await bench.deliver()
    settled = await edit(bench, "We can, but they must not know.")
    assert settled.card.verdict.startswith("Taken back: Fabrikam")
    assert removed_at(bench) == {PAT_AT}
    (kept,) = await rows(bench)
    assert kept.removed_at
    assert "must not know" not in "\n".join(bench.dump())
    assert shared_fact(bench, PAT_AT) == ""


async def test_adding_the_mark_shares_also_what_had_been_taken_back(bench: Bench) -> None:
    await bench.say("We can.", by=ANA, channel=CHANNEL, message="17.1")
    await edit(bench, "share: We can.")
    assert "We can." in plain(word(bench, PAT_AT))
    await bench.deliver()
    await edit(bench, "We can.")
    await bench.deliver()
    await edit(bench, "share: We can now.")
    assert "We can now." in plain(word(bench, PAT_AT))
    assert [each.number for each in await rows(bench)] == [1]


async def test_a_deletion_follows_also_when_the_case_is_over(bench: Bench) -> None:
    await bench.say("In May.", by=PAT, message="17.1")
    await bench.deliver()
    await withdrawn(bench)
    await bench.deliver()
    await delete(bench, by=PAT)
    assert removed_at(bench) == {CHANNEL, SAM_AT}
    assert bench.standing(f"sent:{CASE}", PAT_AT).verdict == (
        "Northwind has no message of yours on ESC-0001."
    )


async def test_what_has_not_left_yet_never_does(bench: Bench) -> None:
    await share(bench, "We can.")
    await delete(bench)
    assert sent_to(bench) == set()


async def test_only_the_authors_own_doing_counts(bench: Bench) -> None:
    await share(bench, "We can.")
    await bench.deliver()
    await edit(bench, "share: We can't.", by=SAM)
    await edit(bench, "We can't.", by=SAM)
    await delete(bench, by=SAM)
    assert [(each.text, each.removed_at) for each in await rows(bench)] == [("We can.", None)]


async def test_what_a_colleague_shared_follows_its_author_without_a_mark(bench: Bench) -> None:
    await menu(bench, "We can.", by=SAM, author="ana")
    await bench.deliver()
    await edit(bench, "We can on Monday.", message="17.5")
    assert "We can on Monday." in plain(word(bench, PAT_AT))
    await edit(bench, "share: We can on Tuesday.", message="17.5")
    await edit(bench, "We can't.", message="17.5")
    assert removed_at(bench) == {PAT_AT, CHANNEL}


async def test_what_comes_late_brings_nothing_back(bench: Bench) -> None:
    await edit(bench, "Not for them.", message="17.1")  # its first text is still on its way
    await share(bench, "For them.", message="17.1")
    await delete(bench, message="17.2")
    await share(bench, "For them.", message="17.2")
    await share(bench, "For them.", message="17.3")
    await delete(bench, message="17.3")
    await edit(bench, "share: For them!", message="17.3")
    assert [each.removed_at is None for each in await rows(bench)] == [False]
    assert sent_to(bench) == set()


async def test_an_edit_is_refused_when_the_case_is_over_and_the_words_stay(bench: Bench) -> None:
    await share(bench, "We can.")
    await bench.deliver()
    await withdrawn(bench)
    settled = await edit(bench, "share: We can't.")
    assert settled.refused
    assert (await rows(bench))[0].text == "We can."


FOUR_TIMES: Mapping[str, Mapping[str, Any]] = {
    "thread": {"via": Via.THREAD, "under": CASE, "message": "18.1"},
    "edit": {"via": Via.EDITED, "under": CASE, "message": "17.1"},
    "delete": {"via": Via.DELETED, "under": CASE, "message": "17.1"},
    "form": {
        "via": Via.FORM,
        "action": "case.reply",
        "data": {"case": "ESC-0001", "words": "Once."},
    },
    "menu": {
        "via": Via.SHORTCUT,
        "action": "case.share",
        "message": "18.1",
        "author": who(ANA),
        "private": True,
        "sync": True,
    },
}


@pytest.mark.parametrize("way", FOUR_TIMES)
async def test_a_delivery_that_comes_four_times_has_one_effect(bench: Bench, way: str) -> None:
    await share(bench, "We can.")
    await bench.deliver()
    place = Place(CHANNEL, Kind.CHANNEL, bench.thread(CASE, CHANNEL))
    request = bench.request("share: Once.", by=ANA, place=place, **FOUR_TIMES[way])
    effects = []
    for _ in range(4):
        await bench.desk.answer(request, Ticket())
        effects.append((len(bench.outbox()), bench.audit(), await rows(bench)))
    assert effects == [effects[0]] * 4
    assert bench.audit()[-1] != "refused"
    assert bench.audit().count("case.shared") == 1 + (way in ("thread", "form", "menu"))
