"""Updates that wait for the bot: given again until they are confirmed, or pushed to a webhook."""

import asyncio

import httpx

from tests.fakes.telegram.refusals import Refused

CONFLICT = (
    "Conflict: terminated by other getUpdates request; make sure that only one bot instance is "
    "running"
)
HOOKED = (
    "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete "
    "the webhook first"
)
HEADER = "X-Telegram-Bot-Api-Secret-Token"
DEFAULT = ("message", "edited_message", "callback_query", "my_chat_member")


class Pending:
    """`waiting` are (update_id, update as it is sent). `statuses` what a webhook answered."""

    def __init__(self, first=1000):
        self.next_id = first
        self.waiting = []
        self.statuses = []
        self.webhook = ""
        self.secret = ""
        self.allowed = DEFAULT
        self.somebody_else = False
        self.polls = 0
        self.transport = None
        self._news = asyncio.Condition()
        self._poller = 0
        self._pushing = None

    async def put(self, update):
        """One update; a dict gets the next number, anything else goes as it is."""
        update_id = self.next_id
        self.next_id += 1
        whole = {"update_id": update_id, **update} if isinstance(update, dict) else update
        async with self._news:
            self.waiting.append((update_id, whole))
            self._news.notify_all()
        return update_id

    async def get(self, said):
        """Confirm, and wait for more."""
        if self.webhook:
            raise Refused(409, HOOKED)
        if self.somebody_else:
            raise Refused(409, CONFLICT)
        self.polls += 1
        self._poller = mine = self._poller + 1
        async with self._news:
            self._news.notify_all()  # whoever polls already is sent away
            self._confirm(said.get("offset"))
            try:
                async with asyncio.timeout(said.get("timeout", 0) or 0.001):
                    await self._news.wait_for(lambda: self.waiting or self._poller != mine)
            except TimeoutError:
                pass
            if self._poller != mine:
                raise Refused(409, CONFLICT)
            return [update for _, update in self.waiting[: said.get("limit", 100)]]

    def _confirm(self, offset):
        """What stands before the first one asked for is known: in order, not by number."""
        if offset is None:
            return
        ids = [update_id for update_id, _ in self.waiting]
        last = max((at for at, each in enumerate(ids) if each == offset - 1), default=-1)
        if last >= 0:
            self.waiting = self.waiting[last + 1 :]
        elif all(each < offset for each in ids):
            self.waiting = [pair for pair in self.waiting if pair[0] >= offset]

    # --- by webhook --------------------------------------------------------------------------
    def hook(self, said):
        self.webhook, self.secret = said["url"], said.get("secret_token", "")
        self.allowed = tuple(said.get("allowed_updates", DEFAULT))
        if self._pushing is None:
            self._pushing = asyncio.create_task(self._push())

    async def _push(self):
        async with httpx.AsyncClient(transport=self.transport) as client:
            while True:
                async with self._news:
                    await self._news.wait_for(lambda: self.waiting and self.webhook)
                update_id, update = self.waiting[0]
                if await self.deliver(client, update) == 200:
                    self.waiting = [pair for pair in self.waiting if pair[0] != update_id]
                else:
                    await asyncio.sleep(0.05)

    async def deliver(self, client, update, *, secret=None):
        """Post one update; the status that comes back, 0 if nobody answers."""
        shown = self.secret if secret is None else secret
        try:
            said = {"json": update} if not isinstance(update, bytes) else {"content": update}
            answer = await client.post(self.webhook, headers={HEADER: shown}, **said)
        except httpx.TransportError:
            return 0
        self.statuses.append(answer.status_code)
        return answer.status_code

    async def close(self):
        if self._pushing:
            self._pushing.cancel()
            await asyncio.gather(self._pushing, return_exceptions=True)
