"""Play a scenario on a stage, and compare what is said with what is written."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from difflib import ndiff
from itertools import count
from textwrap import fill

from bot import commands
from bot.core import references, wording
from channels.messages import Bounced, Choice, OutboundMessage, from_json
from channels.text import as_plain
from channels.views import Line as Told
from knowledge.article import Article, to_row_fields
from store import articles, talks
from store.records import ArticleRow
from tests.scenarios import script, stage
from tests.scenarios.script import FIRSTLINE, Heard, Pressed, Said, Scenario, Step
from tests.scenarios.stage import Place, Stage

WAYS = {"web": stage.by_web, "terminal": stage.by_terminal, "desk": stage.at_the_desk}
ANYTHING = "..."
_SHIELD = re.compile(r"\\([^\w\s]|_)")
_LINK = re.compile(r"\[([^\]]+)\]\([^)\s]*\)")


class Differs(AssertionError):
    """The conversation went another way than written."""


@dataclass(slots=True)
class Player:
    """Where everybody is, and up to where they have been listened to."""

    scenario: Scenario
    stage: Stage
    places: dict[str, Place] = field(default_factory=dict)  # by name: where somebody spoke last
    seen: dict[Place, int] = field(default_factory=dict)
    owed: list[Heard] = field(default_factory=list)
    speaker: str = ""
    busy: bool = False  # something was done, and its answers not compared yet
    unreached: set[str] = field(default_factory=set)  # whose last mail came back
    threads: count = field(default_factory=lambda: count(1))
    others: count = field(default_factory=lambda: count(1))

    async def play(self) -> None:
        for step in self.scenario.steps:
            await _ACTS[type(step)](self, step)
        await self.compare(self.scenario.steps[-1])

    # --- people ----------------------------------------------------------------------------
    async def said(self, step: Said) -> None:
        await self.begin(step)
        place = self.place_of(step)
        last = await self.last_mail(place) if place.is_mail else ""
        message = self.stage.message(place, step.text, answers=last, automatic=step.automatic)
        await self.stage.accept(message)

    async def came_back(self, step: script.CameBack) -> None:
        await self.compare(step)
        last = await self.last_mail(self.places[step.name])
        daemon = stage.by_mail("Mailer-Daemon", thread=next(self.threads))
        report = Bounced(ids=(last,), permanent=True, reason=step.text)
        message = self.stage.message(daemon, step.text, automatic=True, bounced=report)
        await self.stage.accept(message)
        self.busy = True
        self.unreached.add(step.name)

    async def pressed(self, step: Pressed) -> None:
        await self.begin(step)
        place = self.places.get(step.name)
        if place is None:
            self.fail(step, f"{step.name} has not said anything yet")
        choice = await self.choice(place, step)
        await self.stage.accept(self.stage.message(place, choice.label, choice=choice.token))

    async def others_come(self, step: script.Others) -> None:
        await self.compare(step)
        for number in range(step.count):
            other = stage.by_terminal(f"Other-{next(self.others)}-{number}")
            await self.stage.say(other, "I want to talk to a person")
            self.stage.clock.wind(timedelta(seconds=1))
        self.busy = True

    async def begin(self, step: Said | Pressed) -> None:
        """What people write in a row is taken in first and answered afterwards."""
        if self.owed:
            await self.compare(step)
        await self.learn()
        self.speaker, self.busy = step.name, True
        self.unreached.discard(step.name)

    async def learn(self) -> None:
        """What a desk does every few seconds: it learns from what was solved and labelled."""
        firstline = self.stage.firstline
        await firstline.library.refresh(firstline.store)
        await firstline.labelling.refresh(firstline.store, self.stage.clock())

    def place_of(self, step: Said) -> Place:
        known = self.places.get(step.name)
        if known and step.way in ("", _way(known)) and not step.subject:
            return known
        if known is None and not step.way:
            self.fail(step, f"by which way does {step.name} write? Say “{step.name} (web): ...”")
        place = self.place(step)
        self.places[step.name] = place
        self.seen.setdefault(place, 0)
        return place

    def place(self, step: Said) -> Place:
        if step.way == "mail" or step.subject:
            return stage.by_mail(step.name, step.subject, thread=next(self.threads))
        if step.way not in WAYS:
            self.fail(step, f"there is no way “{step.way}”, only mail, {', '.join(WAYS)}")
        return WAYS[step.way](step.name)

    async def choice(self, place: Place, step: Pressed) -> Choice:
        shown = await self.stage.lines(place)
        live = [choice for line in shown for choice in line.choices]
        offered = await self.ever_offered(place) if step.stale else live
        found = [choice for choice in offered if choice.label == step.text]
        if not found or (step.stale and found[-1] in live):
            self.fail(step, f"{step.name} is shown {[choice.label for choice in live]}")
        return found[-1]

    async def ever_offered(self, place: Place) -> list[Choice]:
        rows = await self.stage.firstline.store.read(talks.lines, place.conversation.key)
        said = [from_json(OutboundMessage, row.payload) for row in rows if not row.inbound]
        return [choice for message in said for choice in message.choices]

    async def last_mail(self, place: Place) -> str:
        rows = await self.stage.firstline.store.read(talks.lines, place.conversation.key)
        return next((row.external_id for row in reversed(rows) if not row.inbound), "")

    # --- what is heard ---------------------------------------------------------------------
    async def heard(self, step: Heard) -> None:
        name = step.name or self.speaker
        if name not in self.places:
            self.fail(step, f"{name} is nowhere to be told anything")
        self.owed.append(replace(step, name=name))

    async def compare(self, step: Step) -> None:
        """Let happen what was begun; then everybody has heard what is written, and no more."""
        if self.busy:
            await self.stage.settle()
        await self.hold_up(step)

    async def hold_up(self, step: Step) -> None:
        owed, self.owed, self.busy = self.owed, [], False
        for place in self.seen:
            mine = [heard for heard in owed if self.places[heard.name] == place]
            told = await self.stage.lines(place, after=self.seen[place])
            self.seen[place] = max((line.seq for line in told), default=self.seen[place])
            self.match(mine, told, at=mine[0] if mine else step, who=place.person.name)
            if place.is_mail and place.person.name not in self.unreached:
                self.match_mails(place, mine, told, step)

    def match(self, written: Sequence[Heard], told: Sequence[Told], *, at: Step, who: str) -> None:
        fits = [_fits(heard, line) for heard, line in zip(written, told, strict=False)]
        if len(written) == len(told) and all(fits):
            return
        said = [_drawn(line) for line in told]
        fits += [False] * (len(written) - len(fits))
        wanted = [said[n] if fits[n] else _wanted(heard) for n, heard in enumerate(written)]
        diff = ndiff("\n".join(wanted).splitlines(), "\n".join(said).splitlines())
        shown = "\n".join(line for line in diff if not line.startswith("?"))
        self.fail(at, f"{who} is told something else (- as written, + as said)\n{shown}")

    def match_mails(
        self, place: Place, written: Sequence[Heard], told: Sequence[Told], step: Step
    ) -> None:
        """All that is said by mail has left as a mail, in its thread, under its subject."""
        mails = {_flat(_words(mail)): mail for mail in self.stage.mails(place)}
        for heard, line in zip(written, told, strict=True):
            words = _flat(as_plain(line.text))
            mail = next((mail for body, mail in mails.items() if body.startswith(words)), None)
            if mail is None:
                self.fail(step, f"no mail in this thread says: {words}")
            if heard.subject and mail["Subject"] != heard.subject:
                self.fail(heard, f"the subject is {mail['Subject']!r}")

    # --- the rest --------------------------------------------------------------------------
    async def quiet(self, step: script.Quiet) -> None:
        if self.owed:
            self.fail(step, "but something is said just before")
        await self.compare(step)

    async def later(self, step: script.Later) -> None:
        await self.compare(step)
        await self.stage.pass_time(step.length)

    async def sees(self, step: script.Sees) -> None:
        await self.compare(step)
        shown = await self.shown(step.reference)
        if not _like(step.text).fullmatch(shown):
            self.fail(step, f"the desk sees: {shown}")

    async def shown(self, reference: str) -> str:
        story = await self.stage.firstline.house.ticket(reference)
        if story is None:
            return "no such ticket"
        card = story.card
        holder = f"with {card.assignee}" if card.assignee else "with nobody"
        team = f", team {card.team}" if card.team else ""
        place = f", {wording.ordinal(card.place)} in line" if card.place else ""
        head = f"{card.status}, P{card.priority}, from {card.requester}, {holder}{team}{place}"
        return f"{head}: {card.subject}{await self.tried(reference)}"

    async def tried(self, reference: str) -> str:
        opened = (await self.stage.timeline(reference))[0]
        tried = opened.data.get("tried") or ()
        return f" (tried: {', '.join(tried)})" if tried else ""

    async def line(self, step: script.Line) -> None:
        await self.compare(step)
        line = await self.stage.line()
        if line != step.references:
            self.fail(step, f"the line: {', '.join(line) or 'empty'}")

    async def reads(self, step: script.Reads) -> None:
        await self.compare(step)
        row = await self.stage.firstline.store.read(articles.get, step.article)
        shown = _written(row) if row else "there is no such article"
        if not _like(step.text).fullmatch(shown):
            self.fail(step, f"it says: {shown}")

    async def moved(self, step: script.Moved) -> None:
        await self.compare(step)
        order = commands.ORDERS[step.state]
        await order(self.stage.firstline, {"article": step.article})

    async def known_error(self, step: script.KnownError) -> None:
        await self.compare(step)
        said = {"title": step.title, "workaround": step.workaround, "problem": step.problem}
        row = ArticleRow(**to_row_fields(Article(id="known-error", **said)))
        firstline = self.stage.firstline
        await firstline.store.transact(articles.write, row, now=self.stage.clock())
        await firstline.library.refresh(firstline.store)

    async def tickets(self, step: script.Tickets) -> None:
        await self.compare(step)
        number = await self.stage.count()
        if number != step.count:
            self.fail(step, f"there are {number}, the last is {references.write(1000 + number)}")

    async def nothing(self, _: Step) -> None:
        """Known before the curtain rose."""

    def fail(self, step: Step, why: str) -> None:
        raise Differs(f"{self.scenario.path.name}:{step.line}: {why}")


_ACTS = {
    Said: Player.said,
    script.CameBack: Player.came_back,
    Pressed: Player.pressed,
    Heard: Player.heard,
    script.Quiet: Player.quiet,
    script.Later: Player.later,
    script.Others: Player.others_come,
    script.Sees: Player.sees,
    script.Line: Player.line,
    script.Tickets: Player.tickets,
    script.Reads: Player.reads,
    script.Moved: Player.moved,
    script.KnownError: Player.known_error,
    script.Floor: Player.nothing,
}


def _written(row: ArticleRow) -> str:
    """State and title, what people say, and what to do about it."""
    said, done = (", ".join(row.front[part]) or "nothing" for part in ("symptoms", "steps"))
    return f"{row.state}, “{row.title}”; people say: {said}; steps: {done}"


def _way(place: Place) -> str:
    if place.is_mail:
        return "mail"
    if place.private:
        return "desk"
    return "terminal" if place.conversation.channel == "console" else "web"


def _fits(heard: Heard, line: Told) -> bool:
    labels = tuple(choice.label for choice in line.choices)
    same = heard.author == line.author and heard.choices == labels
    return same and bool(_like(heard.text).fullmatch(_flat(_said(line))))


def _like(text: str) -> re.Pattern[str]:
    return re.compile(".*".join(re.escape(part.strip()) for part in _flat(text).split(ANYTHING)))


def _flat(text: str) -> str:
    return " ".join(text.split())


def _said(line: Told) -> str:
    """As people see it: without the addresses behind links and the marks that shield signs."""
    return _SHIELD.sub(r"\1", _LINK.sub(r"\1", line.text))


def _drawn(line: Told) -> str:
    return _block(line.author, _said(line), [choice.label for choice in line.choices])


def _wanted(heard: Heard) -> str:
    return _block(heard.author, heard.text, heard.choices)


def _block(author: str, text: str, labels: Sequence[str]) -> str:
    said = fill(f"{author}: {_flat(text)}", width=96, subsequent_indent="  ")
    return f"{said}\n  {' '.join(f'[{label}]' for label in labels)}".rstrip()


def _words(mail) -> str:
    return mail.get_body(("plain",)).get_content()


__all__ = ["FIRSTLINE", "Differs", "Player"]
