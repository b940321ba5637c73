"""From the draft to the day it comes into force, with every district's word."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from handlers import drafts
from handlers.cards import plain
from handlers.context import Context
from handlers.importing import beside
from handlers.request import Via
from handlers.review import picture
from store import documents, people, reviews
from store.db import Sql
from tests.desk import EAST, LIST, WEST, Bench, buttons, text

from . import stage
from .stage import (
    DORA,
    EDDA,
    IDENT,
    LENA,
    PAT,
    QUIN,
    TOVE,
    UNTIL,
    begun,
    decides,
    disputes,
    edition,
    rep_card,
    sheet,
    signs,
    staff_card,
    told,
)


async def test_a_draft_is_reviewed_signed_off_and_published_without_anybody_elses_word(
    town: Bench,
) -> None:
    asked = await town.ask("start review of 2027-H1", by=LENA.email)
    done = await town.fill(asked.form, by=LENA.email, until=UNTIL.isoformat())
    assert done.card.verdict == ("Edition 2027-H1 is in review until 7 December 2026.")
    assert edition(town).state == "in_review"
    assert told(town, DORA) == ["The review of 2027-H1 in West is open until 7 December 2026."]
    await disputes(town)
    refused = await signs(town)
    assert "disputes are open about Contoso Corporation (Pat Moss (Fabrikam))" in text(refused)
    await decides(town, "accepted")
    assert "Dora Weiss has accepted the dispute of Contoso Corporation." in told(town, PAT)
    await signs(town)
    await signs(town, "east", by=EDDA)
    assert "Every district has signed off 2027-H1." in told(town, LENA)
    board = await town.ask("edition 2027-H1", by=LENA.email)
    assert board.card.verdict == "Edition 2027-H1 is signed off by every district."
    form = (await town.press("Publish", board.card, by=LENA.email)).form
    published = await town.fill(form, by=LENA.email)
    assert published.card.verdict == "Edition 2027-H1 is in force: 4 named accounts."
    assert "Tier: Strategic" in text(await town.ask("contoso", by=LENA.email))


async def test_each_districts_people_get_their_share_with_all_columns(reviewing: Bench) -> None:
    card = staff_card(reviewing)
    assert "In West, 1 account would join the list, 1 would leave it, 1 would change." in plain(
        card
    )
    assert "Changes: Contoso Corporation. tier Major → Global; PCs 12,000 → 12,345" in plain(card)
    assert "Joins: Farsight, Inc. Major, West" in plain(card)
    assert [each.label for each in buttons(card)] == ["Sign off", "Dispute", "Comment"]
    assert "In East, 1 account would leave the list." in plain(staff_card(reviewing, "east"))


async def test_partners_get_it_in_their_channel_or_in_person_without_pc_counts(
    reviewing: Bench,
) -> None:
    places = {to for to, _ in reviewing.outbox()}
    assert {"slack:T1/C9", "person:p_pat", "person:p_quin"} <= places
    assert "person:p_tove" not in places  # hers is in the partner channel
    card = rep_card(reviewing)
    assert "tier Major → Global" in plain(card)
    files = reviewing.db.look(lambda db: list(db.query("select readers, body from documents")))
    theirs = [row["body"].decode() for row in files if "person:" in row["readers"]]
    assert len(theirs) == 2
    for words in (plain(card), *theirs):
        assert "12,345" not in words
        assert "12345" not in words
        assert "7777" not in words
    assert any("7777" in row["body"].decode() for row in files)


async def test_what_goes_to_partners_holds_nothing_of_another_district(reviewing: Bench) -> None:
    for to, card in reviewing.outbox():
        if to in ("person:p_pat", "person:p_quin"):
            assert "Woodgrove" not in plain(card)
        if to == "slack:T1/C9":
            assert "Contoso" not in plain(card)
    refused = await reviewing.ask(
        "",
        by=TOVE.email,
        via=Via.BUTTON,
        action="review.dispute",
        data={"edition": IDENT, "district": "west"},
    )
    assert text(refused) == "This review is not open to you, so nothing was changed."


async def test_each_firm_reads_its_own_disputes_alone(reviewing: Bench) -> None:
    await disputes(reviewing, words="A secret of Fabrikam.")
    assert "A secret of Fabrikam." in plain(rep_card(reviewing, PAT))
    assert "A secret of Fabrikam." in plain(staff_card(reviewing))
    assert "A secret of Fabrikam." not in plain(rep_card(reviewing, QUIN))


async def test_firms_read_each_other_if_the_policy_says_so(town: Bench) -> None:
    shared = town.ctx.policy.review.model_copy(update={"disputes_seen_by_all": True})
    object.__setattr__(town.ctx, "policy", town.ctx.policy.model_copy(update={"review": shared}))
    await begun(town)
    await disputes(town, words="Told to all.")
    assert "Told to all." in plain(rep_card(town, QUIN))


async def test_a_partner_channel_shows_no_firms_words_but_hands_ones_own_to_the_asker(
    reviewing: Bench,
) -> None:
    card = reviewing.standing(f"review:{IDENT}:east", "slack:T1/C9")
    form = await stage.opened(reviewing, "Comment", card, by=TOVE)
    await reviewing.fill(form, by=TOVE.email, words="Please keep Woodgrove.")
    card = reviewing.standing(f"review:{IDENT}:east", "slack:T1/C9")
    assert "Please keep Woodgrove." not in plain(card)
    mine = await reviewing.press("Our words", card, by=TOVE.email)
    assert "Please keep Woodgrove." in text(mine)
    assert "Please keep Woodgrove." in plain(staff_card(reviewing, "east"))


async def test_a_corrected_import_withdraws_the_sign_offs_of_what_it_changes(
    reviewing: Bench,
) -> None:
    await signs(reviewing)
    await signs(reviewing, "east", by=EDDA)
    await stage.imported(reviewing, *stage.DRAFT[:1], *stage.DRAFT[2:])  # without Farsight
    assert (sheet(reviewing).share.signed_by, sheet(reviewing, "east").share.signed_by) == (
        "",
        EDDA.id,
    )
    assert "2027-H1 has changed in West: please look again." in told(reviewing, DORA)
    assert not any("look again" in words for words in told(reviewing, EDDA))
    assert reviewing.audit().count("review.sign_off_withdrawn") == 1


async def test_nobody_signs_rows_that_they_have_not_seen(reviewing: Bench) -> None:
    card = staff_card(reviewing)
    await stage.imported(reviewing, *stage.DRAFT[:1], *stage.DRAFT[2:])
    late = await reviewing.press("Sign off", card, by=DORA.email)
    assert "nothing was signed" in text(late)
    assert sheet(reviewing).share.signed_by == ""


async def test_after_publication_no_card_offers_anything_any_more(reviewing: Bench) -> None:
    await signs(reviewing)
    await signs(reviewing, "east", by=EDDA)
    await reviewing.deliver()
    board = await reviewing.ask("edition 2027-H1", by=LENA.email)
    form = (await reviewing.press("Publish", board.card, by=LENA.email)).form
    await reviewing.fill(form, by=LENA.email)
    assert [buttons(staff_card(reviewing)), buttons(rep_card(reviewing))] == [[], []]
    assert rep_card(reviewing).verdict == "The review of 2027-H1 in West is over."
    assert "Farsight" not in plain(rep_card(reviewing))


async def test_a_discarded_edition_takes_its_review_along(reviewing: Bench) -> None:
    await disputes(reviewing)
    await reviewing.deliver()
    board = await reviewing.ask("edition 2027-H1", by=LENA.email)
    form = (await reviewing.press("Discard", board.card, by=LENA.email)).form
    await reviewing.fill(form, by=LENA.email)
    assert staff_card(reviewing).verdict == (
        "Edition 2027-H1 was discarded, so there is nothing to review in West any more."
    )
    assert await reviewing.db.read(lambda db: list(db.query("select 1 from review_remarks"))) == []


async def test_an_edition_that_is_discarded_while_its_picture_is_drawn_is_not_there(
    town: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def slow(ident: str, ctx: Context) -> None:
        await town.db.write(lambda db: drafts.discard(db, ident, by=LENA, now=town.time))

    monkeypatch.setattr(picture, "fresh", slow)
    board = await town.ask("edition 2027-H1", by=LENA.email)
    assert text(board).startswith("There is no edition of that name.")


async def test_a_discarded_draft_takes_along_what_a_second_person_was_asked(town: Bench) -> None:
    board = await town.ask("edition 2027-H1", by=LENA.email)
    form = (await town.press("Publish", board.card, by=LENA.email)).form
    await town.fill(form, by=LENA.email, reason="No time.")
    card = town.standing("approval:1", f"person:{stage.WALT.id}")
    assert "No district has reviewed it." in plain(card)
    form = (await town.press("Discard", board.card, by=LENA.email)).form
    await town.fill(form, by=LENA.email)
    assert buttons(town.standing("approval:1", f"person:{stage.WALT.id}")) == []
    late = await town.press("Approve", card, by=stage.WALT.email)
    assert text(late).startswith("Nothing waits for a second person")


async def test_a_district_that_a_correction_leaves_without_accounts_still_signs(
    reviewing: Bench,
) -> None:
    def north(db: Sql) -> None:
        people.put_district(db, replace(EAST, id="north", name="North", channel="slack:T1/C7"))

    await reviewing.db.write(north)
    await stage.imported(
        reviewing, *stage.DRAFT, replace(stage.FARSIGHT, account_id="A9", district="north")
    )
    assert "1 account would join" in plain(
        reviewing.standing(f"review:{IDENT}:north", "slack:T1/C7")
    )
    await stage.imported(reviewing, *stage.DRAFT)
    card = reviewing.standing(f"review:{IDENT}:north", "slack:T1/C7")
    assert "Nothing would change in North." in plain(card)
    await reviewing.press("Sign off", card, by=LENA.email)
    assert sheet(reviewing, "north").share.signed_by == LENA.id


async def test_the_board_shows_how_its_news_went_out(reviewing: Bench) -> None:
    reviewing.later(minutes=1)
    await signs(reviewing)
    await signs(reviewing, "east", by=EDDA)
    board = await reviewing.ask("edition 2027-H1", by=LENA.email)
    form = (await reviewing.press("Publish", board.card, by=LENA.email)).form
    await reviewing.fill(form, by=LENA.email)
    await reviewing.tick()
    shown = text(await reviewing.ask("edition 2027-H1", by=LENA.email))
    assert "News: 0 delivered, 5 waiting, 0 late, 0 parked" in shown
    reviewing.later(minutes=20)
    shown = text(await reviewing.ask("edition 2027-H1", by=LENA.email))
    assert "0 waiting, 5 late" in shown
    await reviewing.deliver()
    shown = text(await reviewing.ask("edition 2027-H1", by=LENA.email))
    assert "News: 5 delivered, 0 waiting, 0 late, 0 parked" in shown


@pytest.mark.parametrize("long", [1, 10_000], ids=["apart", "here"])
async def test_the_board_has_a_picture_with_its_figures_in_words(
    reviewing: Bench, long: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(beside, "LONG", long)
    shown = await reviewing.ask("edition 2027-H1", by=LENA.email)
    for _ in range(600):  # one that takes its time comes later
        if "West: 1 joined, 1 left, 1 changed" in text(shown):
            break
        await stage.moment()
        shown = await reviewing.ask("edition 2027-H1", by=LENA.email)
    assert "West: 1 joined, 1 left, 1 changed" in text(shown)
    rows = reviewing.db.look(
        lambda db: list(db.query("select id from documents where mime = 'image/png'"))
    )
    (row,) = rows
    kept = reviewing.db.look(lambda db: documents.get(db, row["id"]))
    assert kept is not None
    assert kept.body.startswith(b"\x89PNG")


async def test_the_end_can_be_moved(reviewing: Bench) -> None:
    later = UNTIL + timedelta(days=7)
    await begun(reviewing, until=later)
    assert sheet(reviewing).review.ends_on == later
    assert "Until: 14 December 2026" in plain(staff_card(reviewing))


async def test_a_district_without_changes_signs_off_as_well(town: Bench) -> None:
    await stage.imported(town, *LIST)
    await begun(town)
    assert "Nothing would change in West." in plain(staff_card(town))
    assert {to for to, _ in town.outbox()} >= {WEST.channel, EAST.channel}


async def test_without_an_end_it_lasts_ten_business_days(town: Bench) -> None:
    form = (await town.ask("start review of 2027-H1", by=LENA.email)).form
    assert form is not None
    assert stage.held(form, "until") == date(2026, 12, 8).isoformat()  # Thanksgiving is free


async def test_of_a_long_list_each_share_is_made_by_itself(
    town: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(beside, "LONG", 1)
    await begun(town)
    assert not any(to == WEST.channel for to, _ in town.outbox())
    assert not reviews_signed_off(town)
    await town.tick()
    assert "Changes: Contoso Corporation." in plain(staff_card(town))
    assert told(town, DORA) == ["The review of 2027-H1 in West is open until 7 December 2026."]
    await signs(town)
    assert sheet(town).share.signed_by == DORA.id


async def test_a_long_list_that_is_corrected_counts_as_signed_off_nowhere_until_it_is_compared(
    reviewing: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = staff_card(reviewing, "east")
    await signs(reviewing)
    await signs(reviewing, "east", by=EDDA)
    assert reviews_signed_off(reviewing)
    monkeypatch.setattr(beside, "LONG", 1)
    await stage.imported(reviewing, *stage.DRAFT[:1], *stage.DRAFT[2:])
    assert not reviews_signed_off(reviewing)
    late = await reviewing.press("Sign off", seen, by=EDDA.email)
    assert "The draft has changed a moment ago" in text(late)
    await reviewing.tick()
    assert (sheet(reviewing).share.signed_by, sheet(reviewing, "east").share.signed_by) == (
        "",
        EDDA.id,
    )
    assert "2027-H1 has changed in West: please look again." in told(reviewing, DORA)
    assert not any("look again" in words for words in told(reviewing, EDDA))
    await signs(reviewing)
    assert reviews_signed_off(reviewing)


def reviews_signed_off(bench: Bench) -> bool:
    return bench.db.look(lambda db: reviews.signed_off(db, IDENT))
