"""Exceptions as the people in them see it: asked for, granted, answered by, told of, over."""

from dataclasses import replace
from datetime import timedelta

import pytest

from handlers.cards import Card, plain
from handlers.dispatch import Desk
from handlers.features import FEATURES
from handlers.policy import Policy
from handlers.request import Kind, Place, Profile, Settled, Via
from store import cases, people
from store.case_rows import State
from store.rows import Entry, Identity, Person, Platform, Role
from tests.desk import LIST, WEST, Bench, buttons, text

ANA, DORA, LENA = "ana@vendor.example", "dora@vendor.example", "lena@vendor.example"
SAM, SUE = "sam@vendor.example", "sue@vendor.example"
PAT, QUIN = "pat@partner.example", "quin@other.example"
SUE_ROW = Person("p_sue", SUE, "Sue Park", Role.SERVICES_LEAD)
CHANNEL = "slack:T1/C1"
WANTED = {
    "project": "Lighthouse",
    "what": "No partner knows it yet.",
    "days": "60",
    "conditions": "Two architects at most.",
    "district": "west",
}
UNTIL = "22 January 2027 (2027-01-22)"


@pytest.fixture(autouse=True)
async def colleague(bench: Bench) -> None:
    await bench.db.write(lambda db: people.put(db, SUE_ROW))
    bench.meet(SUE)


async def asked(
    bench: Bench, name: str = "Zava Widgets, Inc.", by: str = SAM, **typed: str
) -> Settled:
    answer = await bench.ask(f"is {name} named?", by=by)
    pressed = await bench.press("Ask for an exception", answer.card, by=by)
    return await bench.fill(pressed.form, by=by, **{**WANTED, **typed})


async def pressed(bench: Bench, label: str, *, by: str = DORA, **typed: str) -> Settled:
    card = standing(bench)
    found = next(each for each in labels(card) if each.startswith(label))
    form = await bench.press(found, card, by=by)
    return await bench.fill(form.form, by=by, **{"words": "Worth a try.", **typed})


async def granted(bench: Bench, name: str = "Zava Widgets, Inc.", **typed: str) -> None:
    await asked(bench, name)
    await pressed(bench, "Grant", **typed)


def standing(bench: Bench, to: str = CHANNEL, ident: str = "EXC-0001") -> Card:
    return bench.standing(f"case:{ident}", to)


def labels(card: Card) -> list[str]:
    return [button.label for button in buttons(card)]


def told(bench: Bench, to: str) -> list[str]:
    return [card.verdict for where, card in bench.outbox() if where == to]


async def state(bench: Bench) -> State:
    case = await bench.db.read(lambda db: cases.get(db, "EXC-0001"))
    assert case is not None
    return case.state


async def verdict(bench: Bench, question: str, by: str = PAT) -> str:
    return (await bench.ask(question, by=by)).card.verdict


async def under(bench: Bench, *changes: tuple[str, str]) -> None:
    """The bot, and a new edition, under another policy."""
    policy = bench.ctx.policy.text
    for change in changes:
        policy = policy.replace(*change)
    bench.ctx = replace(bench.ctx, policy=Policy.parse(policy))
    bench.desk = Desk(bench.ctx, FEATURES)
    bench.later(minutes=1)
    await bench.publish("2026-H2.1", LIST)


# --- asking


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
    assert any("Dora Weiss refused it" in each for each in told(bench, "person:p_sue"))


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


# --- deciding


async def test_days_and_conditions_may_be_changed_and_what_was_asked_is_kept(bench: Bench) -> None:
    await asked(bench)
    card = standing(bench)
    form = await bench.press(labels(card)[1], card, by=DORA)
    assert form.form
    held = {each.name: getattr(each, "value", "") for each in form.form.fields}
    assert held == {"words": "", "days": "60", "conditions": WANTED["conditions"]}
    wrong = await bench.fill(form.form, by=DORA, words="", days="999")
    assert wrong.form
    assert wrong.form.errors.keys() == {"words", "days"}
    await bench.fill(form.form, by=DORA, words="For a month.", days="30", conditions="One only.")
    said = plain(standing(bench))
    assert "Term: 30 days, until 23 December 2026 (2026-12-23)" in said
    assert "Conditions: One only." in said
    notice = plain(bench.standing("case:EXC-0001#0002", "person:p_sam"))
    assert "Asked for: 60 days; conditions: Two architects at most." in notice


