"""A timeline entry: who hears of it, and in which words.

The table is the whole policy. An entry that is not in it is heard by nobody; a writer that returns
"" keeps silent this time. What an agent only noted is in no row for the requester, and a letter to
the requester is never written from an entry that is not public, or that they are `untold` of.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from bot.core import (
    chat_wording,
    desk_wording,
    fix_wording,
    label_wording,
    queueing,
    references,
    wording,
)
from bot.core.lifecycle import Kind
from bot.core.queueing import Queue
from bot.core.turn import Fix
from channels.messages import Choice
from store.records import Event, OutageRow, TicketRow


class Audience(StrEnum):
    """Who may hear of something that happens to a ticket."""

    REQUESTER = "requester"
    ASSIGNEE = "assignee"
    DESK = "desk"


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """A ticket just after an event, and what the words about it need.

    `queue` is the line after the event, `names` holds who has it by id, `requester` is a name to
    show, `link` the way to the ticket's page ("" where there is none). `unsigned` says that the
    requester's channel shows by itself who writes.
    """

    ticket: TicketRow
    event: Event
    queue: Queue = field(default_factory=Queue)
    names: Mapping[int, str] = field(default_factory=dict)
    requester: str = ""
    link: str = ""
    outage: OutageRow | None = None
    fixes: tuple[Fix, ...] = ()
    unsigned: bool = False

    @property
    def signature(self) -> str:
        """Whose words a letter holds, where its text has to say so."""
        return "" if self.unsigned else self.event.actor

    @property
    def place(self) -> int:
        """The ticket's place in line, 0 if it does not wait there."""
        return queueing.place(self.queue, self.ticket.id)

    @property
    def agent(self) -> str:
        """The name of the agent who has it, "" if nobody has."""
        return self.names.get(self.ticket.assignee_id, "")

    def words(self, name: str = "text") -> str:
        """Something the event says."""
        return str(self.event.data.get(name, ""))


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """What one audience is told. `typed` means that the words are an agent's own."""

    audience: Audience
    text: str
    choices: tuple[Choice, ...] = ()
    typed: bool = False


@dataclass(frozen=True, slots=True)
class Notice:
    """One cell of the table."""

    audience: Audience
    write: Callable[[Scene], str]
    choices: Callable[[Scene], tuple[Choice, ...]] = lambda _: ()
    typed: bool = False


def letters(scene: Scene) -> tuple[Letter, ...]:
    """What is said about an event, to whom."""
    notices = NOTICES.get(Kind(scene.event.kind), ())
    written = ((notice, notice.write(scene)) for notice in notices if _may_hear(notice, scene))
    return tuple(
        Letter(
            audience=notice.audience, text=text, choices=notice.choices(scene), typed=notice.typed
        )
        for notice, text in written
        if text
    )


def _may_hear(notice: Notice, scene: Scene) -> bool:
    tellable = scene.event.public and not scene.words("untold")
    return tellable or notice.audience is not Audience.REQUESTER


def _logged(scene: Scene) -> str:
    reference, danger = references.write(scene.ticket.id), scene.words("danger")
    if danger:
        return wording.logged_urgent(reference, danger=danger, link=scene.link)
    if scene.outage:
        return wording.logged_outage(reference, scene.outage, scene.link)
    acknowledgement = wording.logged(
        reference,
        why=scene.words("why"),
        place=scene.place,
        wait=queueing.expected_wait(scene.queue, scene.place),
        link=scene.link,
        before=scene.words("follows"),
    )
    return (
        wording.logged_with_fixes(acknowledgement, scene.fixes) if scene.fixes else acknowledgement
    )


def _fix_choices(scene: Scene) -> tuple[Choice, ...]:
    return fix_wording.outcome_choices(scene.fixes[0].article_id) if scene.fixes else ()


def _came_in(scene: Scene) -> str:
    danger = scene.words("danger")
    if danger:
        return desk_wording.urgent_ticket(scene.ticket, scene.requester, danger)
    hints = label_wording.hints(scene.event.data.get("hints", ()))
    return desk_wording.new_ticket(scene.ticket, scene.requester, scene.place, hints)


