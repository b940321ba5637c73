"""From a collision to a decision, as the people in it see it: buttons, forms, cards, words."""

from dataclasses import replace

import pytest

from handlers.cards import Card, plain
from handlers.forms import ANYWHERE, Lookup
from handlers.request import Kind, Place, Request, Settled, Show, Via
from store import cases, people
from store.case_rows import State
from store.rows import Identity, Platform
from tests.desk import WEST, Bench, buttons, text

from .relaying import SUE

ANA, DORA, LENA = "ana@vendor.example", "dora@vendor.example", "lena@vendor.example"
SAM, PAT, QUIN = "sam@vendor.example", "pat@partner.example", "quin@other.example"
CHANNEL = "slack:T1/C1"


pytestmark = pytest.mark.usefixtures("two_owners")


async def opened(bench: Bench, **typed: str) -> Settled:
    answer = await bench.ask("is Contoso named?")
    form = await bench.press("Open escalation", answer.card)
    return await bench.fill(form.form, **{"what": "We both promised a pilot.", **typed})


def card_at(bench: Bench, to: str) -> Card:
    """The newest word on the case that is on its way there."""
    return next(card for where, card in reversed(bench.outbox()) if where == to)


def standing(bench: Bench, to: str = CHANNEL) -> Card:
    return bench.standing("case:ESC-0001", to)


def labels(card: Card) -> list[str]:
    return [button.label for button in buttons(card)]


async def state(bench: Bench) -> State:
    case = await bench.db.read(lambda db: cases.get(db, "ESC-0001"))
    assert case is not None
    return case.state


async def decide(bench: Bench, label: str, *, by: str = ANA, **typed: str) -> Settled:
    card = standing(bench)
    found = next(each for each in labels(card) if each.startswith(label))
    pressed = await bench.press(found, card, by=by)
    return await bench.fill(pressed.form, by=by, **{"words": "The pilot was theirs.", **typed})


async def test_the_rep_sees_at_once_the_number_who_decides_and_by_when(bench: Bench) -> None:
    settled = await opened(bench)
    assert settled.card.verdict == "ESC-0001 is open, and Ana Silva has it."
    assert "First answer by: Mon 23 November 2026, 13:00 (Los Angeles time)" in text(settled)


async def test_the_channel_the_decider_and_both_sides_get_the_card(bench: Bench) -> None:
    await opened(bench)
    cards = {to: card.verdict for to, card in bench.outbox() if "ESC-0001" in card.verdict}
    assert cards.keys() == {CHANNEL, "person:p_ana", "person:p_pat", "person:p_sam"}
    assert {*cards.values()} == {"ESC-0001 at Contoso Corporation waits to be acknowledged."}


async def test_the_buttons_say_what_they_mean_and_are_for_those_who_may(bench: Bench) -> None:
    await opened(bench)
    assert labels(standing(bench)) == [
        "Acknowledge",
        "Approve: Northwind Services steps back at Contoso Corporation",
        "Decline: things stay as they are",
        "Ask for information",
        "Reassign",
        "Reply",
    ]
    assert labels(card_at(bench, "person:p_pat")) == ["Withdraw", "Reply", "Export"]
    assert labels(card_at(bench, "person:p_sam")) == ["Reply", "Export"]


async def test_what_is_wrong_is_told_at_its_field_and_what_was_typed_stays(bench: Bench) -> None:
    settled = await opened(bench, what=" ", evidence="see my desk", opportunity="Pilot")
    assert settled.refused
    assert settled.form is not None
    assert settled.form.errors.keys() == {"what", "evidence"}
    fields = {each.name: each for each in settled.form.fields}
    assert getattr(fields["opportunity"], "value", "") == "Pilot"
    account = fields["account"]
    assert isinstance(account, Lookup)
    assert account.chosen
    assert account.chosen.label == "Contoso Corporation"


async def test_more_than_any_client_lets_people_type_is_not_kept(bench: Bench) -> None:
    settled = await opened(bench, what="x" * 20_001)
    assert settled.form
    assert settled.form.errors.keys() == {"what"}
    assert not bench.db.look(lambda db: cases.get(db, "ESC-0001"))


async def test_a_second_attempt_is_shown_the_open_case(bench: Bench) -> None:
    await opened(bench, opportunity="Pilot")
    again = await opened(bench, opportunity="  pilot ")
    assert "no second one was opened" in text(again)
    assert again.card.verdict.startswith("ESC-0001")
    other = await opened(bench, opportunity="Rollout")
    assert other.card.verdict.startswith("ESC-0002 is open")


