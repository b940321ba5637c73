"""The playground as a visitor has it: two clients in a browser, the real bot behind them."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Locator, Page, WebSocketRoute, expect

from bot.playground.stage import stage
from bot.playground.visit import mount

from .conftest import Tab, tab

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]

MARKUP = '<img src=x onerror="alert(1)"> <script>alert(2)</script> & Co [x](javascript:alert(3))'


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def url(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[str]:
    database = Path(tmp_path_factory.mktemp("page")) / "hardline.db"
    async with stage(database, prepare=mount) as playing:
        yield f"{playing.url}/playground"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def desk(chromium: Browser) -> AsyncIterator[Tab]:
    async with tab(chromium) as opened:
        yield opened


@pytest_asyncio.fixture(loop_scope="module")
async def page(desk: Tab, url: str) -> AsyncIterator[Page]:
    """Opened anew; afterwards it must have reported no error and asked no stranger."""
    await desk.page.goto(url)
    await desk.page.evaluate("sessionStorage.clear()")
    await desk.page.goto(url)
    yield desk.page
    assert desk.trouble == []


def client(page: Page, platform: str) -> Locator:
    return page.locator(f".client.{platform}")


def box(page: Page, platform: str) -> Locator:
    return client(page, platform).locator(".conversation > .composer").get_by_role("combobox")


def latest(page: Page, platform: str) -> Locator:
    return client(page, platform).locator(".message").last


async def ask(page: Page, platform: str, question: str) -> None:
    await box(page, platform).fill(question)
    await box(page, platform).press("Enter")


@pytest.mark.parametrize("platform", ["slack", "teams"])
async def test_a_question_shows_the_card(page: Page, platform: str) -> None:
    await ask(page, platform, "is 3M named?")
    await expect(latest(page, platform)).to_contain_text("3M Company is named.")
    await expect(latest(page, platform).get_by_role("button", name="History")).to_be_visible()


@pytest.mark.parametrize("platform", ["slack", "teams"])
async def test_the_right_one_is_picked_and_the_card_changes_in_place(
    page: Page, platform: str
) -> None:
    await ask(page, platform, "american")
    await expect(latest(page, platform)).to_contain_text("Did you mean")
    count = await client(page, platform).locator(".message").count()
    await latest(page, platform).get_by_role("button", name="American Express Company").click()
    await expect(latest(page, platform)).to_contain_text("American Express Company is named.")
    await expect(client(page, platform).locator(".message")).to_have_count(count)


@pytest.mark.parametrize("platform", ["slack", "teams"])
async def test_markup_in_a_companys_name_is_shown_as_text(page: Page, platform: str) -> None:
    await ask(page, platform, f"is {MARKUP} named?")
    answer = latest(page, platform)
    await expect(answer).to_contain_text(f"“{MARKUP}” is not named.")
    await expect(answer.locator("img, script, .content a, em")).to_have_count(0)


async def test_all_is_done_by_keyboard_alone(page: Page) -> None:
    await box(page, "slack").focus()
    await page.keyboard.type("american")
    await page.keyboard.press("Enter")
    await expect(latest(page, "slack")).to_contain_text("Did you mean")
    choice = latest(page, "slack").get_by_role("button", name="American Tower Corporation")
    for _ in range(40):
        await page.keyboard.press("Shift+Tab")
        if await choice.evaluate("node => node === document.activeElement"):
            break
    await page.keyboard.press("Enter")
    await expect(latest(page, "slack")).to_contain_text("American Tower Corporation is named.")


async def test_a_command_in_a_mixed_channel_is_answered_privately(page: Page) -> None:
    await client(page, "slack").get_by_role("button", name="west-partners").click()
    await ask(page, "slack", "/named 3M")
    await expect(latest(page, "slack")).to_contain_text("Only visible to you")
    await expect(latest(page, "slack")).to_contain_text("3M Company is named.")


async def test_check_account_finds_the_companies_in_a_slack_message(page: Page) -> None:
    await client(page, "slack").get_by_role("button", name="south-partners").click()
    await ask(page, "slack", "Boeing wants a quote")
    await latest(page, "slack").hover()
    await latest(page, "slack").get_by_role("button", name="More actions").click()
    await page.get_by_role("menuitem", name="Check account").click()
    await expect(latest(page, "slack")).to_contain_text("Only visible to you")
    await expect(latest(page, "slack")).to_contain_text("Boeing")


async def test_check_account_opens_a_dialog_in_teams(page: Page) -> None:
    await client(page, "teams").get_by_role("button", name="West team").click()
    await ask(page, "teams", "Boeing")
    await latest(page, "teams").hover()
    await latest(page, "teams").get_by_role("button", name="More options").click()
    await page.get_by_role("menuitem", name="Check account").click()
    await expect(page.get_by_role("dialog")).to_contain_text("The Boeing Company")
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("dialog")).to_have_count(0)


async def test_home_answers_what_is_searched_there(page: Page) -> None:
    await client(page, "slack").get_by_role("tab", name="Home").click()
    field = client(page, "slack").get_by_label("Company, web domain or ticker")
    await field.fill("MMM")
    await field.press("Enter")
    await expect(client(page, "slack").locator(".home")).to_contain_text("3M Company is named.")


async def test_a_found_account_is_inserted_and_read_by_all(page: Page) -> None:
    await client(page, "teams").get_by_role("button", name="West team").click()
    await client(page, "teams").get_by_role("button", name="Search accounts").click()
    await page.keyboard.type("boeing")
    await client(page, "teams").locator(".results").get_by_role("button").first.click()
    await client(page, "teams").get_by_role("button", name="Send now").click()
    await expect(latest(page, "teams").locator(".adaptive-card")).to_contain_text("Boeing")


async def test_a_mention_in_a_channel_is_answered_in_its_thread(page: Page) -> None:
    await client(page, "teams").get_by_role("button", name="Teams").click()
    await ask(page, "teams", "@Hardline is Boeing named?")
    await expect(latest(page, "teams")).to_contain_text("The Boeing Company is named.")
    await expect(client(page, "teams").locator(".message.reply")).to_have_count(1)


async def test_another_person_sees_their_own_channels_only(page: Page) -> None:
    who = page.get_by_label("Signed in to Slack as")
    await who.select_option(label="Frank Osei — account manager, Northwind")
    await expect(client(page, "slack").get_by_role("button", name="west-partners")).to_have_count(0)
    central = client(page, "slack").get_by_role("button", name="central-escalations")
    await expect(central).to_be_visible()


async def test_the_last_requests_are_in_the_drawer(page: Page) -> None:
    await ask(page, "slack", "is 3M named?")
    await expect(latest(page, "slack")).to_contain_text("is named")
    await page.get_by_role("button", name="Last requests between Slack").click()
    await expect(page.get_by_role("dialog")).to_contain_text("X-Slack-Signature")


async def test_a_phone_shows_one_client_and_never_scrolls_sideways(
    chromium: Browser, url: str
) -> None:
    async with tab(chromium, width=390) as opened:
        page = opened.page
        await page.goto(url)
        await ask(page, "slack", "are Boeing, 3M and Contoso named?")
        await expect(latest(page, "slack")).to_contain_text("Boeing")
        assert await sideways(page) == []
        await page.get_by_role("button", name="Teams", exact=True).first.click()
        await ask(page, "teams", "is 3M named?")
        await expect(latest(page, "teams")).to_contain_text("3M Company is named.")
        await expect(latest(page, "teams")).to_be_in_viewport()
        assert await sideways(page) == []
        assert opened.trouble == []


async def test_nothing_can_be_typed_before_the_conversation_is_there(
    chromium: Browser, url: str
) -> None:
    """Not before the first view: it would be lost once that is drawn."""
    arrives = asyncio.Event()

    async def late(socket: WebSocketRoute) -> None:
        await arrives.wait()
        socket.connect_to_server()

    async with tab(chromium) as opened:
        page = opened.page
        await page.route_web_socket("**/playground/view*", late)
        await page.goto(url)
        for platform in ("slack", "teams"):
            await expect(box(page, platform)).to_be_disabled()
        arrives.set()
        await ask(page, "slack", "is 3M named?")
        await expect(latest(page, "slack")).to_contain_text("3M Company is named.")


@pytest.mark.parametrize("width", [320, 760, 1024])
async def test_the_head_fits_every_screen(chromium: Browser, url: str, width: int) -> None:
    async with tab(chromium, width=width) as opened:
        await opened.page.goto(url)
        await expect(opened.page.locator(".demo time")).to_be_visible()
        assert await sideways(opened.page) == []
        theme = opened.page.get_by_role("button", name="Light or dark")
        await expect(theme).to_be_in_viewport(ratio=1)


async def sideways(page: Page) -> list[str]:
    """What is wider than its place: the page, the messages of the client shown."""
    return list(
        await page.evaluate(
            """() => [...document.querySelectorAll("html, .client, .log, .adaptive-card, .blocks")]
            .filter((node) => node.offsetParent !== null || node === document.documentElement)
            .filter((node) => node.scrollWidth > node.clientWidth + 1)
            .map((node) => node.className || node.tagName)"""
        )
    )