async def test_the_term_begins_when_it_is_granted(bench: Bench) -> None:
    await asked(bench)
    bench.later(hours=3)
    await pressed(bench, "Grant", days="1")
    bench.later(hours=23, minutes=59)
    assert "an exception is in force" in await verdict(bench, "Zava Widgets")
    bench.later(minutes=1)
    assert await verdict(bench, "Zava Widgets") == "“Zava Widgets” is not named."


@pytest.mark.parametrize("by", [SAM, ANA, PAT, QUIN])
async def test_nobody_else_grants(bench: Bench, by: str) -> None:
    await asked(bench)
    card = standing(bench)
    settled = await bench.press(labels(card)[1], card, by=by)
    assert settled.form is None
    assert await state(bench) is State.OPEN


async def test_a_question_its_answer_and_a_refusal(bench: Bench) -> None:
    await asked(bench)
    await pressed(bench, "Ask for information", words="Which project?")
    question = bench.standing("case:EXC-0001#0002", "person:p_sam")
    form = await bench.press("Answer", question, by=SAM)
    await bench.fill(form.form, by=SAM, words="The one in May.")
    settled = await pressed(bench, "Refuse", words="A partner can.")
    assert settled.card.verdict == (
        "EXC-0001 at Zava Widgets, Inc. is refused: partners lead at Zava Widgets, Inc."
    )
    assert told(bench, "person:p_pat") == []
    assert await verdict(bench, "Zava Widgets") == "“Zava Widgets” is not named."


async def test_it_can_be_handed_over_and_withdrawn(bench: Bench) -> None:
    await asked(bench)
    await pressed(bench, "Reassign", to="p_lena")
    assert "Decides: Lena Ott" in plain(standing(bench))
    form = await bench.press("Withdraw", standing(bench, "person:p_sam"), by=SAM)
    await bench.fill(form.form, by=SAM)
    assert await state(bench) is State.WITHDRAWN


# --- in force


@pytest.mark.parametrize(
    "name", ["Zava Widgets", "ZAVA WIDGETS INC", "zava widgets incorporated", "The Zava-Widgets"]
)
async def test_an_unlisted_company_is_found_however_it_is_spelt(bench: Bench, name: str) -> None:
    await granted(bench)
    assert f"; an exception is in force until {UNTIL}." in await verdict(bench, f"is {name} named?")


@pytest.mark.parametrize("name", ["Zava Widgets GmbH", "Zava", "Zava Widgets Europe", "Widgets"])
async def test_a_merely_similar_company_has_none(bench: Bench, name: str) -> None:
    await granted(bench)
    assert "exception" not in await verdict(bench, f"is {name} named?")


async def test_staff_read_all_of_it_and_partners_what_concerns_them(bench: Bench) -> None:
    await granted(bench)
    inside, outside = [text(await bench.ask("Zava Widgets", by=by)) for by in (SAM, PAT)]
    assert f"Exception: EXC-0001, until {UNTIL}" in inside
    assert "Project: Lighthouse" in inside
    assert f"Exception: until {UNTIL}" in outside
    for said in (inside, outside):
        assert "Who leads: either" in said
        assert "Conditions: Two architects at most." in said
        assert "(Rule: exception-in-force.)" in said
    for secret in ("EXC-", "Lighthouse", "No partner knows", "Worth a try"):
        assert secret not in outside


async def test_in_a_public_place_it_reads_as_for_partners(bench: Bench) -> None:
    await granted(bench)
    who = Identity(Platform.TEAMS, "T2", "sam")
    bench.platforms.profiles[who] = Profile(who, email=SAM, home="T2", own=True)
    place = Place("teams:19:x", Kind.CHANNEL)
    said = text(await bench.ask("Zava Widgets", by=SAM, who=who, place=place, sync=True))
    assert f"Exception: until {UNTIL}" in said
    assert "EXC-" not in said
    elsewhere = await bench.ask("Globex", by=SAM, who=who, place=place, sync=True)
    assert "Ask for an exception" not in labels(elsewhere.card)


