"""The pictures of the playground in `docs/`, taken anew: python -m tests.draw_playground

A visitor's clicks on the real page, in Debian's Chromium, on a fixed clock.
"""

import asyncio
import io
import shutil
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from PIL import Image
from playwright.async_api import Browser, Locator, Page, ViewportSize, async_playwright, expect

from bot.playground.stage import stage
from bot.playground.visit import mount
from tests.bot.playground.conftest import QUIETLY
from tests.clock import running

DOCS = Path(__file__).parents[1] / "docs"
WIDE, PHONE = ViewportSize(width=1440, height=960), ViewportSize(width=390, height=844)
MOST_BYTES = 400_000
SHARP = 1.5  # pixels of the picture for one of the page
HAPPENED = (
    "Your services team offered to move their data platform on Tuesday."
    " We have been working on that with them since September."
)
REASON = "Fabrikam was there first, and has the customer’s letter."


@asynccontextmanager
async def visit(browser: Browser, size: ViewportSize) -> AsyncIterator[Page]:
    """A page over a demo of its own."""
    with TemporaryDirectory() as folder:
        async with stage(Path(folder) / "hardline.db", now=running(), prepare=mount) as playing:
            context = await browser.new_context(
                viewport=size,
                device_scale_factor=SHARP,
                locale="en-US",
                timezone_id="America/Los_Angeles",
                color_scheme="light",
                reduced_motion="reduce",
            )
            page = await context.new_page()
            await page.goto(f"{playing.url}/playground")
            await page.evaluate("document.fonts.ready")
            yield page
            await context.close()


async def take(page: Page, name: str) -> None:
    """A picture of few colours, which a page of text can do with."""
    await page.mouse.move(0, 0)
    await expect(page.locator(".toast")).to_have_count(0, timeout=15_000)
    shot = Image.open(io.BytesIO(await page.screenshot()))
    path = DOCS / name
    shot.convert("RGB").quantize(
        256, Image.Quantize.MAXCOVERAGE, kmeans=3, dither=Image.Dither.NONE
    ).save(path, optimize=True)
    size = path.stat().st_size
    sys.stdout.write(f"{path.name}: {size:,} bytes\n")
    assert size < MOST_BYTES, f"{name} is too large"


def client(page: Page, platform: str) -> Locator:
    return page.locator(f".client.{platform}")


def newest(page: Page, platform: str) -> Locator:
    return client(page, platform).locator(".message").last


async def ask(page: Page, platform: str, text: str, answer: str) -> None:
    box = client(page, platform).locator(".conversation > .composer").get_by_role("combobox")
    await box.fill(text)
    await box.press("Enter")
    await expect(newest(page, platform)).to_contain_text(answer)


async def step(page: Page, title: str) -> None:
    guide = page.locator("#guide")
    if await guide.is_hidden():
        await page.get_by_role("button", name="Try this").click()
    await guide.get_by_role("button").filter(has_text=title).click()


async def told(page: Page) -> None:
    """The story up to the shared word."""
    await step(page, "Ask")
    await expect(newest(page, "slack")).to_contain_text("is named.")
    await step(page, "Escalate")
    form = page.get_by_role("dialog")
    await form.get_by_label("What happened").fill(HAPPENED)
    await form.get_by_label("What is being sold").select_option(index=1)
    await form.get_by_label("Opportunity").fill("Data platform, 2027")
    await form.get_by_role("button", name="Open", exact=True).click()
    await expect(form).to_contain_text("is open")
    await form.get_by_role("button", name="Close").first.click()
    await step(page, "Decide")
    await client(page, "teams").get_by_role("button", name="Acknowledge").click()
    await expect(client(page, "teams")).to_contain_text("acknowledged it")
    await step(page, "Share")
    await expect(newest(page, "teams")).to_contain_text("share:")


async def deciding(page: Page) -> None:
    await client(page, "teams").get_by_role("button", name="Approve").click()
    await page.get_by_role("dialog").get_by_label("Why?").fill(REASON)


async def asking(page: Page) -> None:
    await ask(page, "slack", "is Goldmann Sachs named?", "is named.")
    await ask(page, "teams", "can we bid middleware at 3M?", "partners lead")


async def news(page: Page) -> None:
    head = page.locator(".demo")
    await head.get_by_role("button", name="Next week").click()
    await expect(head.locator("time")).to_contain_text("Nov 30")
    await step(page, "Watch")
    await newest(page, "slack").get_by_role("button", name="Watch").click()
    await expect(newest(page, "slack")).to_contain_text("You will hear of changes")
    await head.get_by_role("button", name="Publish the next list", exact=True).click()
    await expect(newest(page, "slack")).to_contain_text("has changed on the list")
    rail = client(page, "teams").get_by_role("button", name="Teams")
    await expect(rail.locator(".badge")).to_be_visible()
    await rail.click()
    await expect(newest(page, "teams")).to_contain_text("joined the list in West")


async def main() -> None:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=QUIETLY
        )
        async with visit(browser, WIDE) as page:
            await asking(page)
            await take(page, "playground.png")
        async with visit(browser, WIDE) as page:
            await told(page)
            await deciding(page)
            await take(page, "escalation.png")
        async with visit(browser, PHONE) as page:
            await ask(page, "slack", "is Goldmann Sachs named?", "is named.")
            await take(page, "playground-phone.png")
        async with visit(browser, PHONE) as page:
            await told(page)
            await deciding(page)
            await page.get_by_role("dialog").get_by_role("button", name="Approve").click()
            await page.get_by_role("group", name="Client shown").get_by_text("Slack").click()
            await expect(newest(page, "slack")).to_contain_text("upheld ESC-0001")
            await take(page, "escalation-phone.png")
        async with visit(browser, WIDE) as page:
            await news(page)
            await take(page, "news.png")
        await browser.close()


if __name__ == "__main__":
    asyncio.run(main())
