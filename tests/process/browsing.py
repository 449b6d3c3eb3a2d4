"""Pages in a real Chromium: what happened in them that should not, and how they look."""

import os
from pathlib import Path

SIZES = {"phone": (390, 844), "desktop": (1280, 800)}


class Visitor:
    """Somebody with a browser of their own, and all that went wrong in it."""

    def __init__(self, page):
        self.page = page
        self.wrong = []

    @classmethod
    async def come(cls, browser, server):
        """A new browser window; it must neither ask elsewhere nor complain."""
        context = await browser.new_context(base_url=server.url)
        visitor = cls(await context.new_page())
        page = visitor.page
        page.on("request", lambda asked: visitor._asked(asked.url, server.url))
        page.on("pageerror", lambda error: visitor.wrong.append(str(error)))
        page.on("console", visitor._told)
        page.on("dialog", visitor._interrupted)
        return visitor

    def _asked(self, url, home):
        if not url.startswith((home, "about:", "blob:")):
            self.wrong.append(f"asked {url}")

    def _told(self, said):
        if said.type == "error":
            self.wrong.append(said.text)

    async def _interrupted(self, dialog):
        self.wrong.append(f"dialog {dialog.message}")
        await dialog.dismiss()

    async def stays_without_reloading(self):
        """From here on, a page that is loaded anew gives itself away."""
        await self.page.evaluate("window.stayed = true")

    async def has_stayed(self):
        return await self.page.evaluate("window.stayed === true")

    async def show(self, name):
        """Pictures of the page, if FIRSTLINE_SHOTS names a folder for them."""
        folder = os.environ.get("FIRSTLINE_SHOTS")
        if not folder:
            return
        for size, (width, height) in SIZES.items():
            await self.page.set_viewport_size({"width": width, "height": height})
            for scheme in ("light", "dark"):
                await self.page.emulate_media(color_scheme=scheme)
                path = Path(folder) / f"{name}-{size}-{scheme}.png"
                await self.page.screenshot(path=path)
        await self.page.emulate_media(color_scheme="light")
