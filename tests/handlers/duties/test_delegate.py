"""An absence: who stands in, from which midnight to which, and who is told."""

from datetime import UTC, datetime

import pytest

from handlers.cards import plain
from handlers.forms import Lookup
from handlers.request import Request, Via
from store import people
from store.rows import Identity, Platform
from tests.desk import Bench, buttons, text

from .stage import ANA, BEN, CHANNEL, DORA, LENA, PAT, case, labels, newest, opened, staffed, told

NOW = "escalate delegate Dora Weiss from 2026-11-23 to 2026-11-25"
BEN_LATER = "escalate delegate ben@vendor.example from 24 November 2026 to 25 November 2026"


@pytest.fixture(autouse=True)
async def vendor(bench: Bench) -> None:
    await staffed(bench)


def standing(bench: Bench, to: str = CHANNEL) -> str:
    return plain(bench.standing("case:ESC-0001", to))


async def at(bench: Bench, day: int, hour: int) -> None:
    """In UTC; Los Angeles is eight hours behind."""
    bench.time = datetime(2026, 11, day, hour, tzinfo=UTC)
    await bench.tick()


async def test_typed_it_begins_at_once_is_told_and_is_on_record(bench: Bench) -> None:
    await opened(bench)
    settled = await bench.ask(NOW, by=ANA)
    assert settled.card.verdict == (
        "Dora Weiss stands in for you from 23 November 2026 to 25 November 2026."
    )
    said = "stands in for Ana Silva from 23 November 2026 to 25 November 2026"
    assert any(said in line for line in told(bench, CHANNEL))
    assert any(
        line.startswith("You stand in for Ana Silva") for line in told(bench, "person:p_dora")
    )
    assert "Stands in: Dora Weiss" in standing(bench)
    assert "delegation.made" in bench.audit()


async def test_a_delegate_gets_the_card_for_as_long_as_the_absence_lasts(bench: Bench) -> None:
    await opened(bench)
    asked = await bench.press("Ask for information", newest(bench, "person:p_ana"), by=ANA)
    await bench.fill(asked.form, by=ANA, words="Which pilot?")  # the clock stands still
    await bench.ask(BEN_LATER, by=ANA)
    await at(bench, 24, 7)
    assert "Stands in" not in standing(bench)
    await at(bench, 24, 8)  # midnight in Los Angeles
    assert "Stands in: Ben Holt" in standing(bench)
    card = bench.standing("case:ESC-0001", "person:p_ben")
    assert (await bench.press("Decline: things stay as they are", card, by=BEN)).form
    await bench.deliver()
    await at(bench, 26, 7)
    assert "Stands in: Ben Holt" in standing(bench)
    await at(bench, 26, 8)
    assert "Stands in" not in standing(bench)
    assert bench.standing("case:ESC-0001", "person:p_ben").verdict == ""  # taken away
    assert (await bench.press("Decline: things stay as they are", card, by=BEN)).refused
    assert [each for each in bench.audit() if each.startswith("delegation.")] == [
        "delegation.made",
        "delegation.begun",
        "delegation.over",
    ]
    assert any(line.endswith("that is over.") for line in told(bench, "person:p_ben"))


async def test_days_go_by_the_zone_of_the_one_who_is_away(bench: Bench) -> None:
    await bench.db.write(
        lambda db: db.execute("update people set time_zone = 'Asia/Tokyo' where id = 'p_ana'")
    )
    bench.time = datetime(2026, 11, 23, 16, tzinfo=UTC)  # the 24th in Tokyo
    settled = await bench.ask(NOW, by=ANA)
    assert settled.card.verdict.startswith("That day is over. Today is 24 November 2026")


async def test_of_two_absences_the_last_named_wins_and_its_end_brings_the_first_back(
    bench: Bench,
) -> None:
    await opened(bench)
    await bench.ask(NOW, by=ANA)
    await bench.ask("escalate delegate Ben Holt from today to 2026-11-23", by=ANA)
    assert "Stands in: Ben Holt" in standing(bench)
    mine = await bench.ask("my duties", by=ANA)
    assert labels(mine.card) == ["End", "End", "Delegate my duty"]
    last = [button for button in buttons(mine.card) if button.label == "End"][1]
    await bench.ask("", by=ANA, via=Via.BUTTON, action=last.action, data=dict(last.data))
    assert "Stands in: Dora Weiss" in standing(bench)


async def test_my_duties_say_what_i_decide_who_stands_in_and_for_whom(bench: Bench) -> None:
    await opened(bench)
    await bench.ask(NOW, by=ANA)
    mine = await bench.ask("my duties", by=ANA)
    assert mine.card.verdict == "You decide cases at 1 account."
    assert "Waiting for you: ESC-0001" in text(mine)
    assert "Dora Weiss stands in for you. From 23 November 2026" in text(mine)
    doras = await bench.ask("my duties", by=DORA)
    assert doras.card.verdict == "You decide cases in East and West."
    assert "You stand in for Ana Silva. From 23 November 2026" in text(doras)
    assert labels(doras.card) == ["Delegate my duty"]
    lena = await bench.ask("my duties", by=LENA)
    assert lena.card.verdict == "You decide cases at the top of the ladder."
    pat = await bench.ask("my duties", by=PAT)
    assert pat.card.verdict == "You have no duty to decide cases."


