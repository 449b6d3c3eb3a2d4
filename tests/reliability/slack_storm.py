"""A storm in Slack: people who talk everywhere at once, while everything goes wrong on the way."""

import asyncio
import re
from collections import Counter
from dataclasses import dataclass, field

from tests.emulators import help_desk
from tests.emulators.help_desk import AGENTS, HELP, TRIAGE
from tests.emulators.help_desk_story import CLAIM, STILL, buttons, words
from tests.reliability.history import History

PEOPLE = tuple(f"guest{number}" for number in range(12))
GENERAL = "general"
REFERENCE = re.compile(r"FL-\d+")
BURST = 20  # what is said at one moment
LATE = 30  # events that come once more long after

# How often each is done, of all that is said in a burst.
SPOKEN = {
    "ask_alone": 3, "ask_for_help": 3, "mention": 2, "say_more": 24, "mention_again": 3,
    "edit": 3, "delete": 2, "send_a_file": 2, "chat": 3, "unfurl": 1, "note": 4,
}  # fmt: skip
# What people wait for an answer to; between two bursts, so that each is done once.
PRESSED = (
    "claim", "order_a_note", "fill_in_a_form", "type_ticket", "react", "use_a_shortcut",
    "need_more_than_a_fix", "reply_with_a_file", "look_at_home",
)  # fmt: skip

# Everything that writes, and some of what reads.
STATUS, NO_STATUS = "assistant.threads.setStatus", "lose the scope for it"
LIMITED = (
    STATUS, "chat.postEphemeral", "chat.postMessage", "chat.update",
    "conversations.open", "conversations.replies", "files.completeUploadExternal",
    "files.getUploadURLExternal", "reactions.add", "reactions.remove", "users.info",
    "views.open", "views.publish",
)  # fmt: skip
ANSWERS_LOST = ("chat.postMessage", "chat.update", "conversations.open", "users.info")

BEGINS, ADDS, REVISES, NOTHING = "begins", "adds", "revises", "nothing"
NOTES, REPLIES = "notes", "replies"


@dataclass(frozen=True, slots=True)
class Said:
    """One thing with a word that nobody else says; `does` is the effect it has on a ticket."""

    does: str
    token: str
    who: str
    talk: str
    ts: str = ""


@dataclass(eq=False, slots=True)
class Talk:
    """A thread: who began it, where, and what may still be edited or taken back."""

    who: str
    channel: str
    root: str
    name: str
    theirs: list = field(default_factory=list)


def cast(slack):
    """Many who ask, in two channels and alone, and the agents."""
    help_desk.cast(slack)
    for guest in PEOPLE:
        member = slack.add_person(guest)
        slack.world.channel(HELP).members.add(member)
    slack.add_channel(GENERAL, *PEOPLE, *AGENTS)
    return slack