async def test_what_a_search_inserts_for_all_to_read_says_so(bench: Bench) -> None:
    await granted(bench)
    settled = await bench.ask("Zava Widgets", by=SAM, via=Via.SEARCH, sync=True)
    assert f"; an exception is in force until {UNTIL}." in settled.card.verdict


async def test_several_at_once_say_so_and_are_not_counted_as_named(bench: Bench) -> None:
    await granted(bench)
    settled = await bench.ask("are Zava Widgets and Contoso named?")
    assert settled.card.verdict == "1 of 2 are named or covered."
    assert f"“Zava Widgets”: not named; exception until {UNTIL}." in text(settled)


async def test_who_may_bid_under_it(bench: Bench) -> None:
    await granted(bench)
    question = "can we bid consulting at Zava Widgets?"
    assert await verdict(bench, question, SAM) == (
        f"Yes, by an exception until {UNTIL} you may bid on consulting at “Zava Widgets”;"
        " partners may too."
    )
    assert await verdict(bench, question, PAT) == (
        "Yes, you may bid on consulting at “Zava Widgets”; Northwind Services may too,"
        f" by an exception until {UNTIL}."
    )
    middleware = "can we bid middleware at Zava Widgets?"
    assert (await verdict(bench, middleware, SAM)).startswith("No, Northwind Services doesn't bid")


async def test_as_of_a_day_it_is_what_was_in_force_on_it(bench: Bench) -> None:
    bench.later(days=2)
    await granted(bench)
    bench.later(days=5)
    await pressed(bench, "Revoke", words="It is over.")
    bench.later(days=5)
    question = "was Zava Widgets named on {}?"
    before, first, last, after = [
        await verdict(bench, question.format(day))
        for day in ("2026-11-24", "2026-11-25", "2026-11-29", "2026-11-30")
    ]
    assert before == "“Zava Widgets” was not named on 24 November 2026 (2026-11-24)."
    assert "; an exception was in force until 24 January 2027" in first
    assert "; an exception was in force" in last
    assert after == "“Zava Widgets” was not named on 30 November 2026 (2026-11-30)."
    assert await verdict(bench, "Zava Widgets") == "“Zava Widgets” is not named."


async def test_today_as_a_day_is_today_as_it_is_so_far(bench: Bench) -> None:
    await granted(bench, days="1")
    assert "exception was in force" in await verdict(bench, "was Zava Widgets named on 2026-11-23?")
    bench.later(days=1)
    assert "exception" not in await verdict(bench, "was Zava Widgets named on 2026-11-24?")


async def test_its_history(bench: Bench) -> None:
    await granted(bench)
    bench.later(days=1)
    await pressed(bench, "Revoke")
    inside, outside = [
        text(await bench.ask("history of Zava Widgets", by=by)) for by in (DORA, PAT)
    ]
    line = f"xception, from 23 November 2026 (2026-11-23) until {UNTIL}; revoked on 24 November"
    assert f"EXC-0001: e{line}" in inside
    assert f"\nE{line}" in outside


# --- its end


async def test_it_expires_exactly_then_worked_off_or_not(bench: Bench) -> None:
    await granted(bench)
    bench.time += timedelta(days=60) - timedelta.resolution
    assert "an exception is in force" in await verdict(bench, "Zava Widgets")
    bench.time += timedelta.resolution
    assert await state(bench) is State.GRANTED
    assert await verdict(bench, "Zava Widgets") == "“Zava Widgets” is not named."
    await bench.tick()
    assert await state(bench) is State.EXPIRED
    assert labels(standing(bench)) == []


@pytest.mark.parametrize("by", [DORA, LENA])
async def test_the_district_manager_and_those_above_revoke_it_with_a_reason(
    bench: Bench, by: str
) -> None:
    await granted(bench)
    empty = await pressed(bench, "Revoke", by=by, words=" ")
    assert empty.form
    await pressed(bench, "Revoke", by=by, words="The project has ended.")
    assert await verdict(bench, "Zava Widgets") == "“Zava Widgets” is not named."
    news = plain(bench.standing("case:EXC-0001#0003", "person:p_sam"))
    assert "“The project has ended.”" in news
    assert "Partners lead at Zava Widgets, Inc. again." in news