async def test_a_reminder_goes_from_a_delegate_whose_time_is_over(bench: Bench) -> None:
    await opened(bench)
    await bench.ask("escalate delegate Ben Holt from today to 2026-11-25", by=ANA)
    bench.later(hours=2)
    await bench.tick()
    reminder = "case:ESC-0001#0002"
    assert "Reminder: ESC-0001" in bench.standing(reminder, "person:p_ben").verdict
    await bench.deliver()
    mine = await bench.ask("my duties", by=ANA)
    await bench.press("End", mine.card, by=ANA)
    assert bench.standing(reminder, "person:p_ben").verdict == ""  # taken away


async def test_ended_before_its_time_everyone_sees_it_and_a_second_press_changes_nothing(
    bench: Bench,
) -> None:
    await opened(bench)
    await bench.ask(NOW, by=ANA)
    await bench.deliver()
    mine = await bench.ask("my duties", by=ANA)
    settled = await bench.press("End", mine.card, by=ANA)
    assert "Nobody stands in for you." in text(settled)
    assert "Stands in" not in standing(bench)
    assert any(line.endswith("that is over.") for line in told(bench, "person:p_dora"))
    again = await bench.press("End", mine.card, by=ANA)
    assert again.refused
    for to in (DORA, PAT):
        assert (await bench.press("End", mine.card, by=to)).refused


async def test_only_ones_own_duty_is_delegated(bench: Bench) -> None:
    for by in (PAT, "sam@vendor.example", "theo@vendor.example", "yuki@vendor.example"):
        settled = await bench.ask(NOW, by=by)
        assert settled.card.verdict.startswith("You have no duty to decide cases")
        form = await bench.ask("", by=by, via=Via.BUTTON, action="duty.delegate")
        assert form.refused
    assert "delegation.made" not in bench.audit()


@pytest.mark.parametrize(
    ("to", "first", "last", "field"),
    [
        ("p_ana", "2026-11-23", "2026-11-24", "to"),  # oneself
        ("p_pat", "2026-11-23", "2026-11-24", "to"),  # a partner
        ("p_theo", "2026-11-23", "2026-11-24", "to"),  # could never decide
        ("", "2026-11-23", "2026-11-24", "to"),
        ("p_dora", "2026-11-22", "2026-11-24", "first"),
        ("p_dora", "2026-11-24", "2026-11-23", "last"),
        ("p_dora", "2026-11-24", "2028-11-23", "last"),
        ("p_dora", "soon", "2026-11-23", "first"),
    ],
)
async def test_what_is_wrong_is_told_at_its_field(
    bench: Bench, to: str, first: str, last: str, field: str
) -> None:
    mine = await bench.ask("my duties", by=ANA)
    form = await bench.press("Delegate my duty", mine.card, by=ANA)
    settled = await bench.fill(form.form, by=ANA, to=to, first=first, last=last)
    assert settled.form
    assert settled.form.errors.keys() == {field}
    assert getattr(settled.form.fields[2], "value", "") == last
    assert "delegation.made" not in bench.audit()


async def test_the_form_offers_deciders_and_does_what_was_typed(bench: Bench) -> None:
    form = (await bench.ask("escalate delegate", by=ANA)).form
    assert form
    assert isinstance(form.fields[0], Lookup)
    who = Identity(Platform.SLACK, "T1", "ana")
    for typed, found in (("hol", ["Bea Holt", "Ben Holt"]), ("ana", []), ("pat", [])):
        offered = await bench.desk.suggest(Request(who, Via.FORM, text=typed, action="deciders"))
        assert [each.label for each in offered] == found
    settled = await bench.fill(form, by=ANA, to="p_dora", last="2026-11-24")
    assert settled.card.verdict.startswith("Dora Weiss stands in for you from 23 November 2026")


async def test_several_of_a_name_are_asked_about_with_buttons(bench: Bench) -> None:
    asked = await bench.ask("escalate delegate Holt from tomorrow to 2026-11-25", by=ANA)
    assert asked.card.verdict == "Whom do you mean?"
    assert labels(asked.card) == ["Bea Holt, bea@vendor.example", "Ben Holt, ben@vendor.example"]
    settled = await bench.press(labels(asked.card)[1], asked.card, by=ANA)
    assert settled.card.verdict.startswith("Ben Holt stands in for you from 24 November 2026")


async def test_a_mention_and_an_email_name_one_person(bench: Bench) -> None:
    who = Identity(Platform.SLACK, "T1", "U0BEN")
    await bench.db.write(lambda db: people.link(db, who, "p_ben", email="", now=bench.time))
    for typed in ("@U0BEN", "@Ben Holt", "BEN@vendor.example"):
        settled = await bench.ask(f"escalate delegate {typed} from today to today", by=ANA)
        assert settled.card.verdict == "Ben Holt stands in for you on 23 November 2026."


@pytest.mark.parametrize("typed", ["Pat Moss", "pat@partner.example", "Theo Lind", "Nobody"])
async def test_who_could_never_decide_is_nobody_to_the_one_who_types(
    bench: Bench, typed: str
) -> None:
    settled = await bench.ask(f"escalate delegate {typed} from today to today", by=ANA)
    assert settled.card.verdict.startswith("Nobody who decides cases is called that.")
    form = await bench.press("Delegate my duty", settled.card, by=ANA)
    assert form.form


async def test_a_circle_of_absences_leaves_each_case_to_someone(bench: Bench) -> None:
    await opened(bench)
    await bench.ask(NOW, by=ANA)
    settled = await bench.ask("escalate delegate Ana Silva from today to today", by=DORA)
    assert "Ana Silva is away from 23 November 2026" in text(settled)
    assert "Stands in: Dora Weiss" in standing(bench)
    pressed = await bench.press(
        "Acknowledge", bench.standing("case:ESC-0001", "person:p_dora"), by=DORA
    )
    assert not pressed.refused
    assert case(bench).state == "acknowledged"
