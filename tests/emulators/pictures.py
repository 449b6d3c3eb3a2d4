"""What local-slack's web page looks like, for people to look at."""

from pathlib import Path

from playwright.async_api import Browser

from tests.emulators.local_slack import LocalSlack

HOME = "firstline"
DRAWN = "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"


async def picture(
    browser: Browser,
    slack: LocalSlack,
    place: str,
    file: Path,
    *,
    person: str = "",
    thread: int = 0,
) -> str:
    """A picture of a place as a person sees it; what is written there.

    The place is a channel by its name, direct messages by the person's full name, or HOME.
    `thread` opens the n-th thread of those that are shown.
    """
    page = await browser.new_page(viewport={"width": 1400, "height": 1000})
    await page.goto(slack.url)
    if person:
        await page.locator("select").first.select_option(label=person)
    await page.locator(".sidebar-item").filter(has_text=place).first.click()
    if thread:
        await page.locator(".thread-summary").nth(thread - 1).click()
    await page.evaluate(DRAWN)
    await page.screenshot(path=file)
    return await page.inner_text("body")
