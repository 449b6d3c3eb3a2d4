"""What the desk remembers, as frozen values.

Rows are read into these and nothing else leaves the store. Times are aware UTC. Words such as a
status or a kind of event are plain strings here; what they mean is decided in bot.core.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """A leased row of the inbox or the outbox.

    `attempts` counts this one, `failures` those of them that are known to have failed; the others
    ended with the process. `reason` says why it was let go of before, "" if it never was. `fence`
    proves the lease: a finish with an older fence is refused.
    """

    id: int
    key: str
    lane: str
    payload: Mapping[str, Any]
    attempts: int
    failures: int
    reason: str
    fence: str
    put_at: datetime

    @property
    def was_tried(self) -> bool:
        """Whether somebody may have done it before, all or in part."""
        return self.attempts > 1 or bool(self.reason)


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonRow:
    """Somebody known to the desk. `email` is proven or ""; `claimed_email` was only typed.

    `desk` is the key of the conversation where an agent last worked, "" if none.
    """

    id: int
    name: str
    email: str
    claimed_email: str
    language: str
    is_agent: bool
    teams: tuple[str, ...]
    desk: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """One address of a person on one channel."""

    person_id: int
    channel: str
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Correspondent:
    """An address that machines may answer from, and what we know of writing to it.

    `answers` counts what was sent there by itself since `window_at`; it is below zero where more
    is free. `held_at` is since when it is in quarantine, `bounced_at` since when nothing arrives
    there any more; None if not, and then the reason is "".
    """

    channel: str
    address: str
    window_at: datetime
    answers: int
    held_at: datetime | None
    held_why: str
    bounced_at: datetime | None
    bounced_why: str

    @property
    def is_kept(self) -> bool:
        """Whether not everything goes there as it should."""
        return self.held_at is not None or self.bounced_at is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketRow:
    """A ticket: the fold of its timeline. `version` is the `seq` of the last event folded in.

    `home` is the key of the conversation the ticket was opened in and where its news goes.
    `before_waiting` is the status to return to when the waiting ends. 0 and "" mean "none".
    """

    id: int
    version: int
    subject: str
    status: str
    kind: str
    impact: int
    urgency: int
    priority: int
    service: str
    language: str
    requester_id: int
    assignee_id: int
    team: str
    home: str
    opened_at: datetime
    progress_at: datetime
    before_waiting: str = ""
    resolution: str = ""
    outage_id: int = 0
    reopened: int = 0
    told_place: int = 0
    told_at: datetime | None = None
    claimed_at: datetime | None = None
    first_response_at: datetime | None = None
    resolved_at: datetime | None = None
    closed_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One thing that happened to a ticket; never changed, never deleted.

    `seq` counts from 1 within the ticket. `actor` is a name to show, `actor_id` 0 for Firstline.
    `public` says whether the requester may read it. `data` holds JSON values only.
    """

    seq: int
    at: datetime
    kind: str
    actor: str
    actor_id: int
    public: bool
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class TalkRow:
    """What Firstline remembers of a conversation between two messages.

    `lines` is the number of lines said so far; `state` holds JSON values and is {} at first.
    `nudge_at` is when the ticker should look at this conversation again, None for never.
    """

    key: str
    lines: int
    state: Mapping[str, Any]
    nudge_at: datetime | None
    touched_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class LineRow:
    """One message of a conversation, as said. `seq` is gapless within the conversation.

    `key` is the message's dedupe or idempotency key; `external_id` the channel's own id ("" until
    the receipt is in); `payload` the whole message as JSON; `ticket_id` 0 if it belongs to none.
    """

    talk: str
    seq: int
    key: str
    inbound: bool
    external_id: str
    author: str
    text: str
    at: datetime
    ticket_id: int
    payload: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class PinRow:
    """A ticket's card on the board `place`, the key of a conversation, as it was last put there.

    `external_id` is "" while nobody knows what the channel calls it, `version` the ticket's.
    `settled` says that nothing more was to come of the ticket.
    """

    place: str
    ticket_id: int
    external_id: str
    digest: str
    version: int
    settled: bool
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleRow:
    """A knowledge article. `front` is its front matter, `digest` its SHA-256.

    `state` is draft, review, published or retired. `source` is folder, desk where it was drafted
    from a ticket here, or chat where somebody has dictated it; `place` is the file, and `author`
    who wrote it, "" where nobody knows.
    """

    id: str
    language: str
    title: str
    body: str
    front: Mapping[str, Any]
    digest: str
    state: str = "published"
    source: str = "folder"
    place: str = ""
    author: str = ""

    @property
    def is_a_file(self) -> bool:
        """Whether a file says what it is; it is changed there, and nowhere else."""
        return self.source == "folder"


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionRow:
    """What an article said from `written_at` on; its versions are counted from 1."""

    article_id: str
    version: int
    language: str
    title: str
    body: str
    front: Mapping[str, Any]
    digest: str
    state: str
    source: str
    place: str
    author: str
    written_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedbackRow:
    """What became of one suggestion: outcome is shown, worked, failed, silent, not_relevant or
    solved.

    Solved means that a ticket was solved with the article, whether or not it had been shown.
    `step` is how many steps had been shown by then; 0 where all were shown at once.
    """

    id: int
    talk: str
    article_id: str
    question: str
    confidence: float
    shown_at: datetime
    outcome: str
    ticket_id: int
    step: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LessonRow:
    """A suggestion or a ticket of which the end is known, to be learnt from."""

    id: int
    article_id: str
    question: str
    confidence: float
    outcome: str
    settled_at: datetime
    ticket_id: int
    service: str
    channel: str
    language: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelRow:
    """What a ticket is, by name ("service") and label ("vpn").

    `said` is false where an agent did not say so, but let it stand and solved the ticket.
    """

    id: int
    ticket_id: int
    name: str
    label: str
    said: bool
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class OutageRow:
    """A known outage of a service; `ended_at` None while it lasts, `over` what was said then."""

    id: int
    service: str
    text: str
    started_at: datetime
    ended_at: datetime | None
    over: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pass:
    """A secret that opens something, kept as a hash.

    `purpose` is chat, sign-in, desk, ticket or answer; `subject` says what it
    opens: a chat address, an agent's e-mail, a ticket id, a message's key.
    """

    purpose: str
    subject: str
    expires_at: datetime
    used_at: datetime | None
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyRow:
    """A secret that the desk signs with; told to nobody."""

    secret: bytes = field(repr=False)
    made_at: datetime