async def test_a_colleague_who_tries_the_same_reads_along_from_then_on(bench: Bench) -> None:
    await bench.db.write(lambda db: people.put(db, SUE))
    bench.meet(SUE.email)
    told = {"other": "firm:fabrikam", "what": "They pitched."}
    await bench.fill((await bench.ask("escalate Contoso", by=SAM)).form, by=SAM, **told)
    form = (await bench.ask("escalate Contoso", by=SUE.email)).form
    again = await bench.fill(form, by=SUE.email, **told)
    assert "no second one was opened" in text(again)
    assert standing(bench, "person:p_sue").verdict.startswith("ESC-0001")
    assert (await bench.ask("case ESC-0001", by=SUE.email)).card.verdict.startswith("ESC-0001")


async def test_a_company_that_is_not_on_the_list_needs_its_district(bench: Bench) -> None:
    answer = await bench.ask("is Zava Widgets named?")
    pressed = await bench.press("Open escalation", answer.card)
    settled = await bench.fill(pressed.form, what="Services pitched there.")
    assert settled.form
    assert settled.form.errors.keys() == {"district"}
    settled = await bench.fill(settled.form, district="west")
    assert settled.card.verdict == "ESC-0001 is open, and Dora Weiss has it."


async def test_a_name_that_no_company_has_is_told_at_its_field(bench: Bench) -> None:
    settled = await opened(bench, account="new:" + "x" * 201, district="west")
    assert settled.form
    assert settled.form.errors.keys() == {"account"}


async def test_the_company_that_was_typed_is_in_the_form_that_the_button_opens(
    bench: Bench,
) -> None:
    card = (await bench.ask("escalate Contoso")).card
    pressed = await bench.press("Open escalation", card)
    settled = await bench.fill(pressed.form, what="We both promised a pilot.")
    assert settled.card.verdict == "ESC-0001 is open, and Ana Silva has it."


async def test_approving_tells_both_sides_why_and_what_it_means(bench: Bench) -> None:
    await opened(bench)
    settled = await decide(bench, "Approve")
    assert settled.show is Show.CLOSE
    assert settled.card.verdict == (
        "ESC-0001 at Contoso Corporation is upheld:"
        " Northwind Services steps back at Contoso Corporation."
    )
    for person in ("p_pat", "p_sam"):
        told = plain(card_at(bench, f"person:{person}"))
        assert told.startswith(
            "Northwind Services steps back at Contoso Corporation: Ana Silva upheld ESC-0001."
        )
        assert "“The pilot was theirs.”" in told
    assert labels(card_at(bench, "person:p_sam")) == ["Accept", "Appeal"]
    assert labels(card_at(bench, "person:p_pat")) == ["Accept"]


async def test_a_decision_needs_a_reason(bench: Bench) -> None:
    await opened(bench)
    settled = await decide(bench, "Decline", words="  ")
    assert settled.form
    assert settled.form.errors.keys() == {"words"}
    assert await state(bench) is State.OPEN


async def test_who_comes_second_is_shown_the_first_decision_and_keeps_their_words(
    bench: Bench,
) -> None:
    await opened(bench)
    card = standing(bench)
    approve = await bench.press(labels(card)[1], card, by=ANA)
    decline = await bench.press("Decline: things stay as they are", card, by=ANA)
    await bench.fill(approve.form, by=ANA, words="Theirs.")
    settled = await bench.fill(decline.form, by=ANA, words="Not theirs.")
    assert settled.card.verdict.startswith("Ana Silva upheld it a moment ago")
    assert "“Not theirs.”" in text(settled)
    assert await state(bench) is State.UPHELD


async def test_a_form_that_was_overtaken_can_be_sent_again_knowingly(bench: Bench) -> None:
    await opened(bench)
    card = standing(bench)
    approve = await bench.press(labels(card)[1], card, by=ANA)
    await bench.press("Acknowledge", card, by=DORA)
    settled = await bench.fill(approve.form, by=ANA, words="Theirs.")
    assert settled.form
    assert settled.form.errors[ANYWHERE].startswith("Dora Weiss acknowledged it a moment ago")
    await bench.fill(settled.form, by=ANA)
    assert await state(bench) is State.UPHELD


@pytest.mark.parametrize("by", [PAT, SAM, QUIN])
async def test_who_may_not_press_gets_a_word_and_nothing_changes(bench: Bench, by: str) -> None:
    await opened(bench)
    before = len(bench.outbox())
    card = standing(bench)
    for label in ("Acknowledge", "Decline: things stay as they are"):
        settled = await bench.press(label, card, by=by, private=True, sync=True)
        assert settled.refused
        assert settled.form is None
    assert await state(bench) is State.OPEN
    assert len(bench.outbox()) == before


@pytest.mark.parametrize(("by", "found"), [(ANA, True), (PAT, False), (SAM, False)])
async def test_who_may_not_hand_a_case_over_is_offered_nobody(
    bench: Bench, by: str, found: bool
) -> None:
    await opened(bench)
    asked = Request(bench.meet(by), Via.FORM, action="managers", data={"case": "ESC-0001"})
    assert bool(await bench.desk.suggest(asked)) is found


