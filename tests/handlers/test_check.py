"""*Check account* on a message: the companies in it, and nothing that only looks like one."""

from handlers.request import Via
from tests.desk import Bench, text


async def check(bench: Bench, message: str) -> str:
    return text(await bench.ask(message, via=Via.SHORTCUT, action="check", sync=True, private=True))


async def test_the_one_company_in_a_message_is_answered(bench: Bench) -> None:
    said = await check(bench, "Had lunch with the CIO of Contoso today, they want a new portal.")
    assert said.startswith("Contoso Corporation is named.")


async def test_an_email_address_names_its_company(bench: Bench) -> None:
    said = await check(bench, "please forward to jane@contoso.com")
    assert said.startswith("Contoso Corporation is named.")


async def test_several_companies_get_a_line_each(bench: Bench) -> None:
    said = await check(bench, "Contoso and Litware both asked; Proseware Studios comes next week.")
    assert said.startswith("3 of 3 are named or covered.")


async def test_a_message_without_a_company_says_what_to_do(bench: Bench) -> None:
    said = await check(bench, "Good morning everyone, see you at the meeting on Thursday!")
    assert said.startswith("I found no company of the list in that message.")
