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
    `thread` opens the n-th thread of those that are shown. An open modal is in the picture.
    """
    page = await browser.new_page(viewport={"width": 1400, "height": 1000})
    await page.goto(slack.url)
    if person:
        await page.locator("select").first.select_option(label=person)
    # Sent to the elements themselves: an open modal lies over the page.
    await page.locator(".sidebar-item").filter(has_text=place).first.dispatch_event("click")
    if thread:
        await page.locator(".thread-summary").nth(thread - 1).dispatch_event("click")
    await page.evaluate(DRAWN)
    await page.screenshot(path=file)
    return await page.inner_text("body")
