"""Asking: who may, for what, and what the form refuses."""

from dataclasses import replace

import pytest

from handlers.request import Via
from store import cases
from store.rows import Entry
from tests.desk import LIST, Bench, text

from .story import (
    ANA,
    DORA,
    LENA,
    PAT,
    SAM,
    SUE,
    UNTIL,
    WANTED,
    asked,
    granted,
    labels,
    pressed,
    standing,
    told,
    verdict,
)


async def test_the_asker_sees_at_once_the_number_and_who_decides(bench: Bench) -> None:
    settled = await asked(bench)
    assert settled.card.verdict == "EXC-0001 is open, and Dora Weiss has it."
    assert labels(standing(bench))[:2] == [
        "Acknowledge",
        "Grant: services may engage at Zava Widgets, Inc.",
    ]


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"account": ""}, "account"),
        ({"account": "new:Contoso"}, "account"),
        ({"account": "A1"}, "account"),
        ({"account": "A4"}, "account"),
        ({"project": " "}, "project"),
        ({"what": " "}, "what"),
        ({"days": ""}, "days"),
        ({"days": "0"}, "days"),
        ({"days": "366"}, "days"),
        ({"days": "two months"}, "days"),
        ({"days": "²"}, "days"),
        ({"conditions": "x" * 501}, "conditions"),
        ({"evidence": "see my desk"}, "evidence"),
        ({"district": ""}, "district"),
    ],
)
async def test_each_problem_is_told_at_its_field(
    bench: Bench, typed: dict[str, str], field: str
) -> None:
    settled = await asked(bench, **typed)
    assert settled.form
    assert settled.form.errors.keys() == {field}
    values = {each.name: getattr(each, "value", "") for each in settled.form.fields}
    assert values["project"] == typed.get("project", "Lighthouse")
    assert "EXC-0001 is open" in text(await asked(bench))


async def test_a_named_account_needs_none_and_that_is_said(bench: Bench) -> None:
    for name in ("Contoso", "Proseware Studios"):
        answer = await bench.ask(f"is {name} named?", by=SAM)
        assert "Ask for an exception" not in labels(answer.card)
        settled = await bench.ask(f"ask for an exception at {name}", by=SAM)
        assert "needs no exception: it counts as named" in text(settled)


@pytest.mark.parametrize(
    "typed", ["ask for an exception at Globex", "exception Globex", "request exception for Globex"]
)
async def test_a_command_opens_the_form_or_offers_it(bench: Bench, typed: str) -> None:
    settled = await bench.ask(typed, by=SAM)
    opened = await bench.press("Ask for an exception", settled.card, by=SAM)
    done = await bench.fill(opened.form, by=SAM, **WANTED)
    assert done.card.verdict.startswith("EXC-0001")
    assert standing(bench).verdict.startswith("EXC-0001 at Globex waits")


async def test_a_name_in_doubt_is_not_taken_for_an_unlisted_company(bench: Bench) -> None:
    settled = await bench.ask("exception woodgrove", by=SAM)
    assert settled.form
    assert settled.form.data == {}


@pytest.mark.parametrize("by", [ANA, DORA, LENA, PAT])
async def test_only_services_ask(bench: Bench, by: str) -> None:
    answer = await bench.ask("is Zava named?", by=by)
    assert "Ask for an exception" not in labels(answer.card)
    settled = await bench.ask("exception Zava", by=by)
    assert settled.card.verdict.startswith("Only the services arm asks for exceptions")
    theirs = await bench.ask("is Zava named?", by=SAM)
    forged = await bench.press("Ask for an exception", theirs.card, by=by)
    assert forged.form is None
    data = {**WANTED, "account": "new:Zava"}
    sent = await bench.ask("", by=by, via=Via.FORM, action="exception.ask", data=data)
    assert sent.refused
    assert "case.opened" not in bench.audit()


async def test_a_second_one_is_shown_the_open_case_and_hears_of_it(bench: Bench) -> None:
    await asked(bench)
    again = await asked(bench, "zava widgets", by=SUE)
    assert "no second one was opened" in text(again)
    assert again.card.verdict.startswith("EXC-0001 at Zava Widgets, Inc.")
    await pressed(bench, "Refuse")
    assert any("Dora Weiss refused EXC-0001" in each for each in told(bench, "person:p_sue"))


async def test_numbers_have_no_gaps(bench: Bench) -> None:
    await asked(bench)
    await asked(bench)
    other = await asked(bench, "Zava Widgets GmbH")  # another legal form is another company
    assert other.card.verdict.startswith("EXC-0002")


async def test_an_account_of_the_list_that_is_not_named(bench: Bench) -> None:
    bench.later(minutes=1)
    toys = Entry("A9", "Tailwind Toys", district="east", parent_id="A8")
    await bench.publish("2026-H2.1", [*LIST, toys])
    await asked(bench, "Tailwind Toys", district="")
    case = await bench.db.read(lambda db: cases.get(db, "EXC-0001"))
    assert case
    assert (case.claim.account_id, case.claim.district_id) == ("A9", "east")
    card = standing(bench, "slack:T1/C2")
    form = await bench.press(labels(card)[1], card, by=DORA)
    await bench.fill(form.form, by=DORA, words="Yes.")
    expected = f"Tailwind Toys is not named; an exception is in force until {UNTIL}."
    assert await verdict(bench, "tailwind toys") == expected
    bench.later(minutes=1)
    await bench.publish("2026-H2.2", LIST)  # it leaves the list: its name still leads to it
    assert "an exception is in force" in await verdict(bench, "Tailwind Toys")
    bench.later(minutes=1)
    await bench.publish("2026-H2.3", [*LIST, replace(toys, tier="major")])
    assert await verdict(bench, "Tailwind Toys") == "Tailwind Toys is named."


async def test_a_company_that_comes_onto_the_list_keeps_its_exception(bench: Bench) -> None:
    await granted(bench)
    bench.later(minutes=1)
    known = Entry("A9", "Zava Widgets Inc", district="west", parent_id="A8")
    await bench.publish("2026-H2.1", [*LIST, known])
    assert "an exception is in force" in await verdict(bench, "Zava Widgets")
