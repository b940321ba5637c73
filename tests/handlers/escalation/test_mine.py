"""`my cases`, one case, and the top of the Home: each person sees what is theirs, and no more."""

from datetime import date

import pytest

from handlers.request import Kind, Place, Via
from store import delegations, people
from store.case_rows import Delegation
from store.rows import Person, Role
from tests.desk import Bench, text

from .stage import ANA, DORA, LENA, OLGA, PAT, QUIN, SAM, act, card, labels, opened

PIA = Person("p_pia", "pia@partner.example", "Pia Lund", Role.PARTNER_REP, "fabrikam", "Fabrikam")
AUDITOR = Person("p_olga", OLGA, "Olga Kern", Role.AUDITOR)
CHANNEL = Place("slack:T1/C9", Kind.CHANNEL)
HOME = {"via": Via.HOME, "place": Place(), "private": True, "sync": True}


async def join(bench: Bench, person: Person) -> None:
    await bench.db.write(lambda db: people.put(db, person))
    bench.meet(person.email)


async def cases(bench: Bench, by: str) -> str:
    return text(await bench.ask("my cases", by=by))


async def test_what_waits_for_the_decider_comes_first_with_its_limit_and_a_button(
    bench: Bench,
) -> None:
    await opened(bench)
    settled = await bench.ask("my cases", by=ANA)
    assert text(settled).splitlines() == [
        "1 case waits for you.",
        "Waiting for you (1):",
        "ESC-0001, Contoso Corporation: waits to be acknowledged. Opened today, due"
        " Mon 23 November 2026, 13:00 (Los Angeles time).",
    ]
    shown = await bench.press("Show", settled.card, by=ANA)
    assert shown.card.verdict == "ESC-0001 at Contoso Corporation waits to be acknowledged."
    assert "Acknowledge" in labels(shown.card)


async def test_each_side_and_each_manager_sees_it_as_what_it_is_to_them(bench: Bench) -> None:
    await join(bench, PIA)
    await join(bench, AUDITOR)
    await opened(bench)
    heads = {
        PAT: "Opened by you (1):",
        PIA.email: "Your firm's (1):",
        SAM: "You are a party to (1):",
        DORA: "In your districts (1):",
        LENA: "All others that are open (1):",
        OLGA: "All others that are open (1):",
    }
    for who, head in heads.items():
        verdict, *lines = (await cases(bench, who)).splitlines()
        assert verdict == "Nothing waits for you; 1 open case is here."
        assert [line for line in lines if line.endswith("):")] == [head]


async def test_a_partner_of_another_firm_sees_nothing_and_is_told_what_to_do(bench: Bench) -> None:
    await opened(bench)
    settled = await bench.ask("open cases", by=QUIN)
    assert settled.card.verdict == "There is no open case of yours."
    assert labels(settled.card) == ["Open escalation"]
    pressed = await bench.press("Open escalation", settled.card, by=QUIN)
    assert pressed.form


async def test_a_question_waits_for_its_opener_and_no_more_for_the_decider(bench: Bench) -> None:
    ident = await opened(bench)
    await act(bench, ident, "Ask", words="Which pilot?")
    assert "waits for your answer" in await cases(bench, PAT)
    told = await cases(bench, ANA)
    assert told.startswith("Nothing waits for you")
    assert "Yours, with nothing to do now (1):" in told


async def test_a_delegate_finds_what_waits_on_the_days_of_the_absence_alone(bench: Bench) -> None:
    await opened(bench)
    first, last = date(2026, 11, 23), date(2026, 11, 23)
    absence = Delegation("d1", "p_ana", "p_dora", first, last, "America/Los_Angeles")
    await bench.db.write(lambda db: delegations.put(db, absence, by="p_ana", now=bench.time))
    assert (await cases(bench, DORA)).startswith("1 case waits for you.")
    bench.later(hours=16)  # past midnight in Los Angeles, not yet worked off by anyone
    assert (await cases(bench, DORA)).startswith("Nothing waits for you")


async def test_at_the_top_of_the_ladder_it_waits_for_every_list_owner(bench: Bench) -> None:
    await join(bench, Person("p_luis", "luis@vendor.example", "Luis Mora", Role.LIST_OWNER))
    await opened(bench)
    for _ in range(2):
        bench.later(days=1)
        await bench.tick()
    for owner in (LENA, "luis@vendor.example"):
        assert (await cases(bench, owner)).startswith("1 case waits for you.")
    assert "At your accounts (1):" in await cases(bench, ANA)


