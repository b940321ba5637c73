"""Slack's forms, threads and files on the page, with the real bot behind them."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, FilePayload, Locator, Page, expect

from bot.playground.stage import stage
from bot.playground.visit import mount
from handlers.features import FEATURES
from tests.scenarios.slack_feature import FEATURE, PNG

from .conftest import Tab, tab
from .test_page import ask, box, client, latest, sideways

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]
QUOTE: FilePayload = {"name": "quote.txt", "mimeType": "text/plain", "buffer": b"quote"}
PICTURE: FilePayload = {"name": "desk.png", "mimeType": "image/png", "buffer": PNG}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def url(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[str]:
    database = Path(tmp_path_factory.mktemp("forms")) / "hardline.db"
    async with stage(database, prepare=mount, features=(FEATURE, *FEATURES)) as playing:
        yield f"{playing.url}/playground"


@pytest_asyncio.fixture(scope="module", loop_scope="module", params=[1440, 390])
async def desk(chromium: Browser, request: pytest.FixtureRequest) -> AsyncIterator[Tab]:
    async with tab(chromium, width=request.param) as opened:
        yield opened


@pytest_asyncio.fixture(loop_scope="module")
async def page(desk: Tab, url: str) -> AsyncIterator[Page]:
    await desk.page.goto(url)
    yield desk.page
    assert await sideways(desk.page) == []
    assert desk.trouble == []


async def form(page: Page) -> Locator:
    await ask(page, "slack", "/escalate Boeing")
    dialog = page.get_by_role("dialog")
    await expect(dialog.get_by_label("What happened")).to_be_visible()
    return dialog


async def closed(page: Page) -> None:
    await page.get_by_role("dialog").get_by_role("button", name="Close").first.click()
    await expect(page.get_by_role("dialog")).to_have_count(0)


async def menu(message: Locator, item: str) -> None:
    await message.hover()
    await message.get_by_role("button", name="More actions").click(force=True)
    await message.page.get_by_role("menuitem", name=item).click()


async def test_a_form_is_filled_in_by_keyboard_with_its_errors_at_the_fields(page: Page) -> None:
    dialog, keys = await form(page), page.keyboard
    await dialog.get_by_label("Why").focus()
    await keys.type("bad")
    await dialog.get_by_label("Account").focus()
    await keys.type("con")
    await expect(page.get_by_role("option", name="Contoso Ltd")).to_be_visible()
    await keys.press("Enter")
    await keys.press("Tab")
    await dialog.get_by_label("Why").press("Enter")
    await expect(dialog.get_by_text("Say why they may.")).to_be_visible()
    await expect(dialog.get_by_text("That day is past.")).to_be_visible()
    await expect(dialog.get_by_label("Why")).to_be_focused()
    await expect(dialog.get_by_label("Account")).to_have_value("Contoso Ltd")
    await dialog.get_by_label("Why").fill("They bid")
    await dialog.get_by_label("Offering").select_option("o2")
    await dialog.get_by_label("Until").fill("2027-02-01")
    await dialog.get_by_role("radio", name="Partner").check()
    await dialog.get_by_role("button", name="Open", exact=True).click()
    await expect(dialog).to_contain_text("ESC-0001 is open.")
    await expect(dialog).to_contain_text("account=a1, offering=o2, side=partner, until=2027-02-01")
    await keys.press("Escape")
    await expect(page.get_by_role("dialog")).to_have_count(0)


async def test_what_was_typed_but_not_picked_is_not_held(page: Page) -> None:
    dialog = await form(page)
    field = dialog.get_by_label("Account")
    await field.fill("zzz")
    await expect(dialog.get_by_text("No results")).to_be_visible()
    await field.press("Tab")
    await expect(field).to_have_value("")
    await dialog.get_by_label("Why").fill("They bid")
    await dialog.get_by_role("button", name="Open", exact=True).click()
    await expect(dialog.get_by_text("Please complete this required field.")).to_be_visible()
    await closed(page)


async def test_a_reply_with_a_file_is_heard_edited_and_deleted(page: Page) -> None:
    await ask(page, "slack", "post ESC-0001 Boeing")
    decide = page.get_by_role("button", name="Decide", exact=True)
    topic = client(page, "slack").locator(".log .message", has=decide).last
    await expect(topic).to_be_visible()
    await menu(topic, "Reply in thread")
    pane = client(page, "slack").locator(".thread")
    await pane.locator("input[type=file]").set_input_files([QUOTE])
    await pane.get_by_role("combobox").fill("we were first")
    await pane.get_by_role("combobox").press("Enter")
    heard = pane.locator(".message", has_text="Heard: we were first [quote.txt]")
    await expect(heard.last).to_be_visible()
    mine = pane.locator(".message:not(:has-text('Heard'))", has_text="we were first").last
    await expect(mine.get_by_role("link", name="quote.txt")).to_be_visible()
    await menu(mine, "Edit message")
    await page.keyboard.type(", I think")
    await page.keyboard.press("Enter")
    await expect(pane).to_contain_text("Heard: we were first, I think")
    await expect(mine).to_contain_text("(edited)")
    await menu(mine, "Delete message")
    await page.get_by_role("button", name="Delete", exact=True).click()
    await expect(pane.locator(".message", has_text="we were first, I think")).to_have_count(0)


async def test_editing_is_given_up_by_escape(page: Page) -> None:
    await ask(page, "slack", "is 3M & Co named?")
    await expect(latest(page, "slack")).to_contain_text("named")
    mine = client(page, "slack").locator(".log .message", has_text="is 3M & Co named?").first
    await menu(mine, "Edit message")
    field = client(page, "slack").get_by_label("Edit message")
    await expect(field).to_have_value("is 3M & Co named?")
    await field.fill("something else")
    await field.press("Escape")
    await expect(mine).to_contain_text("is 3M & Co named?")


async def test_every_shortcut_is_in_the_menu_and_opens_the_form(page: Page) -> None:
    await ask(page, "slack", "help")
    await expect(latest(page, "slack").locator(".app-badge")).to_be_visible()
    mine = client(page, "slack").locator(".log .message", has_text="help").first
    await mine.hover()
    await mine.get_by_role("button", name="More actions").click(force=True)
    for name in ("Check account", "Open escalation", "Share with other side"):
        await expect(page.get_by_role("menuitem", name=name)).to_be_visible()
    await page.get_by_role("menuitem", name="Open escalation").click()
    dialog = page.get_by_role("dialog")
    await expect(dialog.get_by_label("What happened")).to_have_value("help")
    await closed(page)


async def test_files_of_the_bot_and_of_people_are_shown(page: Page) -> None:
    await ask(page, "slack", "export")
    files = client(page, "slack").locator(".message", has_text="ESC-0001 as one document").last
    await expect(files.get_by_role("img", name="3 open, 2 decided")).to_be_visible()
    await expect(files.locator(".file a")).to_have_attribute("download", "ESC-1.html")
    await client(page, "slack").locator(".conversation input[type=file]").set_input_files([PICTURE])
    await box(page, "slack").press("Enter")
    mine = client(page, "slack").locator(".message").get_by_role("img", name="desk.png")
    await expect(mine.first).to_be_visible()
