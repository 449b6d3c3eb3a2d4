"""Turn: every fact a decision may use, as one frozen value."""

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from bot.core.queueing import Queue
from channels.messages import InboundMessage
from store.records import ArticleRow, Correspondent, Event, LineRow, OutageRow, PersonRow, TicketRow


class Intent(StrEnum):
    """What a person wants of us, as far as the words say it. TELL is the ordinary case."""

    TELL = "tell"
    GREET = "greet"
    THANK = "thank"
    HELP = "help"
    STATUS = "status"
    WORKED = "worked"
    FAILED = "failed"
    PERSON = "person"
    NEW = "new"
    NEXT = "next"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What an agent orders. `verb` is "" where the first word is no verb we know.

    `ticket_id` is 0 where none was named; `typed` is the word that stood for the verb.
    """

    verb: str
    ticket_id: int = 0
    rest: str = ""
    typed: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Triage:
    """Class, impact, urgency, service, language, and the priority that follows from them.

    Impact 1 organisation, 2 group, 3 one person. Urgency 1 work stopped, 2 degraded, 3 can wait.
    `said` names those of kind, urgency and service that the words say: the others are only usual.
    """

    kind: str = "incident"
    impact: int = 3
    urgency: int = 2
    service: str = ""
    language: str = "en"
    danger: str = ""
    said: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Hint:
    """What a contact may be, after what the desk has labelled: `name` is that of a ticket's field.

    `like` is the ticket most like it, `confidence` from 0 to 1.
    """

    name: str
    label: str
    confidence: float
    like: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Fix:
    """An article we are sure enough of, ready to be shown. `confidence` is from 0 to 1.

    A known error has a `workaround` or a `problem`, a link to what is being done about it.
    `others` are the same article in other languages.
    Where only a part of it is shown, `steps` are those from number `first` on, `of` so many.
    """

    article_id: str
    title: str
    steps: tuple[str, ...]
    confidence: float
    reason: str
    workaround: str = ""
    problem: str = ""
    others: tuple[str, ...] = ()
    first: int = 1
    of: int = 0

    def is_among(self, ids: Collection[str]) -> bool:
        """Whether it is one of these articles, in whatever language."""
        return any(id in ids for id in (self.article_id, *self.others))

    def part(self, number: int) -> "Fix":
        """This step alone, counted from 1."""
        one = self.steps[number - 1 : number]
        return replace(self, steps=one, first=number, of=len(self.steps))

    @property
    def is_known_error(self) -> bool:
        """Whether the cause is known and not mended yet."""
        return bool(self.workaround or self.problem)


@dataclass(frozen=True, slots=True, kw_only=True)
class Talk:
    """What we keep in mind of a conversation between two messages.

    `request` is what the person has asked so far and no ticket holds yet. `offered` are the fixes
    that wait for an answer, `shown` all fixes shown for this request, `unfit` those of them that
    were beside the point, `steps` how many steps were shown of each that is shown step by step,
    `failed` the rounds that did not help. `asked` says our one question was
    put, `nudged` that we reminded. `who` is the requester's id, `at_hand` the ticket an agent works
    on here, `fresh` that the next message begins something new, `since` the line where the request
    began.
    """

    request: str = ""
    subject: str = ""
    asked: bool = False
    offered: tuple[str, ...] = ()
    shown: tuple[str, ...] = ()
    unfit: tuple[str, ...] = ()
    steps: Mapping[str, int] = field(default_factory=dict)
    failed: int = 0
    nudged: bool = False
    who: int = 0
    at_hand: int = 0
    fresh: bool = False
    since: int = 0

    @property
    def step(self) -> int:
        """How many steps were shown of the fix that waits; 0 if it was shown whole."""
        return self.steps.get(self.offered[0], 0) if self.offered else 0

    @property
    def awaited(self) -> str:
        """The object of the one choice that asks for the next step now; "" if none does."""
        return f"{self.offered[0]}/{self.step + 1}" if self.step else ""

    def as_state(self) -> dict[str, Any]:
        """As JSON values, for the store."""
        return asdict(self)

    @classmethod
    def from_state(cls, state: Mapping[str, Any]) -> "Talk":
        """Undo `as_state`; {} is a talk just begun. What we do not know is passed over."""
        known = {name: value for name, value in state.items() if name in cls.__slots__}
        listed = {name: tuple(state.get(name, ())) for name in ("offered", "shown", "unfit")}
        return cls(**{**known, **listed})


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """One message and everything known about it at this moment.

    `line` is its place in the conversation, `said` what it says, tidied, `request` that and what
    came before it in the same request, `before` what an edited message said at first. `ticket` is
    the ticket the message is about, `joined` one that it belongs to though somebody else asked,
    `named` any ticket an agent names. `mine` are the speaker's
    newest open tickets, if they are asked about, `fixes` sure ones not shown yet in this
    conversation, `earlier` those that were, for another request, `underway` the one that is shown
    step by step; `stepwise` says that this suits the channel. `hints` are what it may be after
    what the desk has labelled, `cited` the articles an agent names, `story` the
    timeline of the named ticket, `latest` the tickets this agent holds and `waiting` the line, if
    they are asked for. `silent` means that nobody spoke: time passed in this conversation;
    `overtaken` that somebody spoke meanwhile after all. `chatty` says that answers are expected at
    once.

    `rooms` says that others read and write here too; then `host` is whose conversation it is, if it
    is somebody else's than the speaker's. `answered` says that an agent has answered what is edited
    or taken back now.

    Of machines: `repeated` is the speaker's open ticket that this says once more, word for word if
    `verbatim`, else but for its numbers. `returned` is the line of ours that came back, if it is
    known. `kept` is whom an agent wants released, as far as there is something to release, and
    `waits` how many messages of theirs wait for it. Of articles: `article` is the one that an agent
    names, `drafts` those that wait, if they are asked for.
    """

    message: InboundMessage
    now: datetime
    speaker: PersonRow
    line: int = 0
    said: str = ""
    request: str = ""
    before: str = ""
    intent: Intent = Intent.TELL
    order: Order | None = None
    triage: Triage = field(default_factory=Triage)
    fixes: tuple[Fix, ...] = ()
    earlier: tuple[str, ...] = ()
    underway: Fix | None = None
    stepwise: bool = False
    hints: tuple[Hint, ...] = ()
    cited: tuple[Fix, ...] = ()
    talk: Talk = field(default_factory=Talk)
    ticket: TicketRow | None = None
    joined: TicketRow | None = None
    named: TicketRow | None = None
    mine: tuple[TicketRow, ...] = ()
    outages: tuple[OutageRow, ...] = ()
    queue: Queue = field(default_factory=Queue)
    waiting: tuple[TicketRow, ...] = ()
    agents: tuple[PersonRow, ...] = ()
    teams: tuple[str, ...] = ()
    story: tuple[Event, ...] = ()
    latest: tuple[TicketRow, ...] = ()
    chatty: bool = True
    silent: bool = False
    overtaken: bool = False
    rooms: bool = False
    host: PersonRow | None = None
    answered: bool = False
    repeated: TicketRow | None = None
    verbatim: bool = False
    returned: LineRow | None = None
    kept: tuple[Correspondent, ...] = ()
    waits: int = 0
    article: ArticleRow | None = None
    drafts: tuple[ArticleRow, ...] = ()

    @property
    def asker(self) -> PersonRow:
        """Whose conversation it is."""
        return self.host or self.speaker

    @property
    def walk(self) -> Fix | None:
        """The fix that is shown step by step, if one waits for an answer and is there still."""
        fix, step = self.underway, self.talk.step
        return fix if fix and step and fix.article_id == self.talk.offered[0] else None

    @property
    def next_step(self) -> Fix | None:
        """The next step of it; None after the last: it may have become shorter meanwhile, too."""
        fix, number = self.walk, self.talk.step + 1
        return fix.part(number) if fix and number <= len(fix.steps) else None

    @property
    def threaded(self) -> bool:
        """Whether this conversation is a thread about one thing."""
        return bool(self.message.conversation.thread)