async def test_the_district_manager_revokes_what_someone_above_granted(bench: Bench) -> None:
    await asked(bench)
    await pressed(bench, "Reassign", to="p_lena")
    await pressed(bench, "Grant", by=LENA)
    await pressed(bench, "Revoke", by=DORA)
    assert await state(bench) is State.REVOKED


@pytest.mark.parametrize("by", [SAM, ANA, PAT])
async def test_nobody_else_revokes_it(bench: Bench, by: str) -> None:
    await granted(bench)
    settled = await bench.press("Revoke", standing(bench), by=by)
    assert settled.form is None
    assert await state(bench) is State.GRANTED


async def test_one_reminder_two_weeks_before_its_end_with_the_next_step(bench: Bench) -> None:
    await granted(bench)
    await bench.deliver()
    before = len(bench.outbox())
    bench.later(days=46)
    await bench.tick()
    await bench.tick()
    bench.later(days=1)
    await bench.tick()
    said = bench.outbox()[before:]
    assert [to for to, _ in said] == ["person:p_dora", "person:p_sam"]
    news = f"EXC-0001 at Zava Widgets, Inc.: Its term ends on {UNTIL}."
    assert {card.verdict for _, card in said} == {news}
    assert [labels(card) for _, card in said] == [["Revoke"], ["Ask for another exception"]]
    form = await bench.press("Ask for another exception", said[1][1], by=SAM)
    wanted = {key: value for key, value in WANTED.items() if key != "district"}
    settled = await bench.fill(form.form, by=SAM, **wanted)
    assert settled.card.verdict.startswith("EXC-0002 is open")
    assert standing(bench, ident="EXC-0002").verdict.startswith("EXC-0002 at Zava Widgets, Inc.")


# --- telling


async def test_without_a_channel_each_rep_of_the_district_is_told_once(bench: Bench) -> None:
    east = Person("p_pat", PAT, "Pat Moss", Role.PARTNER_REP, "fabrikam", "Fabrikam", ("east",))
    await bench.db.write(lambda db: people.put(db, east))
    await granted(bench)
    news = f"By an exception, Northwind Services may engage at Zava Widgets, Inc. until {UNTIL}."
    assert told(bench, "person:p_quin") == [news]
    assert told(bench, "person:p_pat") == []


async def test_the_partner_channel_is_told_of_its_beginning_and_its_end(bench: Bench) -> None:
    west = replace(WEST, partner_channel="slack:T1/C9")
    await bench.db.write(lambda db: people.put_district(db, west))
    await granted(bench)
    await bench.deliver()
    await pressed(bench, "Revoke", words="Secret.")
    over = "The exception at Zava Widgets, Inc. was revoked."
    assert told(bench, "slack:T1/C9")[1:] == [over, over]  # the former is edited, one is new
    assert told(bench, "person:p_pat") == []
    everything = "\n".join(plain(card) for to, card in bench.outbox() if to == "slack:T1/C9")
    for secret in ("EXC-", "Lighthouse", "No partner knows", "Worth a try", "Secret"):
        assert secret not in everything


async def test_partners_hear_of_an_end_by_itself(bench: Bench) -> None:
    await granted(bench)
    await bench.deliver()
    bench.later(days=60)
    await bench.tick()
    await bench.tick()
    ends = [each for each in told(bench, "person:p_pat") if "has ended" in each]
    assert len(ends) == 2
    card = bench.standing("exception:EXC-0001:end", "person:p_pat")
    assert "Unless Zava Widgets, Inc. is named by now, partners lead there again." in plain(card)


