"""A solved ticket -> the draft of an article: what people say, and the steps that solved it.

Only what the requester said and what the desk told them is in it: no notes, no names, no addresses.
"""

import re
from collections.abc import Iterable, Sequence

from bot.core import references
from bot.core.lifecycle import Kind
from knowledge.article import DRAFT, REVIEW, Article
from knowledge.scrubbing import GAP, says_something, without_people
from store.records import Event, TicketRow

MOST_SYMPTOMS = 6
LONGEST = 200  # letters of a title, a symptom or a step

_SENTENCE = re.compile(r"(?<=[.!?])\s+|\n+")
_BULLET = re.compile(r"(?:[-*•]|\d{1,2}[.)])\s+")


def id_of(ticket_id: int) -> str:
    """How the article of a ticket is called: one a ticket."""
    return references.write(ticket_id).lower()


def draft(ticket: TicketRow, story: Sequence[Event], names: Iterable[str]) -> Article:
    """The article that this ticket makes. `names` are the people who must not be in it.

    It waits for review once it has steps.
    """
    known = tuple(names)
    steps = _steps(_solution(story), known)
    return Article(
        id=id_of(ticket.id),
        title=_title(ticket, known),
        symptoms=_symptoms(ticket, story, known),
        steps=steps,
        services=(ticket.service,) if ticket.service else (),
        language=ticket.language or "en",
        state=REVIEW if steps else DRAFT,
    )


def _title(ticket: TicketRow, names: tuple[str, ...]) -> str:
    """The first sentence of the subject that is about no person, else what is left of it."""
    lines = (_line(one, names) for one in _SENTENCE.split(ticket.subject))
    said = [line.lstrip(f"{GAP} ,:;-") for line in lines]  # "Anna: the gate jams"
    title = next(filter(_is_whole, said), "") or next(filter(None, said), "")
    return title.rstrip(".") or f"From {references.write(ticket.id)}"


def _is_whole(line: str) -> bool:
    return bool(line) and GAP not in line


def _symptoms(ticket: TicketRow, story: Sequence[Event], names: tuple[str, ...]) -> tuple[str, ...]:
    """What the requester said, sentence by sentence, each once; what names people is left out."""
    asked = [event for event in story if _is_said(event, ticket)]
    told = (str(event.data.get("text", "")) for event in asked)
    lines = [_line(one, names) for text in told for one in _SENTENCE.split(text)]
    whole = [line for line in lines if _is_whole(line)]
    once = {line.lower(): line for line in reversed(whole)}
    return tuple(dict.fromkeys(once[line.lower()] for line in whole))[:MOST_SYMPTOMS]


def _is_said(event: Event, ticket: TicketRow) -> bool:
    is_theirs = event.kind == Kind.OPENED or event.actor_id == ticket.requester_id
    return event.public and is_theirs and event.kind in (Kind.OPENED, Kind.SAID)


def _solution(story: Sequence[Event]) -> str:
    """What the desk said when it was solved; the last time, if it came back."""
    told = [str(event.data.get("text", "")) for event in story if event.kind == Kind.RESOLVED]
    return told[-1] if told else ""


def _steps(solution: str, names: tuple[str, ...]) -> tuple[str, ...]:
    lines = (_BULLET.sub("", one.strip(), count=1) for one in _SENTENCE.split(solution))
    return tuple(filter(None, (_line(one, names) for one in lines)))


def _line(text: str, names: tuple[str, ...]) -> str:
    """A line without people; "" if nothing is left of it."""
    bare = " ".join(without_people(text, names).split()).strip(" ,;>")
    return bare[:LONGEST].rstrip() if says_something(bare) else ""
