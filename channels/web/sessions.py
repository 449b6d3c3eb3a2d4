"""Who is chatting: a session begins with the first message and not before."""

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable

REMEMBERED = 2_000


class Sessions:
    """Opens one session for one browser, however often its first form is sent.

    Until the browser has its session cookie, it is known by the cookie of the form. A first
    message sent twice (a double click, a lost answer) must not become two conversations.
    """

    def __init__(self, open_chat: Callable[[], Awaitable[str]], *, size: int = REMEMBERED) -> None:
        self._open_chat = open_chat
        self._size = size
        self._opened: OrderedDict[str, asyncio.Task[str]] = OrderedDict()

    def knows(self, form: str) -> bool:
        """Whether this browser has been given a session lately."""
        return form in self._opened

    async def open_for(self, form: str) -> str:
        """The secret of the browser's session; the first caller opens it."""
        opening = self._opened.get(form) or self._begin(form)
        try:
            return await asyncio.shield(opening)
        except Exception:
            self.forget(form)
            raise

    def forget(self, form: str) -> None:
        """The session is over, or never came to be."""
        self._opened.pop(form, None)

    def _begin(self, form: str) -> asyncio.Task[str]:
        opening = asyncio.create_task(self._ask())
        self._opened[form] = opening
        if len(self._opened) > self._size:
            self._opened.popitem(last=False)
        return opening

    async def _ask(self) -> str:
        return await self._open_chat()
