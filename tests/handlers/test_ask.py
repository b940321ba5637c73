"""The main job, asked as people ask."""

from collections.abc import Iterable
from datetime import UTC, date, datetime

import pytest

from handlers.cards import Note, plain
from handlers.request import Via
from store.db import Ticket
from store.names import Listed, NameIndex
from tests.desk import ADATUM, CONTOSO, LIST, LITWARE, Bench, buttons, text


@pytest.mark.parametrize(
    "asked",
    [
        "is Contoso named?",
        "Contoso",
        "is contoso.com named",
        "named contoso corp",
        "check Contoso Corporation",
        "is “Contoso” on the list?",
        "Is $CTSO a named account?",
        "contoso named?",
        "why is Contoso named?",
        "someone@contoso.com",
        "hey, is contoso named? thanks!",
        "can you check if Contoso is named please",
        "what about contoso?",
        "do you know whether contoso is on the list?",
        "Contoso is named",
        "is Contoso named, please?",
        "isn't Contoso named?",
        "> is Contoso named?",
        "1. Contoso",
        "is Contoso on our list?",
        "is Contoso not named?",
        "who leads at Contoso?",
        "can we engage at Contoso",
        "can I sell to Contoso?",
    ],
)
async def test_a_listed_company_is_named_however_it_is_asked(bench: Bench, asked: str) -> None:
    settled = await bench.ask(asked)
    assert settled.card.verdict.startswith("Contoso Corporation is named")


@pytest.mark.parametrize(
    "asked", ["is Globex named?", "Initech GmbH", "is globex.com named?", "Consolidated Foods"]
)
async def test_an_unknown_company_is_not_named(bench: Bench, asked: str) -> None:
    settled = await bench.ask(asked)
    assert settled.card.verdict.endswith("is not named.")
    assert "partners lead" in text(settled)


async def test_the_answer_says_where_it_comes_from(bench: Bench) -> None:
    said = text(await bench.ask("is contoso named?"))
    assert "Tier: Major" in said
    assert "Edition 2026-H2, in effect since 18 July 2026" in said
    assert "Account manager: Ana Silva (ana@vendor.example)" in said
    assert "named-is-shared" in said


async def test_pc_counts_are_for_the_vendors_own_people(bench: Bench) -> None:
    assert "12,000" not in text(await bench.ask("contoso", by="pat@partner.example"))
    assert "PCs: 12,000" in text(await bench.ask("contoso", by="sam@vendor.example"))


async def test_a_subsidiary_is_covered_by_its_named_parent(bench: Bench) -> None:
    settled = await bench.ask("is proseware studios named?")
    assert settled.card.verdict == (
        "Proseware Studios is covered: it belongs to Litware, Inc., which is named."
    )


async def test_a_name_that_two_accounts_share_is_asked(bench: Bench) -> None:
    settled = await bench.ask("is woodgrove named?")
    assert settled.card.verdict.startswith("Did you mean")
    labels = [button.label for button in buttons(settled.card)]
    assert {"Woodgrove Bank", "Woodgrove Park Hotels", "None of these"} <= set(labels)


async def test_two_accounts_of_one_name_are_told_apart_on_their_buttons(bench: Bench) -> None:
    bench.later(minutes=1)
    twin = CONTOSO.__class__("A9", CONTOSO.name, tier="corporate", district="east")
    await bench.publish("2026-H2.1", [CONTOSO, twin])
    settled = await bench.ask("is contoso corporation named?")
    labels = [button.label for button in buttons(settled.card)]
    assert labels[:2] == [
        "Contoso Corporation (Major, West)",
        "Contoso Corporation (Corporate, East)",
    ]


async def test_several_names_get_a_line_each(bench: Bench) -> None:
    settled = await bench.ask("are Contoso, Globex and Litware, Inc. named?")
    assert settled.card.verdict == "2 of 3 are named or covered."
    assert "Contoso Corporation: named. Major, West, either may lead" in text(settled)
    assert "“Globex”: not named. Partners lead" in text(settled)


async def test_one_name_a_line(bench: Bench) -> None:
    settled = await bench.ask("Contoso\nLitware\nProseware Studios\n")
    assert settled.card.verdict == "3 of 3 are named or covered."


async def test_more_names_than_fit_are_refused_with_the_number(bench: Bench) -> None:
    names = "\n".join(f"Company {n}" for n in range(21))
    settled = await bench.ask(names, via=Via.COMMAND, private=True)
    assert settled.card.verdict == "That is 21 names; I answer up to 20 at once."


