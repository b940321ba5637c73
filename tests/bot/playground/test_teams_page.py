"""Dialogs, threads and files in the Teams client, with the real bot behind them."""

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Locator, Page, expect

from bot.playground.stage import stage
from bot.playground.visit import mount
from tests.scenarios.forms_feature_teams import WITH_FORMS

from .conftest import Tab, tab
from .test_page import ask, client, latest, sideways

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def url(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[str]:
    database = Path(tmp_path_factory.mktemp("page")) / "hardline.db"
    async with stage(database, prepare=mount, features=WITH_FORMS) as playing:
        yield f"{playing.url}/playground"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def desk(chromium: Browser) -> AsyncIterator[Tab]:
    async with tab(chromium) as opened:
        yield opened


@pytest_asyncio.fixture(loop_scope="module")
async def page(desk: Tab, url: str) -> AsyncIterator[Page]:
    await desk.page.goto(url)
    await expect(client(desk.page, "teams").locator(".conversation-title")).to_contain_text("Hard")
    yield desk.page
    assert desk.trouble == []


async def opened(page: Page) -> Locator:
    """The dialog with a field of every kind."""
    await ask(page, "teams", "try it")
    await client(page, "teams").get_by_role("button", name="Fill in").last.click()
    dialog = page.get_by_role("dialog")
    await expect(dialog.get_by_label("What happened")).to_be_visible()
    return dialog


def company(dialog: Locator) -> Locator:
    return dialog.get_by_label("Company")


async def test_a_form_is_looked_up_in_refused_filled_again_and_sent_by_keyboard(
    page: Page,
) -> None:
    dialog = await opened(page)
    await expect(company(dialog)).to_be_focused()
    await page.keyboard.type("company 12")
    await expect(dialog.locator(".lookup [role=option]")).to_have_text(["Company 12West"])
    await page.keyboard.press("Enter")
    await expect(company(dialog)).to_have_value("Company 12 · West")
    await page.keyboard.press("Tab")
    await page.keyboard.type("That is wrong.")
    await dialog.get_by_label("Until").fill("2026-12-24")
    await dialog.get_by_role("button", name="Send it").press("Enter")
    await expect(dialog).to_contain_text("Please look again at: What happened")
    await expect(dialog).to_contain_text("Please say it without that word.")
    await expect(company(dialog)).to_have_value("Company 12 · West")
    await expect(dialog.get_by_label("Until")).to_have_value("2026-12-24")
    await dialog.get_by_label("What happened").fill("They bid.")
    await dialog.get_by_role("button", name="Send it").press("Enter")
    await expect(dialog).to_contain_text("A12: They bid. (until 2026-12-24)")
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("dialog")).to_have_count(0)


async def test_what_is_missing_is_said_at_its_field_before_anything_is_sent(page: Page) -> None:
    dialog = await opened(page)
    await company(dialog).fill("typed but not chosen")
    await dialog.get_by_label("What happened").fill("They bid.")
    await dialog.get_by_role("button", name="Send it").click()
    await expect(dialog).to_contain_text("Please type and choose: Company.")
    await expect(company(dialog)).to_be_focused()
    await page.keyboard.press("Escape")


async def test_a_form_that_is_done_closes_with_a_word(page: Page) -> None:
    dialog = await opened(page)
    await company(dialog).click()
    await dialog.locator(".lookup [role=option]").first.click()
    await dialog.get_by_label("What happened").fill("They bid.")
    await dialog.get_by_label("Today").check()
    await dialog.get_by_role("button", name="Send it").click()
    await expect(page.get_by_role("dialog")).to_have_count(0)
    await expect(client(page, "teams").locator(".toast")).to_contain_text("Recorded.")


async def test_a_file_is_taken_or_declined(page: Page) -> None:
    teams = client(page, "teams")
    await ask(page, "teams", "paper")
    await teams.get_by_role("button", name="Allow").click()
    await expect(latest(page, "teams").get_by_role("link", name="case 7.csv")).to_be_visible()
    await expect(teams.get_by_role("button", name="Allow")).to_have_count(0)
    await ask(page, "teams", "paper")
    await teams.get_by_role("button", name="Decline").click()
    await expect(latest(page, "teams")).to_contain_text("All right, I keep the file to myself.")


async def replied(page: Page, topic: str, words: str) -> Locator:
    """A reply below a topic of the bot's."""
    teams = client(page, "teams")
    await teams.locator(".rail").get_by_role("button", name="Teams").click()
    await ask(page, "teams", f"@Hardline post it {topic}")
    await expect(teams.locator(".adaptive-card", has_text=topic)).to_be_visible()
    await teams.get_by_role("button", name="Reply").last.click()
    box = teams.locator(".log .composer").get_by_role("combobox")
    await expect(box).to_have_value("")  # every reply is heard here: no mention is needed
    await box.fill(words)
    await box.press("Enter")
    reply = teams.locator(".message.reply").filter(has_text=re.compile(rf"{words}$")).first
    await expect(teams.locator(".reply .adaptive-card", has_text="thread ")).to_be_visible()
    return reply


async def menu(page: Page, message: Locator, name: str) -> None:
    await message.hover()
    await message.get_by_role("button", name="More options").click()
    await page.get_by_role("menuitem", name=name).click()


async def test_a_reply_is_heard_edited_deleted_and_brought_back(page: Page) -> None:
    teams = client(page, "teams")
    await replied(page, "The case.", "they agreed")
    told = teams.locator(".reply .adaptive-card", has_text="edited ")
    mine = teams.locator(".message.reply", has_text="they agreed").first
    await menu(page, mine, "Edit")
    await page.keyboard.type(" today")
    await page.keyboard.press("Enter")
    await expect(told).to_contain_text("today")
    await expect(teams.locator(".message.reply .edited").first).to_have_text("Edited")
    mine = teams.locator(".message.reply", has_text="they agreed today").first
    await menu(page, mine, "Delete")
    await expect(teams.get_by_text("This message has been deleted.")).to_be_visible()
    await expect(told).to_have_count(0)
    await teams.get_by_role("button", name="Undo").click()
    await expect(told).to_contain_text("today")


async def test_an_edit_is_left_as_it_was_by_escape(page: Page) -> None:
    await ask(page, "teams", "hello there")
    mine = client(page, "teams").locator(".message.mine", has_text="hello there").first
    await menu(page, mine, "Edit")
    await page.keyboard.type(" you")
    await page.keyboard.press("Escape")
    await expect(client(page, "teams").locator(".editor")).to_have_count(0)
    await expect(client(page, "teams").locator(".message.mine").last).to_contain_text("hello there")


async def test_a_message_action_opens_a_form_with_its_words(page: Page) -> None:
    await ask(page, "teams", "they bid at our account")
    mine = client(page, "teams").locator(".message.mine", has_text="they bid").last
    await menu(page, mine, "Open escalation")
    field = page.get_by_role("dialog").get_by_label("What happened")
    await expect(field).to_have_value("they bid at our account")
    await page.keyboard.press("Escape")


async def test_on_a_phone_a_dialog_never_scrolls_sideways(chromium: Browser, url: str) -> None:
    async with tab(chromium, width=390) as phone:
        page = phone.page
        await page.goto(url)
        await page.get_by_role("button", name="Teams", exact=True).first.click()
        dialog = await opened(page)
        await company(dialog).fill("company")
        await expect(dialog.locator(".lookup [role=option]")).to_have_count(15)
        assert await sideways(page) == []
        box = await dialog.bounding_box()
        assert box
        assert box["width"] <= 390
        assert phone.trouble == []
