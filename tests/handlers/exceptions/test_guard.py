"""The no-bid guard: the rule first, then what can be done about it."""

import pytest

from tests.desk import Bench, text

from .story import ANA, PAT, SAM, UNTIL, WANTED, labels, pressed, under, verdict


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