@pytest.mark.parametrize(
    ("asked", "by", "verdict"),
    [
        (
            "can we bid middleware at Contoso?",
            "pat@partner.example",
            "Yes, you may bid on middleware at Contoso Corporation: partners lead.",
        ),
        (
            "can we sell middleware to Contoso?",
            "pat@partner.example",
            "Yes, you may bid on middleware at Contoso Corporation: partners lead.",
        ),
        (
            "can we bid SQL Server at contoso.com?",
            "sam@vendor.example",
            "No, Northwind Services doesn't bid on servers at Contoso Corporation: partners lead.",
        ),
        (
            "can we sell consulting at Litware?",
            "sam@vendor.example",
            "Yes, you may bid on consulting at Litware, Inc.; partners may too.",
        ),
        (
            "can we bid consulting at Globex?",
            "sam@vendor.example",
            "No, Northwind Services doesn't bid on consulting at “Globex”: partners lead.",
        ),
    ],
)
async def test_who_may_bid(bench: Bench, asked: str, by: str, verdict: str) -> None:
    assert (await bench.ask(asked, by=by)).card.verdict == verdict


async def test_an_unknown_offering_is_asked_with_buttons(bench: Bench) -> None:
    settled = await bench.ask("can we bid frobnication at Contoso?")
    assert settled.card.verdict == "What would you sell at “Contoso”?"
    answered = await bench.press("Middleware", settled.card)
    assert answered.card.verdict.startswith("Yes, you may bid on middleware")


@pytest.mark.parametrize(
    "asked", ["who owns Contoso?", "who's the account manager of contoso", "whos the owner of CTSO"]
)
async def test_who_owns_an_account(bench: Bench, asked: str) -> None:
    settled = await bench.ask(asked)
    assert settled.card.verdict == "Ana Silva looks after Contoso Corporation."


@pytest.mark.parametrize(
    "asked", ["was Contoso named on 2026-08-01?", "contoso as of 1st of Aug 2026"]
)
async def test_as_of_a_day(bench: Bench, asked: str) -> None:
    settled = await bench.ask(asked)
    assert settled.card.verdict == ("Contoso Corporation was named on 1 August 2026 (2026-08-01).")


async def test_the_edition_of_that_day_answers_not_todays(bench: Bench) -> None:
    bench.later(days=60)
    await bench.publish("2027-H1", [LITWARE, ADATUM], effective=date(2027, 1, 18))
    assert (await bench.ask("contoso")).card.verdict == "“contoso” is not named."
    then = await bench.ask("was contoso named on 2026-12-01?")
    assert then.card.verdict.startswith("Contoso Corporation was named")


async def test_before_the_first_edition_there_is_no_answer(bench: Bench) -> None:
    settled = await bench.ask("was contoso named on 2020-01-01?")
    assert settled.card.verdict == (
        "No list was in effect on 1 January 2020 (2020-01-01)."
        " The first one took effect on 18 July 2026."
    )


async def test_a_day_to_come_is_not_told_as_if_it_had_been(bench: Bench) -> None:
    assert "still to come" in (await bench.ask("was contoso named on 2026-11-24?")).card.verdict


async def test_the_first_day_of_an_edition_is_its_own(bench: Bench) -> None:
    settled = await bench.ask("was contoso named on 2026-07-18?")
    assert settled.card.verdict.startswith("Contoso Corporation was named")
    settled = await bench.ask("was contoso named on 2026-07-17?")
    assert settled.card.verdict.startswith("No list was in effect")


async def test_a_day_goes_with_every_question(bench: Bench) -> None:
    settled = await bench.ask("who owns Contoso on 2026-08-01?")
    assert "as of 1 August 2026" in text(settled)


async def test_a_company_with_list_in_its_name_is_no_count(bench: Bench) -> None:
    settled = await bench.ask("list industries named?")
    assert settled.card.verdict == "“list industries” is not named."


async def test_a_day_in_doubt_is_not_guessed(bench: Bench) -> None:
    settled = await bench.ask("was contoso named on 3/1/2026?")
    assert settled.card.verdict.startswith("I can't tell which day that is.")


async def test_an_overdue_list_says_so(bench: Bench) -> None:
    bench.later(days=100)
    said = text(await bench.ask("contoso"))
    assert "overdue: its update was due on 18 January 2027" in said


async def test_how_many_are_named(bench: Bench) -> None:
    settled = await bench.ask("how many accounts are named?")
    assert settled.card.verdict == "5 accounts are named."


async def test_one_account_is_counted_in_the_singular(bench: Bench) -> None:
    bench.later(days=60)
    await bench.publish("2027-H1", [CONTOSO], effective=date(2027, 2, 1))
    said = text(await bench.ask("how many accounts are named?"))
    assert said.startswith("1 account is named.")
    assert "Major: 1 account\n" in said
    assert "In effect from: 1 February 2027" in said


async def test_help_tells_the_main_question_first(bench: Bench) -> None:
    settled = await bench.ask("help")
    assert text(settled).split("\n")[1].startswith("“is <company> named?”")


