"""Disputes: who may, what is checked, who decides, and what it changes."""

from dataclasses import replace

import pytest

from handlers.cards import plain
from handlers.request import Kind, Place, Via
from store import entries, people, reviews
from store.rows import Entry, Person
from tests.desk import PEOPLE, WEST, Bench, buttons, text

from . import stage
from .stage import (
    DORA,
    IDENT,
    LENA,
    PAT,
    QUIN,
    WALT,
    decides,
    disputes,
    imported,
    opened,
    rep_card,
    sheet,
    signs,
    staff_card,
    told,
)

ANA, SAM = PEOPLE[0], PEOPLE[3]


def row(bench: Bench, account: str = "A1") -> Entry | None:
    return bench.db.look(lambda db: entries.get(db, IDENT, account))


async def test_an_accepted_tier_is_in_the_draft_at_once_and_told_in_person(
    reviewing: Bench,
) -> None:
    await disputes(reviewing)
    done = await decides(reviewing, "accepted", words="They are right.")
    assert done.card.verdict == "You have accepted the dispute of Contoso Corporation."
    changed = row(reviewing)
    assert changed is not None
    assert changed.tier == "strategic"
    assert "tier Major → Strategic" in plain(staff_card(reviewing))
    card = next(
        card
        for to, card in reversed(reviewing.notices())
        if to == f"person:{PAT.id}" and card.verdict.startswith("Dora Weiss has accepted")
    )
    assert "They are right." in plain(card)
    assert "The draft of 2027-H1 is changed" in plain(card)


async def test_an_accepted_removal_takes_the_account_off(reviewing: Bench) -> None:
    await disputes(reviewing, "A7", "extra")
    await decides(reviewing, "accepted")
    assert row(reviewing, "A7") is None


async def test_an_accepted_move_changes_both_districts_and_withdraws_the_others_sign_off(
    reviewing: Bench,
) -> None:
    await signs(reviewing, "east", by=stage.EDDA)
    await disputes(reviewing, "A7", "district", place="east")
    await decides(reviewing, "accepted")
    assert "Farsight" in plain(staff_card(reviewing, "east"))
    assert "Farsight" not in plain(stage.share_of(reviewing))
    assert sheet(reviewing, "east").share.signed_by == ""


async def test_a_declined_dispute_changes_nothing(reviewing: Bench) -> None:
    await disputes(reviewing)
    before = row(reviewing)
    await decides(reviewing, "declined")
    assert row(reviewing) == before
    assert "Dora Weiss has declined the dispute of Contoso Corporation." in told(reviewing, PAT)


@pytest.mark.parametrize(
    ("account", "wrong", "tier"),
    [
        ("new:Tailwind Traders", "missing", ""),
        ("A1", "details", ""),
        ("A7", "tier", "corporate"),  # of ten PCs, it needs its reason
    ],
)
async def test_what_takes_a_person_is_a_to_do_until_the_list_is_corrected(
    reviewing: Bench, account: str, wrong: str, tier: str
) -> None:
    await imported(reviewing, stage.DRAFT[0], replace(stage.FARSIGHT, pcs=10), *stage.DRAFT[2:])
    await disputes(reviewing, account, wrong, tier=tier)
    await decides(reviewing, "accepted")
    board = await reviewing.ask("edition 2027-H1", by=LENA.email)
    assert "1 accepted dispute to work into the draft:" in text(board)
    assert "Accepted: 1 dispute to work into the draft" in plain(staff_card(reviewing))


async def test_a_to_do_is_done_once_the_accounts_row_is_another(reviewing: Bench) -> None:
    await disputes(reviewing, "A1", "details")
    await decides(reviewing, "accepted")
    await imported(reviewing, *stage.DRAFT)
    assert len(sheet(reviewing).todo) == 1
    await imported(reviewing, replace(stage.DRAFT[0], ticker="CTS"), *stage.DRAFT[1:])
    assert sheet(reviewing).todo == []


async def test_one_with_subsidiaries_is_not_taken_off_by_itself(reviewing: Bench) -> None:
    east = await opened(reviewing, "Dispute", staff_card(reviewing, "east"), by=stage.EDDA)
    await reviewing.fill(east, by=stage.EDDA.email, account="A2", wrong="extra", words="Gone.")
    await decides(reviewing, "accepted", by=LENA)
    assert row(reviewing, "A2") is not None
    assert len(sheet(reviewing, "east").todo) == 1


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"account": ""}, "account"),
        ({"account": "A2"}, "account"),  # of another district
        ({"wrong": ""}, "wrong"),
        ({"wrong": "missing"}, "wrong"),
        ({"account": "A3", "wrong": "extra"}, "wrong"),
        ({"tier": ""}, "tier"),
        ({"tier": "global"}, "tier"),
        ({"wrong": "district", "place": "west"}, "place"),
        ({"words": " "}, "words"),
        ({"evidence": "ftp://somewhere"}, "evidence"),
    ],
)
async def test_each_problem_is_told_at_its_field_and_nothing_typed_is_lost(
    reviewing: Bench, typed: dict[str, str], field: str
) -> None:
    form = await opened(reviewing, "Dispute", rep_card(reviewing))
    said = {"account": "A1", "wrong": "tier", "tier": "strategic", "words": "So it is.", **typed}
    settled = await reviewing.fill(form, by=PAT.email, **said)
    assert settled.form is not None
    assert list(settled.form.errors) == [field]
    assert stage.held(settled.form, "words") == said["words"]


async def test_the_same_side_disputes_the_same_once(reviewing: Bench) -> None:
    await disputes(reviewing)
    again = await disputes(reviewing)
    assert "disputes just this already" in str(again.form.errors if again.form else "")
    await disputes(reviewing, by=QUIN)
    assert len(sheet(reviewing).open) == 2