async def test_where_another_goes_on_partners_are_not_told_that_they_lead(bench: Bench) -> None:
    await granted(bench)
    await bench.deliver()
    form = await bench.ask("exception Zava Widgets, Inc.", by=SAM)
    await bench.fill(form.form, by=SAM, **{**WANTED, "days": "100"})
    card = standing(bench, ident="EXC-0002")
    grant = await bench.press(labels(card)[1], card, by=DORA)
    await bench.fill(grant.form, by=DORA, words="Yes.")
    await bench.deliver()
    bench.later(days=60)
    await bench.tick()
    end = bench.standing("exception:EXC-0001:end", "person:p_pat")
    assert "Another exception is in force there" in plain(end)
    assert "an exception is in force until 3 March 2027" in await verdict(bench, "Zava Widgets")


# --- the no-bid guard


@pytest.mark.parametrize(
    ("question", "rule", "button"),
    [
        ("can we bid middleware at Contoso?", "no-bid-servers-middleware", False),
        ("can we bid packaged offerings at Contoso?", "partners-lead-packaged-offerings", False),
        ("can we bid middleware at Globex?", "no-bid-servers-middleware", False),
        ("can we bid consulting at Globex?", "partners-lead-elsewhere", True),
    ],
)
async def test_services_get_the_rule_first_and_the_button_where_the_policy_allows_it(
    bench: Bench, question: str, rule: str, button: bool
) -> None:
    services = await bench.ask(question, by=SAM)
    assert f"(Rule: {rule}.)" in text(services).split("\n")[1]
    assert ("Ask for an exception" in labels(services.card)) is button
    assert ("allows no exception" in text(services)) is not button
    for by in (ANA, PAT):
        others = await bench.ask(question, by=by)
        assert f"(Rule: {rule}.)" in text(others)
        assert "Ask for an exception" not in labels(others.card)
        assert "allows no exception" not in text(others)


async def test_a_policy_that_allows_none_offers_none(bench: Bench) -> None:
    await under(bench, ('["partners-lead-elsewhere"]', "[]"))
    answer = await bench.ask("is Globex named?", by=SAM)
    assert "Ask for an exception" not in labels(answer.card)
    settled = await bench.ask("exception Globex", by=SAM)
    assert settled.card.verdict.startswith("The policy allows no exception to this rule")


async def test_a_rule_of_an_offering_can_have_exceptions_of_its_own(bench: Bench) -> None:
    wide = '["partners-lead-elsewhere", "no-bid-servers-middleware"]'
    await under(bench, ('["partners-lead-elsewhere"]', wide))
    answer = await bench.ask("can we bid middleware at Contoso?", by=SAM)
    form = await bench.press("Ask for an exception", answer.card, by=SAM)
    await bench.fill(form.form, by=SAM, **WANTED)
    await pressed(bench, "Grant")
    assert (await verdict(bench, "can we bid middleware at Contoso?", SAM)).startswith(
        f"Yes, by an exception until {UNTIL} you may bid on middleware at Contoso Corporation"
    )
    packaged = await verdict(bench, "can we bid packaged offerings at Contoso?", SAM)
    assert packaged.startswith("No, Northwind Services doesn't bid")
    assert await verdict(bench, "is Contoso named?") == "Contoso Corporation is named."


# --- the cards, in every state


async def test_every_state_reads_well(bench: Bench) -> None:
    said = []
    await asked(bench)
    said.append(standing(bench).verdict)
    await bench.press("Acknowledge", standing(bench), by=DORA)
    said.append(standing(bench).verdict)
    await pressed(bench, "Ask for information")
    said.append(standing(bench).verdict)
    await pressed(bench, "Grant")
    said.append(standing(bench).verdict)
    await pressed(bench, "Revoke")
    said.append(standing(bench).verdict)
    name = "EXC-0001 at Zava Widgets, Inc."
    assert said == [
        f"{name} waits to be acknowledged.",
        f"{name} is being decided.",
        f"{name} waits for an answer from Sam Reed.",
        f"{name} is granted until {UNTIL}: services may engage at Zava Widgets, Inc.",
        f"{name} was revoked: partners lead at Zava Widgets, Inc. again.",
    ]
    card = plain(standing(bench))
    assert "Asked for by: Sam Reed" in card
    assert "(partners-lead-elsewhere)" in card
    assert "Project: Lighthouse" in card
    assert ".." not in card