class Storm:
    """`said` is all that must have its effect, `done` counts what happened, by name."""

    def __init__(self, slack, chance, pinned):
        self.slack, self.chance = slack, chance
        self._pinned = pinned
        self.said, self.done, self.talks = [], Counter(), []
        self.again = Counter()  # event ids that were sent again by us
        self.shuffled = set()  # ts of what was sent in no order
        self._history = History()
        self._fresh, self._new_words = [], []  # of this burst

    async def blow(self, events):
        """So many things are done; then all has been acknowledged."""
        bursts = 0
        self._go_wrong()
        while (done := self.done.total()) < events:
            if done > events / 2 and not self.done[NO_STATUS]:
                self._lose_a_scope()
            await self._burst(bursts)
            bursts += 1
        for each in [*self._events()][:LATE]:
            self._send_again(each.id)
        await self.slack.settled()

    def came_in_order(self, said):
        """Whether Slack sent it when it was said, and was told that it came."""
        return said.ts not in self.shuffled and all(
            each.attempts - self.again[each.id] == 1 for each in self.events_of(said.ts)
        )

    # --- what goes wrong -----------------------------------------------------------------------
    def _go_wrong(self):
        for method in LIMITED:
            self.slack.limit(method, times=2)
        for method in ANSWERS_LOST:
            self.slack.lose_answer(method)

    def _lose_a_scope(self):
        """From now on there is no line that says what is done; a reaction says it."""
        self.slack.refuse(STATUS, "missing_scope")
        self.done[NO_STATUS] += 1

    async def _burst(self, number):
        """Some are shuffled, in the middle of some all connections break; some come twice."""
        is_shuffled, is_cut = number % 3 == 1, number % 3 == 2
        if is_shuffled:
            self.slack.hold_frames()
        self.slack.lose_acknowledgement(times=2)
        self.slack.lose_answer(self.chance.choice(ANSWERS_LOST))
        before = len(self.said)
        for spoken in range(BURST):
            await self._speak()
            if is_cut and spoken == BURST // 2:
                await asyncio.sleep(self.chance.random() / 50)
                await self.slack.cut_connections()
        if is_shuffled:
            self.shuffled |= {each.ts for each in self.said[before:]}
            await self.slack.release_frames(seed=number)
        for each in self.chance.choices([*self._events()], k=4):
            self._send_again(each.id)
        await self.slack.settled()
        self._grow_old()
        await self._do(PRESSED[number % len(PRESSED)])
        self._send_again(self.slack.deliveries[-1].id)

    async def say_much(self, times):
        """Within a second; all of it has been acknowledged in the end."""
        for _ in range(times):
            await self._speak()
            await asyncio.sleep(1 / times)
        await self.slack.settled()
        self._grow_old()

    async def _speak(self):
        await self._do(*self.chance.choices([*SPOKEN], [*SPOKEN.values()]))
        await asyncio.sleep(0)

    def _grow_old(self):
        """What was said has come to the desk; from now on it can be changed."""
        for talk, ts in self._new_words:
            talk.theirs.append(ts)
        self._fresh, self._new_words = [], []

    def _events(self):
        return (each for each in self.slack.deliveries if each.kind == "events_api")

    def events_of(self, ts):
        return (each for each in self._events() if each.payload["event"].get("ts") == ts)

    def _send_again(self, event_id):
        self.again[event_id] += 1
        self.slack.redeliver(event_id, self.chance.choice((None, 0, 1, 2, 3)))

    # --- what people do ------------------------------------------------------------------------
    async def _do(self, name):
        """If it can be done now, it is; else somebody asks something new."""
        name = name if await getattr(self, name)() is not None else "ask_alone"
        if name == "ask_alone":
            await self.begin("", self._any_guest())
        self.done[name] += 1

    async def ask_alone(self):
        return True

    async def ask_for_help(self):
        return await self.begin(HELP, self._any_guest())

    async def mention(self):
        return await self.begin(GENERAL, self._any_guest(), call="@firstline ")

    async def begin(self, channel, who, call=""):
        token = self._token()
        text = f"{call}The {token} in my office has been broken since {len(self.talks)} o'clock"
        ts = await self.slack.say(who, channel, text)
        talk = Talk(who, channel or self.slack.dm(who), ts, token)
        self.talks.append(talk)
        self._fresh.append(talk)
        self._remember(BEGINS, token, who, talk.name, ts)
        return talk

    async def say_more(self):
        return await self.add("It says {}", self._known())

    async def mention_again(self):
        return await self.add("@firstline it says {}", self._known())

    async def send_a_file(self):
        return await self.add("This shows {}", self._known(), files={"log.txt": b"all lost"})

    async def add(self, text, talk, **more):
        if talk is None:
            return None
        who = talk.who
        token = self._token()
        ts = await self.slack.say(who, talk.channel, text.format(token), talk.root, **more)
        self._new_words.append((talk, ts))
        self._remember(ADDS, token, who, talk.name, ts)
        return ts

    async def edit(self):
        talk = self._with_words()
        if talk is None:
            return None
        token = self._token()
        ts = self.chance.choice(talk.theirs)
        await self.slack.edit(talk.who, talk.channel, ts, f"It rather says {token}")
        self._remember(REVISES, token, talk.who, talk.name)
        return ts

    async def delete(self):
        talk = self._with_words()
        if talk is None:
            return None
        ts = talk.theirs.pop(self.chance.randrange(len(talk.theirs)))
        await self.slack.delete(talk.who, talk.channel, ts)
        return ts

    async def chat(self):
        token = self._token()
        ts = await self.slack.say(self._any_guest(), GENERAL, f"The soup of today is {token}")
        self._remember(NOTHING, token, "", "", ts)
        return ts

    async def unfurl(self):
        talk = self._with_words()
        if talk is None:
            return None
        ts = self.chance.choice(talk.theirs)
        await self.slack.unfurl(talk.channel, ts)
        return ts

    async def note(self):
        card = self._card()
        if card is None:
            return None
        token, who = self._token(), self.chance.choice(AGENTS)
        ts = await self.slack.say(who, TRIAGE, f"between us: {token}", card["ts"])
        self._remember(NOTES, token, who, f"card {card['ts']}", ts)
        return ts

    async def claim(self):
        """Both agents press at the same time."""
        card = self._card(lambda card: CLAIM in buttons(card))
        if card is None:
            return None
        press = self.slack.press
        return await asyncio.gather(*(press(a, TRIAGE, card["ts"], label=CLAIM) for a in AGENTS))

    async def order_a_note(self):
        card = self._card()
        if card is None:
            return None
        token, who = self._token(), self.chance.choice(AGENTS)
        order = f"note {reference(card)} ordered: {token}"
        await self.slack.command(who, TRIAGE, "/helpdesk", order)
        self._remember(NOTES, token, who, f"card {card['ts']}")
        return token

    async def type_ticket(self):
        token, who = self._token(), self._any_guest()
        await self.slack.command(
            who, GENERAL, "/ticket", f"The {token} on the roof has been broken since noon"
        )
        self._remember(BEGINS, token, who, token)
        return token

    async def fill_in_a_form(self):
        """By the global shortcut."""
        token, who = self._token(), self._any_guest()
        await self.slack.shortcut(who, "request")
        view = await self.slack.until(lambda: next(iter(self.slack.views(who)), None), within=15)
        await self.slack.submit(
            view["id"], {"what": f"The {token} in the cellar has been broken since noon"}
        )
        self._remember(BEGINS, token, who, token)
        return token

    async def react(self):
        """Several people mark the same message."""
        token, who = self._token(), self._any_guest()
        ts = await self.slack.say(who, GENERAL, f"Our {token} has been dead since lunch")
        for each in PEOPLE[:5]:
            await self.slack.react(each, GENERAL, ts)
        self._remember(BEGINS, token, who, token, ts)
        return ts

    async def use_a_shortcut(self):
        """One of several who look at the message, twice."""
        token, who = self._token(), self._any_guest()
        ts = await self.slack.say(who, GENERAL, f"Our {token} has been dead since dinner")
        for _ in range(2):
            await self.slack.message_shortcut(who, GENERAL, ts, "ticket")
        self._remember(BEGINS, token, who, token, ts)
        return ts

    async def need_more_than_a_fix(self):
        """Pressed twice by somebody in a hurry."""
        token, who = self._token(), self._any_guest()
        ts = await self.slack.say(who, "", f"my vpn drops every few minutes, says {token}")
        self._remember(BEGINS, token, who, token, ts)
        dm = self.slack.dm(who)

        def offered():
            thread = self.slack.thread(dm, ts)
            return next((each["ts"] for each in thread if STILL in buttons(each)), "")

        button = await self.slack.until(offered, within=30)
        for _ in range(2):
            await self.slack.press(who, dm, button, label=STILL)
        return ts

    async def reply_with_a_file(self):
        card = self._card()
        if card is None:
            return None
        token, who = self._token(), self.chance.choice(AGENTS)
        text, file = f"@firstline reply Use this: {token}", {f"{token}.txt": b"turn it off"}
        ts = await self.slack.say(who, TRIAGE, text, card["ts"], files=file)
        self._remember(REPLIES, token, who, f"card {card['ts']}", ts)
        return ts

    async def look_at_home(self):
        await self.slack.open_home(self._any_guest())
        await self.slack.open_home(self.chance.choice(AGENTS))
        return True

    # --- who and what --------------------------------------------------------------------------
    def _remember(self, *said):
        self.said.append(Said(*said))

    def _token(self):
        return self._history.say("", "slack", "", "").token

    def _any_guest(self):
        return self.chance.choice(PEOPLE)

    def _known(self, fits=lambda talk: True):
        """A thread; in #general one that has begun: people answer there when they see that."""
        known = [talk for talk in self.talks if fits(talk) and self._may_answer(talk)]
        return self.chance.choice(known) if known else None

    def _may_answer(self, talk):
        return talk.channel != GENERAL or talk not in self._fresh

    def _with_words(self):
        """A thread in which somebody has said something that can be changed."""
        return self._known(lambda talk: talk.theirs)

    def _card(self, fits=lambda card: True):
        pinned = self._pinned()
        up = (card for card in self.slack.messages(TRIAGE) if card["ts"] in pinned)
        fitting = [card for card in up if fits(card)]
        return self.chance.choice(fitting) if fitting else None


def reference(card):
    """Of the ticket on a card."""
    return REFERENCE.search(words(card))[0]