async def test_what_is_over_is_listed_no_more_but_can_be_shown(bench: Bench) -> None:
    ident = await opened(bench)
    await act(bench, ident, "Withdraw", by=PAT)
    assert (await cases(bench, PAT)).startswith("There is no open case of yours.")
    shown = await bench.ask("esc-1", by=PAT)
    assert shown.card.verdict == "ESC-0001 at Contoso Corporation was withdrawn."


async def test_more_than_ten_are_paged_without_a_gap_or_a_repeat(bench: Bench) -> None:
    idents = [await opened(bench, opportunity=f"Rollout {n}") for n in range(23)]
    bench.later(minutes=2)
    page = await bench.ask("my cases", by=PAT)
    assert "and 13 more" in text(page)
    seen = [line.partition(",")[0] for line in text(page).splitlines() if line.startswith("ESC")]
    while "Next" in labels(page.card):
        page = await bench.press("Next", page.card, by=PAT)
        seen += [
            line.partition(",")[0] for line in text(page).splitlines() if line.startswith("ESC")
        ]
    assert seen == idents


async def test_a_section_asked_for_by_hand_shows_nothing_that_is_not_theirs(bench: Bench) -> None:
    await opened(bench)
    for section in ("everywhere", "districts", "accounts"):
        data = {"section": section, "skip": "0"}
        settled = await bench.ask("", by=QUIN, via=Via.BUTTON, action="cases.more", data=data)
        assert "ESC-0001" not in text(settled)
    data = {"section": "all", "skip": "-1"}
    assert (await bench.ask("", via=Via.BUTTON, action="cases.more", data=data)).refused


@pytest.mark.parametrize("by", [QUIN, OLGA])
async def test_a_case_of_others_and_one_that_is_not_there_get_the_same_words(
    bench: Bench, by: str
) -> None:
    await join(bench, Person("p_olga", OLGA, "Olga Kern", Role.ADMIN))
    await opened(bench)
    real, none = [await bench.ask(f"case {each}", by=by) for each in ("ESC-0001", "ESC-0777")]
    assert real.card == none.card
    assert real.refused


async def test_cases_reach_the_asker_alone_also_where_all_are_of_the_vendor(bench: Bench) -> None:
    await opened(bench)
    staff = [bench.platforms.profiles[bench.meet(each)] for each in (ANA, SAM)]
    bench.platforms.rosters[CHANNEL.address] = tuple(staff)
    before = len(bench.outbox())
    for words in ("my cases", "case ESC-0001", "decisions at Contoso", "home"):
        settled = await bench.ask(words, by=ANA, place=CHANNEL)
        assert settled.how == "private", words
    assert len(bench.outbox()) == before


async def test_every_read_is_on_record_with_the_case_it_was_about(bench: Bench) -> None:
    await opened(bench)
    await bench.ask("my cases", by=ANA)
    await bench.ask("case ESC-0001", by=ANA)
    rows = bench.db.look(lambda db: list(db.query("select * from audit order by seq")))[-2:]
    assert [(row["did"], row["about"]) for row in rows] == [
        ("cases.listed", ""),
        ("case.shown", "ESC-0001"),
    ]


async def test_the_home_begins_with_what_waits_then_what_was_opened(bench: Bench) -> None:
    await opened(bench)
    asked = await opened(bench, opportunity="Rollout")
    await act(bench, asked, "Ask", words="Which pilot?")
    lines = text(await bench.ask("", by=PAT, **HOME)).splitlines()
    at = [
        next(n for n, line in enumerate(lines) if line.startswith(head))
        for head in ("Waiting for you (1)", "ESC-0002", "Opened by you (1)", "ESC-0001", "Edition")
    ]
    assert at == sorted(at)


async def test_the_home_leads_to_a_case_and_back(bench: Bench) -> None:
    await opened(bench)
    home = await bench.ask("", by=ANA, **HOME)
    pressed = {"place": Place(), "private": True, "sync": True}
    shown = await bench.press("Show", home.card, by=ANA, **pressed)
    assert shown.card.verdict.startswith("ESC-0001")
    again = await bench.press("Back to Home", shown.card, by=ANA, **pressed)
    assert again.card == home.card
    assert "Back to Home" not in labels(await card(bench, "ESC-0001"))


async def test_an_empty_home_says_what_to_do(bench: Bench) -> None:
    told = text(await bench.ask("home", by=QUIN))
    assert "No case waits for you. When two teams meet at an account" in told
    assert "Edition: 2026-H2" in told


async def test_a_company_whose_name_has_the_word_case_in_it_is_still_asked_about(
    bench: Bench,
) -> None:
    for words in ("Case New Holland", "Home Depot", "Figures of Merit Inc"):
        assert "ESC" not in text(await bench.ask(words))
        assert bench.audit()[-1] in ("asked", "refused")
