"""What a person picks becomes a proposed name; who knows the account decides."""

from tests.desk import Bench, buttons, text


async def picked(bench: Bench) -> None:
    asked = await bench.ask("is woodgrove named?")
    answered = await bench.press("Woodgrove Bank", asked.card)
    assert answered.card.verdict == "Woodgrove Bank is named."


async def test_a_pick_answers_and_proposes_the_name(bench: Bench) -> None:
    await picked(bench)
    to, card = bench.notices()[-1]
    assert to == "person:p_lena"  # Woodgrove has no manager: the list owner decides
    assert card.verdict == "Is “woodgrove” another name for Woodgrove Bank?"


async def test_a_confirmed_name_answers_surely_for_everyone(bench: Bench) -> None:
    await picked(bench)
    card = bench.notices()[-1][1]
    done = await bench.press("Confirm", card, by="lena@vendor.example")
    assert done.card.verdict == "“woodgrove” now answers as Woodgrove Bank."
    answered = await bench.ask("is woodgrove named?", by="quin@other.example")
    assert answered.card.verdict == "Woodgrove Bank is named."
    assert "confirmed 23 November 2026" in text(answered)
    assert "alias.confirmed" in bench.audit()


async def test_a_declined_name_stays_a_question(bench: Bench) -> None:
    await picked(bench)
    card = bench.notices()[-1][1]
    await bench.press("Decline", card, by="lena@vendor.example")
    assert (await bench.ask("woodgrove")).card.verdict.startswith("Did you mean")


async def test_only_who_knows_the_account_decides(bench: Bench) -> None:
    await picked(bench)
    card = bench.notices()[-1][1]
    refused = await bench.press("Confirm", card, by="pat@partner.example")
    assert "Only the account's manager" in refused.card.verdict
    assert (await bench.ask("woodgrove")).card.verdict.startswith("Did you mean")


async def test_the_second_decision_is_told_of_the_first(bench: Bench) -> None:
    await picked(bench)
    card = bench.notices()[-1][1]
    await bench.press("Decline", card, by="lena@vendor.example")
    late = await bench.press("Confirm", card, by="lena@vendor.example")
    assert late.card.verdict.startswith("Someone has decided about this name already")


async def test_the_same_pick_is_proposed_once(bench: Bench) -> None:
    await picked(bench)
    await picked(bench)
    proposals = [card for _, card in bench.notices() if card.verdict.startswith("Is “")]
    assert len(proposals) == 1


async def test_none_of_these_is_not_named(bench: Bench) -> None:
    asked = await bench.ask("is woodgrove named?")
    denied = await bench.press("None of these", asked.card)
    assert denied.card.verdict == "“woodgrove” is not named."
    assert [button.label for button in buttons(denied.card)] == ["Open escalation"]
