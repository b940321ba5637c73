"""What was decided before, where it helps to decide, and for whom."""

from handlers.cards import Card, plain
from handlers.forms import Form
from handlers.request import Via
from tests.desk import Bench, text
from tests.handlers.exceptions import story as exceptions

from .stage import ANA, DORA, LENA, PAT, QUIN, SAM, act, form, labels, opened


def intro(shown: Form | None) -> str:
    assert shown
    return plain(Card("", shown.intro))


async def test_the_form_of_a_decision_shows_past_ones_of_the_same_account(bench: Bench) -> None:
    first = await opened(bench, opportunity="Pilot")
    await act(bench, first, "Decline", words="No pilot was promised.")
    second = await opened(bench, opportunity="Rollout")
    for label in ("Approve", "Decline"):
        told = intro((await form(bench, second, label)).form)
        assert "Decided before at Contoso Corporation:" in told
        assert "ESC-0001, Contoso Corporation: declined. 23 November 2026" in told
        assert "“No pilot was promised.”" in told


async def test_a_form_that_decides_nothing_shows_none(bench: Bench) -> None:
    await act(bench, await opened(bench, opportunity="Pilot"), "Decline")
    second = await opened(bench, opportunity="Rollout")
    assert "Decided before" not in intro((await form(bench, second, "Ask")).form)
    assert "Decided before" not in intro((await form(bench, second, "Withdraw", by=PAT)).form)


async def test_without_any_at_the_account_those_under_the_same_rule_are_shown(
    bench: Bench,
) -> None:
    kinds = {each.id: each.kind for each in bench.ctx.policy.offerings}
    packaged = [ident for ident, kind in kinds.items() if kind == "packaged"]
    other = next(ident for ident, kind in kinds.items() if kind == "servers-middleware")
    one = await opened(bench, "Adatum", offering=packaged[0])
    await act(bench, one, "Decline", by=DORA, words="It is packaged.")
    two = await opened(bench, "Adatum", offering=other, opportunity="x")
    await act(bench, two, "Decline", by=DORA, words="Not that.")
    third = await opened(bench, offering=packaged[-1])
    told = intro((await form(bench, third, "Approve")).form)
    assert "Decided before under the same rule:" in told
    assert one in told
    assert two not in told


async def test_granting_and_refusing_an_exception_show_past_ones_too(bench: Bench) -> None:
    await exceptions.asked(bench)
    await exceptions.pressed(bench, "Refuse", words="Partners are there.")
    await exceptions.asked(bench)
    for label in ("Grant", "Refuse"):
        told = intro((await form(bench, "EXC-0002", label, by=DORA)).form)
        assert "EXC-0001, Zava Widgets, Inc.: refused." in told
        assert "“Partners are there.”" in told


async def test_three_at_the_most_the_newest_first(bench: Bench) -> None:
    for n in range(4):
        await act(bench, await opened(bench, opportunity=f"Pilot {n}"), "Decline")
        bench.later(days=1)
    last = await opened(bench, opportunity="Rollout")
    told = intro((await form(bench, last, "Approve")).form)
    lines = [line for line in told.splitlines() if ", Contoso Corporation: declined." in line]
    assert [line[:8] for line in lines] == ["ESC-0004", "ESC-0003", "ESC-0002"]


async def test_a_decision_under_appeal_is_no_precedent(bench: Bench) -> None:
    ident = await opened(bench)
    await act(bench, ident, "Approve")
    assert "1 decision" in text(await bench.ask("decisions at Contoso", by=ANA))
    await act(bench, ident, "Appeal", by=SAM)
    told = text(await bench.ask("decisions at Contoso", by=ANA))
    assert told == "Nothing was decided at Contoso Corporation, as far as you may see."


async def test_decisions_are_searched_by_account_and_by_offering(bench: Bench) -> None:
    offering = next(o for o in bench.ctx.policy.offerings if o.kind == "servers-middleware")
    await act(bench, await opened(bench, offering=offering.id), "Decline", words="Partners lead.")
    for words in ("decisions at Contoso Labs", f"decisions on {offering.words[0]}?"):
        told = text(await bench.ask(words, by=LENA))
        assert told.startswith("1 decision "), words
        assert "“Partners lead.”" in told
    settled = await bench.ask("precedents for ESC-0001", by=ANA)
    assert settled.card.verdict == "1 decision to measure ESC-0001 by."


async def test_an_unclear_account_or_offering_is_asked_about_with_buttons(bench: Bench) -> None:
    which = await bench.ask("decisions at Woodgrove", by=ANA)
    assert "Woodgrove Bank" in labels(which.card)
    told = await bench.press("Woodgrove Bank", which.card, by=ANA)
    assert told.card.verdict.startswith("Nothing was decided at Woodgrove Bank")
    which = await bench.ask("decisions on teapots", by=ANA)
    told = await bench.press(labels(which.card)[0], which.card, by=ANA)
    assert told.card.verdict.startswith("Nothing was decided on ")


async def test_a_company_that_is_not_on_the_list_has_its_decisions_too(bench: Bench) -> None:
    ident = await opened(bench, "Zava Widgets", district="west")
    await act(bench, ident, "Decline", by=DORA)
    told = await bench.ask("decisions at  zava widgets", by=DORA)
    assert told.card.verdict == "1 decision at zava widgets."


async def test_who_does_not_decide_sees_those_of_their_own_cases_alone(bench: Bench) -> None:
    await act(bench, await opened(bench, by=PAT), "Decline", words="Theirs alone.")
    mine = await bench.ask("decisions at Contoso", by=PAT)
    assert "“Theirs alone.”" in text(mine)
    assert "“Theirs alone.”" in text(await bench.ask("decisions at Contoso", by=SAM))
    for words in ("decisions at Contoso", "precedents ESC-0001"):
        told = text(await bench.ask(words, by=QUIN))
        assert "declined" not in told
        assert "Theirs" not in told
    data = {"account": "A1"}
    forged = await bench.ask("", by=QUIN, via=Via.BUTTON, action="precedents.at", data=data)
    assert "declined" not in text(forged)


async def test_a_card_that_may_not_be_read_has_no_button_to_it(bench: Bench) -> None:
    ident = await opened(bench, "Litware", by=PAT)  # in the East, of no account manager
    await act(bench, ident, "Decline", by=DORA)
    told = await bench.ask("decisions at Litware", by=ANA)
    assert ident in text(told)
    assert labels(told.card) == []
    assert labels((await bench.ask("decisions at Litware", by=DORA)).card) == ["Show"]


async def test_a_button_made_by_hand_is_told_so(bench: Bench) -> None:
    for data in ({"account": "A1", "skip": "-1"}, {"account": "A777"}, {}):
        asked = await bench.ask("", by=ANA, via=Via.BUTTON, action="precedents.at", data=data)
        assert asked.refused
    data = {"offering": "teapots"}
    assert (await bench.ask("", by=ANA, via=Via.BUTTON, action="precedents.on", data=data)).refused


async def test_more_than_ten_are_paged(bench: Bench) -> None:
    for n in range(12):
        await act(bench, await opened(bench, opportunity=f"Pilot {n}"), "Decline")
        bench.later(minutes=2)
    first = await bench.ask("decisions at Contoso", by=LENA)
    assert "and 2 more" in text(first)
    rest = await bench.press("Next", first.card, by=LENA)
    assert [line[:8] for line in text(rest).splitlines()[1:]] == ["ESC-0002", "ESC-0001"]