@pytest.mark.parametrize(
    ("by", "own", "others"),
    [
        (
            "pat@partner.example",
            {"my cases", "subscribe"},
            {"my duties", "editions", "import list"},
        ),
        ("sam@vendor.example", {"ask for an exception at <company>"}, {"figures for <district>"}),
        ("dora@vendor.example", {"figures for <district>", "my duties"}, {"edition <id>"}),
        ("lena@vendor.example", {"edition <id>", "import list"}, {"ask for an exception at"}),
    ],
)
async def test_help_leaves_out_what_only_others_may_do(
    bench: Bench, by: str, own: set[str], others: set[str]
) -> None:
    said = text(await bench.ask("help", by=by))
    assert all(f"“{each}”" in said for each in own)
    assert not any(f"“{each}" in said for each in others)


@pytest.mark.parametrize("asked", ["", "   ", "hi", "Hello there!", "thanks!", "help", "?"])
async def test_small_talk_gets_a_useful_answer(bench: Bench, asked: str) -> None:
    settled = await bench.ask(asked)
    assert "not named" not in text(settled)


@pytest.mark.parametrize(
    "asked", ["🙂🙂🙂", "!!!", "\u200b\u200b", "what is the weather like?", "is it named?"]
)
async def test_nonsense_is_told_what_would_work(bench: Bench, asked: str) -> None:
    said = text(await bench.ask(asked))
    assert "is Contoso named" in said


@pytest.mark.parametrize("asked", ["x" * 10_000, "is " + "a b " * 3_000 + "named?"])
async def test_an_over_long_name_is_refused_in_words(bench: Bench, asked: str) -> None:
    assert (await bench.ask(asked)).card.verdict == "That is too long for a company name."


@pytest.mark.parametrize(
    "asked",
    [
        "who owns Contoso and Litware?",
        "why are Contoso and Litware named?",
        "history of Contoso, Litware",
        "can we bid middleware at Contoso and Litware?",
    ],
)
async def test_a_question_for_one_company_never_denies_several(bench: Bench, asked: str) -> None:
    settled = await bench.ask(asked)
    assert settled.card.verdict.startswith("That is about several companies")


async def test_the_day_is_kept_while_the_offering_is_asked(bench: Bench) -> None:
    bench.later(days=60)
    await bench.publish("2027-H1", [LITWARE], effective=date(2027, 1, 18))
    settled = await bench.ask("can we sell frobs at Contoso on 2026-08-01?")
    said = text(await bench.press("Consulting", settled.card))
    assert "Edition 2026-H2" in said


@pytest.mark.parametrize("asked", ["x" * 4_001, "Contoso\n" * 100])
@pytest.mark.parametrize("action", ["rest", "none", "offering", "pick", "search"])
async def test_a_button_made_by_hand_makes_no_work(bench: Bench, action: str, asked: str) -> None:
    data = {"asked": asked, "text": asked, "offering": "consulting", "account": "A1"}
    settled = await bench.ask("", via=Via.BUTTON, action=action, data=data)
    assert settled.card.verdict == "That is too long for a company name."


@pytest.mark.parametrize("name", ["Great Wolf Resorts", "OK Foods", "Perfect World"])
async def test_thanks_are_no_companys_name(bench: Bench, name: str) -> None:
    bench.later(minutes=1)
    await bench.publish("2026-H2.1", [*LIST, CONTOSO.__class__("A9", name, tier="major")])
    assert (await bench.ask(name)).card.verdict == f"{name} is named."


@pytest.mark.parametrize("asked", ["is Apple?", "is Apple", "> is Apple named?"])
async def test_a_word_of_ours_makes_no_other_company(bench: Bench, asked: str) -> None:
    bench.later(minutes=1)
    twins = [
        CONTOSO.__class__("A8", "Apple Inc.", tier="major"),
        CONTOSO.__class__("A9", "Snapple Group", aliases=("Snapple",), tier="major"),
    ]
    await bench.publish("2026-H2.1", [*LIST, *twins])
    assert (await bench.ask(asked)).card.verdict == "Apple Inc. is named."


async def test_sql_in_a_name_is_a_name(bench: Bench) -> None:
    settled = await bench.ask("is Robert'); drop table entries;-- named?")
    assert "not named" in text(settled)
    assert (await bench.ask("contoso")).card.verdict == "Contoso Corporation is named."


async def test_an_and_inside_a_name_does_not_part_it(bench: Bench) -> None:
    rows = [*LIST, ADATUM.__class__("A9", "Smith and Wesson Brands, Inc.", tier="major")]
    bench.later(minutes=1)
    await bench.publish("2026-H2.1", rows)
    settled = await bench.ask("is Smith and Wesson Brands named?")
    assert settled.card.verdict == "Smith and Wesson Brands, Inc. is named."


