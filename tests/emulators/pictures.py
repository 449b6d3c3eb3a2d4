"""What local-slack's web page looks like: a picture of a channel, for people to look at."""

from pathlib import Path

from playwright.async_api import Browser

from tests.emulators.local_slack import LocalSlack


async def picture(browser: Browser, slack: LocalSlack, channel: str, file: Path) -> str:
    """Take a picture of a channel; what is written on the page."""
    page = await browser.new_page(viewport={"width": 1280, "height": 900})
    await page.goto(slack.url)
    await page.get_by_text(channel, exact=False).first.click()
    await page.wait_for_timeout(300)
    await page.screenshot(path=file)
    return await page.inner_text("body")
