"""People at the desk, who say the same thing again until they are told that the desk has it.

Every conversation has several messages under way at once: mails of one thread, forms of one guest.
Now and then somebody says again what was acknowledged long ago, or the same twice at once.
"""

import asyncio
from contextlib import suppress
from itertools import chain, repeat

from tests.reliability.clients import Browser, hand_over, hidden
from tests.reliability.history import CLAIM, QUESTION, WORDS

DESK = "help@example.org"
TEXTS = {
    "opening": "The franking machine in room {token} eats our stamps",
    "more": "The lamp {token} on the franking machine blinks as well",
    "question": "What is the status?",
    "thin": "{token}",
}
TWICE_AT_ONCE = 0.05
ONCE_MORE = 0.10
BREATHS = (0.1, 0.1, 0.2, 0.3, 0.5)  # seconds before each further try, the last for ever
LOST = (OSError, TimeoutError, asyncio.IncompleteReadError)


class Load:
    """`doors` are the servers, any of which may be asked; `pause` is the mean between two talks."""

    def __init__(self, history, doors, chance, *, talkers=8, pause=0.1, sink=None, signed_in=None):
        self.history, self.chance = history, chance
        self._doors, self._talkers, self._pause, self._sink = doors, talkers, pause, sink
        self._agent = signed_in
        self._ends = asyncio.Event()
        self._talks = 0
        self._claimed = 0

    async def run(self):
        """Talk until told to end, and then until everything said is acknowledged."""
        async with asyncio.TaskGroup() as group:
            for _ in range(self._talkers):
                group.create_task(self._talk())
            if self._agent:
                group.create_task(self._work())

    def end(self):
        """Begin nothing new."""
        self._ends.set()

    async def _talk(self):
        while not self._ends.is_set():
            self._talks += 1
            kinds = (self._mails, self._mails, self._chat, self._chat_at_once, self._thin_chat)
            await self.chance.choice(kinds)(f"talk{self._talks}")
            await self._rest(self.chance.expovariate(1 / self._pause))

    async def _rest(self, seconds):
        with suppress(TimeoutError):
            await asyncio.wait_for(self._ends.wait(), seconds)

    # --- mail ----------------------------------------------------------------------------------
    async def _mails(self, talk):
        """A mail, and three answers to it that overtake one another and perhaps it too."""
        opening = self.history.say(WORDS, "email", talk, "<{token}@example.net>")
        more = [
            self.history.say(kind, "email", talk, "<{token}@example.net>")
            for kind in (WORDS, WORDS, QUESTION)
        ]
        first = self._mail(opening, "opening", "")
        if self.chance.random() < 0.5:
            await first
            first = None
        answers = [self._mail(each, _words_of(each), opening.handle) for each in more]
        await asyncio.gather(*answers, *([first] if first else []))

    async def _mail(self, said, words, root):
        raw, sender = _mail_of(said, words, root)

        async def attempt():
            door = self.chance.choice(self._doors)
            answer = await hand_over(door.smtp, raw, sender=sender, recipient=DESK)
            return answer[:3] == "250", answer[:3]

        await self._insist(said, attempt)

    # --- chat ----------------------------------------------------------------------------------
    async def _chat(self, talk):
        """A form, and when it is taken three more at once."""
        guest = await self._guest()
        await self._form(guest, talk, WORDS, "opening")
        more = ((WORDS, "more"), (WORDS, "more"), (QUESTION, "question"))
        for kind, words in more[: self.chance.randint(2, 3)]:
            await self._form(guest, talk, kind, words)

    async def _chat_at_once(self, talk):
        """The first form of a new browser and its next two, all under way at once."""
        guest = await self._guest()
        forms = (self._form(guest, talk, WORDS, words) for words in ("opening", "more", "more"))
        await asyncio.gather(*forms)

    async def _thin_chat(self, talk):
        """Too little to act on, and silence: time must bring a ticket."""
        await self._form(await self._guest(), talk, WORDS, "thin")

    async def _guest(self):
        browser = Browser()
        while True:
            with suppress(*LOST):
                status, page = await browser.get(self.chance.choice(self._doors).web, "/")
                if status == 200:
                    return browser, hidden(page)["csrf"]
                self.history.refusals[f"page {status}"] += 1
            await asyncio.sleep(BREATHS[-1])

    async def _form(self, guest, talk, kind, words):
        browser, csrf = guest
        said = self.history.say(kind, "web", talk, "form-{token}")
        form = {"csrf": csrf, "id": said.handle, "text": TEXTS[words].format(token=said.token)}
        await self._insist(said, lambda: self._post(browser, "/say", form))

    async def _post(self, browser, path, form):
        # A copy: the answer's cookie would bind the token of a later form to another secret.
        copy = Browser()
        copy.cookies = dict(browser.cookies)
        status, _ = await copy.post(self.chance.choice(self._doors).web, path, form)
        return status == 200, str(status)

    # --- the desk ------------------------------------------------------------------------------
    async def _work(self):
        """An agent claims tickets as their acknowledgements go out."""
        browser, csrf = self._agent
        while not self._ends.is_set():
            waiting = self._sink.references[self._claimed :]
            self._claimed += len(waiting)
            for reference in waiting[:2]:
                said = self.history.say(CLAIM, "desk", "desk", "claim-{token}", about=reference)
                form = {"csrf": csrf, "id": said.handle, "text": f"claim {reference}"}
                await self._insist(said, lambda form=form: self._post(browser, "/desk/order", form))
            await self._rest(0.5)

    # --- until it is acknowledged --------------------------------------------------------------
    async def _insist(self, said, attempt):
        once = self.chance.random() >= TWICE_AT_ONCE
        await asyncio.gather(*(self._until_taken(said, attempt) for _ in range(1 if once else 2)))
        if self.chance.random() < ONCE_MORE:
            with suppress(*LOST):
                said.again += (await attempt())[0]

    async def _until_taken(self, said, attempt):
        for pause in chain(BREATHS, repeat(BREATHS[-1])):
            said.tries += 1
            with suppress(*LOST):
                taken, answer = await attempt()
                if taken:
                    said.acknowledged = True
                    return
                self.history.refusals[f"{said.channel} {answer}"] += 1
            await asyncio.sleep(self.chance.uniform(0.5, 1.5) * pause)


async def sign_in(door, link):
    """An agent's browser and the token of its forms, from a sign-in link."""
    browser, path = Browser(), "/" + link.split("/", 3)[3]
    _, page = await browser.get(door.web, path)
    await browser.post(door.web, path, {"csrf": hidden(page)["csrf"]})
    _, page = await browser.get(door.web, "/desk")
    return browser, hidden(page)["csrf"]


def _words_of(said):
    return "question" if said.kind == QUESTION else "more"


def _mail_of(said, words, root):
    sender = f"{said.talk}@example.net"
    answers = f"In-Reply-To: {root}\r\nReferences: {root}\r\n" if root else ""
    head = (
        f"From: {said.talk} <{sender}>\r\nTo: {DESK}\r\nMessage-ID: {said.handle}\r\n"
        f"Date: Mon, 2 Mar 2026 09:00:00 +0000\r\n{answers}"
        f"Subject: {'Re: ' if root else ''}Stamps\r\nContent-Type: text/plain\r\n\r\n"
    )
    return (head + TEXTS[words].format(token=said.token) + "\r\n").encode(), sender