async def test_entries_are_found_by_typing_among_the_share_alone(reviewing: Bench) -> None:
    async def found(typed: str, by: Person = PAT, district: str = "west") -> list[str]:
        data = {"edition": IDENT, "district": district}
        request = reviewing.request(
            typed, by=by.email, via=Via.BUTTON, action="review.entries", data=data
        )
        return [choice.label for choice in await reviewing.desk.suggest(request)]

    assert (await found("cont"))[0] == "Contoso Corporation"
    assert (await found("adatum"))[0] == "Adatum Holdings plc"  # it leaves
    assert await found("woodgrove") == ["woodgrove (not in this district)"]
    assert await found("woodgrove", district="east") == []
    assert await found("cont", SAM) == []


async def test_the_manager_decides_and_nobody_a_dispute_of_their_own(reviewing: Bench) -> None:
    await disputes(reviewing, by=DORA)
    assert "Dora Weiss disputes an entry of 2027-H1 in West." in told(reviewing, LENA)
    assert "Nobody decides a dispute of their own" in text(await decides(reviewing, "accepted"))
    for stranger in (ANA, SAM, PAT, stage.EDDA):
        refused = await decides(reviewing, "accepted", by=stranger)
        assert text(refused) == "This review is not open to you, so nothing was changed."
    await decides(reviewing, "declined", by=LENA)
    assert sheet(reviewing).open == []


async def test_the_database_itself_refuses_one_who_decides_their_own(reviewing: Bench) -> None:
    await disputes(reviewing)
    (open_,) = sheet(reviewing).open
    with pytest.raises(Exception, match="CHECK constraint failed"):
        await reviewing.db.write(
            lambda db: reviews.decide(
                db,
                open_,
                state="accepted",
                by=PAT.id,
                why="x",
                row_print="",
                settled=False,
                now=reviewing.time,
            )
        )


async def test_who_was_quicker_is_told(reviewing: Bench) -> None:
    await disputes(reviewing)
    await decides(reviewing, "declined", by=WALT)
    assert "decided a moment ago" in text(await decides(reviewing, "accepted"))
    assert "Decided: Walt Rey has declined" in plain(
        reviewing.standing(f"review.dispute:{IDENT}:1", f"person:{DORA.id}")
    )


async def test_a_dispute_after_the_sign_off_opens_the_district_again(reviewing: Bench) -> None:
    await signs(reviewing)
    await disputes(reviewing)
    assert sheet(reviewing).share.signed_by == ""
    assert "1 dispute is open" in staff_card(reviewing).verdict


async def test_partners_have_their_say_until_the_end_and_the_vendors_people_after_it(
    reviewing: Bench,
) -> None:
    card = rep_card(reviewing)
    reviewing.later(days=15)
    late = await reviewing.press("Dispute", card, by=PAT.email)
    assert text(late).startswith("This review has ended")
    assert (await reviewing.press("Dispute", staff_card(reviewing), by=DORA.email)).form


async def test_account_managers_speak_for_their_accounts_and_services_do_not(
    reviewing: Bench,
) -> None:
    card = staff_card(reviewing)
    form = (await reviewing.press("Comment", card, by=ANA.email)).form
    other = await reviewing.fill(form, by=ANA.email, account="A7", words="Hm.")
    assert list(other.form.errors if other.form else ()) == ["account"]
    done = await reviewing.fill(form, by=ANA.email, account="A1", words="Fine.")
    assert done.card.verdict == "Your comment is recorded."
    refused = await reviewing.press("Comment", card, by=SAM.email)
    assert "not open to you" in text(refused)


async def test_who_has_left_the_district_reads_nothing_of_it_any_more(reviewing: Bench) -> None:
    await reviewing.deliver()
    moved = replace(PAT, districts=("east",))
    await reviewing.db.write(lambda db: people.put(db, moved))
    await disputes(reviewing, by=QUIN)
    card = rep_card(reviewing, PAT)
    assert (card.verdict, buttons(card)) == (
        "The review of 2027-H1 is not open to you any more.",
        [],
    )


async def test_only_the_manager_or_a_list_owner_signs_off(reviewing: Bench) -> None:
    for by in (ANA, SAM, PAT, stage.EDDA):
        refused = await signs(reviewing, by=by)
        assert "Only the district's manager or a list owner signs off." in text(refused)
    place = Place(WEST.channel, Kind.CHANNEL)
    done = await reviewing.press("Sign off", staff_card(reviewing), by=LENA.email, place=place)
    assert done is not None
    assert sheet(reviewing).share.signed_by == LENA.id


async def test_a_comment_changes_nothing_and_asks_nobody(reviewing: Bench) -> None:
    before = len(reviewing.notices())
    form = await opened(reviewing, "Comment", rep_card(reviewing))
    empty = await reviewing.fill(form, by=PAT.email, words="")
    assert list(empty.form.errors if empty.form else ()) == ["words"]
    await reviewing.fill(form, by=PAT.email, account="A1", words="Fine with us.")
    assert "Contoso Corporation. Pat Moss (Fabrikam): “Fine with us.”" in plain(
        staff_card(reviewing)
    )
    assert told(reviewing, DORA)[-1].startswith("The review of 2027-H1 in West is open")
    assert len(reviewing.notices()) >= before
    await signs(reviewing)
    assert sheet(reviewing).share.signed_by == DORA.id


@pytest.mark.parametrize("change", ["words = 'x'", "by_id = 'x'", "wrong = 'extra'"])
async def test_what_was_said_stays_as_it_was(reviewing: Bench, change: str) -> None:
    await disputes(reviewing)
    with pytest.raises(Exception, match="stays as it is"):
        await reviewing.db.write(lambda db: db.execute(f"update review_remarks set {change}"))