def _unreached(scene: Scene) -> str:
    if scene.event.data.get("again"):
        return ""
    return desk_wording.unreached(scene.ticket, scene.words("channel"), scene.words("why"))


def _unreached_and_nobodys(scene: Scene) -> str:
    return "" if scene.ticket.assignee_id else _unreached(scene)


def _replied(scene: Scene) -> str:
    if scene.words("why") == "said here":
        return ""
    return wording.replied(scene.signature, scene.words())


def _revised(scene: Scene) -> str:
    data = scene.event.data
    return desk_wording.revised(
        scene.ticket,
        scene.event.actor,
        scene.words(),
        gone=bool(data.get("gone")),
        late=bool(data.get("late")),
    )


def _now_pressing(scene: Scene) -> str:
    reference = references.write(scene.ticket.id)
    return chat_wording.pressing_now(reference) if scene.ticket.priority == 1 else ""


def _reopened(scene: Scene) -> str:
    if scene.words("why") == "said":
        return wording.open_again(scene.agent)
    if scene.agent:
        return wording.reopened_with(scene.agent)
    return wording.reopened(scene.place, queueing.expected_wait(scene.queue, scene.place))


def _moved(scene: Scene) -> str:
    wait = queueing.expected_wait(scene.queue, scene.place)
    return wording.moved(scene.place, wait, worse=scene.event.data["worse"])


NOTICES: Mapping[Kind, tuple[Notice, ...]] = {
    Kind.OPENED: (
        Notice(Audience.REQUESTER, _logged, _fix_choices),
        Notice(Audience.DESK, _came_in),
    ),
    Kind.CLAIMED: (
        Notice(Audience.REQUESTER, lambda s: wording.claimed(s.agent, s.event.at)),
    ),
    Kind.ASSIGNED: (
        Notice(Audience.REQUESTER, lambda s: wording.assigned(s.agent)),
        Notice(Audience.ASSIGNEE, lambda s: desk_wording.given(s.ticket, s.event.actor)),
    ),
    Kind.DISPATCHED: (
        Notice(Audience.REQUESTER, lambda s: wording.dispatched(s.ticket.team, s.place)),
    ),
    Kind.SAID: (
        Notice(
            Audience.ASSIGNEE, lambda s: desk_wording.heard(s.ticket, s.event.actor, s.words())
        ),
    ),
    Kind.REPLIED: (
        Notice(
            Audience.REQUESTER, _replied, typed=True
        ),
    ),
    Kind.ASKED: (
        Notice(Audience.REQUESTER, lambda s: wording.asked(s.signature, s.words()), typed=True),
    ),
    Kind.RESOLVED: (
        Notice(
            Audience.REQUESTER,
            lambda s: wording.resolved(s.event.actor, s.words()),
            lambda s: wording.solved_choices(s.ticket),
        ),
    ),
    Kind.CONFIRMED: (
        Notice(Audience.REQUESTER, lambda _: wording.closed()),
        Notice(Audience.ASSIGNEE, lambda s: desk_wording.confirmed(s.ticket)),
    ),
    Kind.REOPENED: (
        Notice(Audience.REQUESTER, _reopened),
        Notice(Audience.ASSIGNEE, lambda s: desk_wording.came_back(s.ticket, s.words())),
    ),
    Kind.ANNOUNCED: (Notice(Audience.REQUESTER, _moved),),
    Kind.REVISED: (Notice(Audience.ASSIGNEE, _revised),),
    Kind.PRIORITISED: (
        Notice(Audience.REQUESTER, _now_pressing),
        Notice(
            Audience.ASSIGNEE, lambda s: desk_wording.prioritised(s.ticket, s.event.actor)
        ),
    ),
    Kind.UNREACHED: (
        Notice(Audience.ASSIGNEE, _unreached),
        Notice(Audience.DESK, _unreached_and_nobodys),
    ),
}  # fmt: skip