async def test_a_question_stops_the_clock_and_finds_the_rep_where_they_are(bench: Bench) -> None:
    await opened(bench)
    await decide(bench, "Ask", words="Which pilot?")
    asked = card_at(bench, "person:p_pat")
    assert "“Which pilot?”" in plain(asked)
    bench.later(days=1)
    await bench.tick()
    assert await state(bench) is State.NEEDS_INFO
    form = await bench.press("Answer", asked)
    await bench.fill(form.form, words="The one in May.")
    assert await state(bench) is State.ACKNOWLEDGED
    assert "“The one in May.”" in plain(card_at(bench, "person:p_ana"))


async def test_a_case_goes_on_though_both_reminders_of_a_question_come_due_at_once(
    bench: Bench,
) -> None:
    """As after a weekend on which the bot was off: what one of them plans has the other's place."""
    await opened(bench)
    await decide(bench, "Ask", words="Which pilot?")
    bench.later(hours=200)
    await bench.tick()
    assert bench.audit().count("case.remind") == 1
    waiting = "select kind from due where about = 'ESC-0001' and done_at is null"
    rows = bench.db.look(lambda db: [row["kind"] for row in db.query(waiting)])
    assert rows == ["case.tell_decider"]


async def test_a_channel_that_is_the_districts_no_more_loses_the_card(bench: Bench) -> None:
    await opened(bench)
    await bench.deliver()
    moved = replace(WEST, channel="slack:T1/C2")
    await bench.db.write(lambda db: people.put_district(db, moved))
    await bench.press("Acknowledge", card_at(bench, "person:p_ana"), by=ANA)
    assert (
        standing(bench, "slack:T1/C2").verdict
        == "ESC-0001 at Contoso Corporation is being decided."
    )
    assert standing(bench) == Card("")


async def test_where_others_read_along_a_press_shows_nothing_of_the_case(bench: Bench) -> None:
    await opened(bench)
    card = standing(bench)
    place = Place("teams:19:former@thread.tacv2", Kind.CHANNEL)
    who = Identity(Platform.TEAMS, "t1", "ana")
    await bench.db.write(lambda db: people.link(db, who, "p_ana", email="", now=bench.time))
    settled = await bench.press("Acknowledge", card, by=ANA, who=who, place=place)
    assert settled.card.verdict == "Done, and on record."
    assert "pilot" not in plain(settled.card)
    assert await state(bench) is State.ACKNOWLEDGED


async def test_an_answered_notice_loses_its_button(bench: Bench) -> None:
    await opened(bench)
    await decide(bench, "Ask", words="Which pilot?")
    asked = card_at(bench, "person:p_pat")
    await bench.deliver()
    form = await bench.press("Answer", asked)
    await bench.fill(form.form, words="The one in May.")
    assert labels(asked) == ["Answer"]
    assert labels(bench.standing("case:ESC-0001#0002", "person:p_pat")) == []


async def test_silence_climbs_the_ladder_and_all_are_told(bench: Bench) -> None:
    await opened(bench)
    bench.later(hours=2)
    await bench.tick()
    reminder = "Reminder: ESC-0001 at Contoso Corporation waits to be acknowledged."
    assert card_at(bench, "person:p_ana").verdict == reminder
    bench.later(hours=2)
    await bench.tick()
    told = card_at(bench, "person:p_pat")
    assert told.verdict.endswith("nobody acted in time, so it climbed to Dora Weiss.")
    assert labels(card_at(bench, "person:p_dora"))[0] == "Acknowledge"
    assert await state(bench) is State.OPEN


async def test_only_the_losing_side_appeals_once_and_someone_else_decides(bench: Bench) -> None:
    await opened(bench)
    await decide(bench, "Approve")
    form = await bench.press("Appeal", card_at(bench, "person:p_sam"), by=SAM)
    await bench.fill(form.form, by=SAM, words="We were there first.")
    assert await state(bench) is State.APPEALED
    assert labels(card_at(bench, "person:p_dora"))[:2] == [
        "Acknowledge",
        "Approve: Northwind Services steps back at Contoso Corporation",
    ]
    card = standing(bench)
    settled = await bench.press("Decline: things stay as they are", card, by=ANA)
    assert settled.refused
    await decide(bench, "Decline", by=DORA)
    assert await state(bench) is State.DECLINED
    assert not {"Accept", "Appeal"} & {*labels(card_at(bench, "person:p_pat"))}
    await bench.tick()
    assert await state(bench) is State.CLOSED
    assert "Closed: a decision on an appeal is the last." in plain(standing(bench))


async def test_a_partner_of_another_firm_learns_nothing_of_a_case(bench: Bench) -> None:
    await opened(bench)
    card = standing(bench)
    real = await bench.press("Acknowledge", card, by=QUIN)
    button = next(each for each in buttons(card) if each.label == "Acknowledge")
    forged = await bench.ask(
        "", by=QUIN, via=Via.BUTTON, action=button.action, data={"case": "ESC-0777", "seen": "1"}
    )
    assert real.card == forged.card
