"""The closed list of things a decision may ask for. All are values; carry_out does them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.core.lifecycle import Kind
from bot.core.turn import Fix, Hint, Talk, Triage
from channels.messages import Choice
from knowledge.article import Article
from store.records import Correspondent


@dataclass(frozen=True, slots=True, kw_only=True)
class Say:
    """Answer in the conversation at hand; `whisper` if it is for the speaker alone."""

    text: str
    choices: tuple[Choice, ...] = ()
    whisper: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferFixes:
    """Answer with articles; the first is remembered as shown until its outcome is known."""

    fixes: tuple[Fix, ...]
    text: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SettleFixes:
    """Write down what became of the fixes shown in this conversation.

    `steps` says after which step, of those that are shown step by step.
    """

    outcome: str
    articles: tuple[str, ...]
    steps: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenTicket:
    """Log a ticket for the speaker. Its acknowledgement follows from the table of notices.

    `why` picks the words: logged, urgent, person, unsolved, outage, silent,
    follow_up, unreadable. `tried` are the fixes that did not help, `steps` how far those that are
    shown step by step. `hints` are what it may be after what the desk has labelled. `since` is the
    first line of the conversation that belongs to it. `untold` says why the speaker is told nothing
    of it, "" if they are told.
    """

    text: str
    subject: str
    triage: Triage
    why: str = "logged"
    tried: tuple[str, ...] = ()
    steps: Mapping[str, int] = field(default_factory=dict)
    fixes: tuple[Fix, ...] = ()
    hints: tuple[Hint, ...] = ()
    outage_id: int = 0
    since: int = 0
    untold: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """Something happens to a ticket. Who hears of it follows from the table of notices."""

    ticket_id: int
    kind: Kind
    public: bool = False
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftArticle:
    """Make an article of this ticket, for somebody to review."""

    ticket_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class WriteArticle:
    """Keep this article, in place of what has its id."""

    article: Article


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveArticle:
    """An article that was written at the desk is in this state from now on.

    Whoever solved the ticket that it was made of is told `why`, if it was sent back.
    """

    article_id: str
    state: str
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Belongs:
    """The message at hand is part of this ticket, and so is this conversation from now on.

    `joins` says that it is somebody else's than the requester's.
    """

    ticket_id: int
    joins: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Remember:
    """Keep this in mind of the conversation. `nudge` names a wait of the table of nudges."""

    talk: Talk
    nudge: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class BeginOutage:
    """A service is known to be down."""

    service: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EndOutage:
    """The outage is over; all who waited for it are told and asked to look."""

    outage_id: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Revise:
    """What the speaker had said earlier now reads so ("" where it was taken back)."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeBack:
    """What Firstline said, in the line with this key, did not arrive: say it elsewhere."""

    key: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GiveUpAddress:
    """Whoever the line with this key was said to gets nothing there any more."""

    key: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """These are no machines: handle what was kept of them, and answer them again."""

    correspondents: tuple[Correspondent, ...]


Effect = (
    Say
    | OfferFixes
    | SettleFixes
    | OpenTicket
    | Record
    | Belongs
    | DraftArticle
    | WriteArticle
    | MoveArticle
    | Remember
    | BeginOutage
    | EndOutage
    | Revise
    | TakeBack
    | GiveUpAddress
    | Release
)
Effects = tuple[Effect, ...]
