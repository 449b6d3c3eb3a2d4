"""How a ticket's story reads: who did what, and which of it is worth a bubble."""

from dataclasses import dataclass, replace

from channels import text
from channels.views import Audience, StoryLine, TicketStory
from channels.web import wording

ASKERS = frozenset({"opened", "said", "confirmed", "reopened", "revised"})
PASSED_ON = frozenset({"assigned", "dispatched"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A line as it is shown: "Sam asked" over a bubble, or "Assigned to Kim by Sam" and no more.

    Empty is what is not shown; `mine` is what the reader did.
    """

    line: StoryLine
    who: str = ""
    did: str
    whom: str = ""
    by: str = ""
    words: str = ""
    mine: bool = False


def to_desk(story: TicketStory) -> tuple[Told, ...]:
    """The whole story, with everybody's name."""
    return tuple(_told(line) for line in story.lines)


def to_requester(story: TicketStory) -> tuple[Told, ...]:
    """The public story, told to the person who asked."""
    names = frozenset({_name(story.card.requester), wording.BY_LINK})
    return tuple(_told_to(names, line) for line in public_lines(story))


def public_lines(story: TicketStory) -> tuple[StoryLine, ...]:
    """The lines for a requester; the desk leaves out the others, and so do we once more."""
    return tuple(line for line in story.lines if line.audience is Audience.PUBLIC)


def _name(shown: str) -> str:
    return shown.removesuffix(wording.NOT_VERIFIED)


def _told_to(names: frozenset[str], line: StoryLine) -> Told:
    told = _told(line)
    if line.what in ASKERS and _name(line.who) in names:
        return replace(told, who=wording.YOU, mine=True)
    return replace(told, who=_name(told.who))


def _told(line: StoryLine) -> Told:
    moved = wording.MOVED.get(line.what, "")
    whom = text.as_plain(line.text) or (line.who if line.what == "claimed" else "")
    if moved and whom:
        return _moved(line, moved, whom)
    did = wording.DID.get(line.what, line.what)
    return Told(line=line, who=line.who, did=did, words=line.text)


def _moved(line: StoryLine, did: str, whom: str) -> Told:
    """A ticket that went to somebody: their name says it all."""
    by = line.who if line.what in PASSED_ON and whom != line.who else ""
    return Told(line=line, did=did, whom=whom, by=by)