@pytest.mark.parametrize(
    "name", ["Hello Fresh SE", "Check Point Software", "And Systems Ltd", "Is Technologies AG"]
)
async def test_a_word_of_ours_may_begin_a_companys_name(bench: Bench, name: str) -> None:
    bench.later(minutes=1)
    await bench.publish("2026-H2.1", [*LIST, CONTOSO.__class__("A9", name, tier="major")])
    for asked in (name, f"is {name} named?", f"hi, is {name} on the list?"):
        assert (await bench.ask(asked)).card.verdict.startswith(f"{name} is named")


async def test_partners_get_the_edition_that_is_in_force_for_them(bench: Bench) -> None:
    bench.later(days=1)
    await bench.publish("2026-H2.1", [LITWARE], partners_at=datetime(2026, 12, 24, tzinfo=UTC))
    assert "is named" in (await bench.ask("contoso")).card.verdict
    staff = await bench.ask("contoso", by="sam@vendor.example")
    assert staff.card.verdict == "“contoso” is not named."
    bench.later(days=60)
    await bench.ctx.lists.refresh(now=bench.time)
    assert (await bench.ask("contoso")).card.verdict == "“contoso” is not named."


async def test_an_edition_that_all_read_is_built_once(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    built: list[int] = []
    build = NameIndex.build

    def counted(accounts: Iterable[Listed]) -> NameIndex:
        index = build(accounts)
        built.append(len(index))
        return index

    monkeypatch.setattr(NameIndex, "build", counted)
    bench.later(days=1)
    await bench.publish("2026-H2.1", [LITWARE])
    assert built == [1]


async def test_every_request_leaves_one_audit_row(bench: Bench) -> None:
    before = len(bench.audit())
    for asked in ("contoso", "help", "hi", "x" * 10_000):
        await bench.ask(asked)
    assert bench.audit()[before + 1 :] == ["asked", "helped", "greeted", "refused"]


async def test_too_many_questions_are_refused_kindly_and_the_list_owner_is_told_once(
    bench: Bench,
) -> None:
    for _ in range(30):
        await bench.ask("contoso")
    assert "one minute" in (await bench.ask("contoso")).card.verdict
    await bench.ask("contoso")
    told = [to for to, card in bench.outbox() if "asks more than 30" in card.verdict]
    assert told == ["person:p_lena"]
    bench.later(minutes=2)
    assert "is named" in (await bench.ask("contoso")).card.verdict


async def test_a_question_that_its_platform_repeats_is_no_further_question(bench: Bench) -> None:
    for _ in range(30):
        again = bench.request("contoso", by="pat@partner.example", once="a")
        await bench.desk.answer(again, Ticket())
    assert "is named" in (await bench.ask("contoso")).card.verdict


async def test_the_answer_to_a_repeated_delivery_is_not_given_twice(bench: Bench) -> None:
    await bench.ask("contoso", once="same")
    before = (len(bench.outbox()), len(bench.audit()))
    with pytest.raises(AssertionError):
        await bench.ask("contoso", once="same")
    assert (len(bench.outbox()), len(bench.audit())) == before


async def test_verify_shows_an_answer_exactly_as_it_was_given(bench: Bench) -> None:
    first = await bench.ask("contoso")
    note = next(block.body for block in first.card.blocks if isinstance(block, Note))
    ref = note.split("Answer ")[1][:9]
    bench.later(days=300)
    await bench.publish("2027-H2", [LITWARE], effective=date(2027, 7, 18))
    again = await bench.ask(f"verify {ref.lower()}.")
    assert plain(again.card).startswith(plain(first.card))
    assert "exactly as it was given on 23 November 2026" in text(again)


async def test_another_firms_answer_stays_unseen(bench: Bench) -> None:
    said = text(await bench.ask("contoso"))
    ref = said.split("Answer ")[1][:9]
    stranger = await bench.ask(f"verify {ref}", by="quin@other.example")
    assert stranger.card.verdict == "No answer that you may see has this reference."
    assert "Contoso" in text(await bench.ask(f"verify {ref}", by="lena@vendor.example"))


async def test_the_history_of_a_single_edition_is_in_the_singular(bench: Bench) -> None:
    said = text(await bench.ask("history of contoso corporation"))
    assert "named in 1 of 1 edition." in said


async def test_history_shows_the_account_through_the_editions(bench: Bench) -> None:
    bench.later(days=60)
    moved = CONTOSO.__class__("A1", CONTOSO.name, tier="corporate", district="east", pcs=5000)
    await bench.publish("2027-H1", [moved], effective=date(2027, 1, 18))
    answered = await bench.ask("contoso corporation")
    said = text(await bench.press("History", answered.card))
    assert "named in 2 of 2 editions" in said
    assert "2026-H2: named. Major, West" in said
