"""Whether a mail says once more what a ticket began with: word for word, or but for its numbers.

Machines repeat themselves, and often only a counter or a date in their words changes. The window is
short for those: people, too, write two mails that differ in a number, and mean two things.
"""

import re
from collections.abc import Mapping
from datetime import datetime, timedelta

from bot.core import reading
from store.records import Event, TicketRow

VERBATIM_WITHIN = timedelta(days=1)
BUT_FOR_NUMBERS_WITHIN = timedelta(minutes=30)
_WORD = re.compile(r"[^\W_]++")


def words(subject: str, text: str) -> tuple[str, ...]:
    """What is compared: the words, in order, of the subject as a ticket has it and of the text."""
    said = reading.tidy(text)
    titled = reading.subject(said, subject) if said or subject else ""
    return tuple(_WORD.findall(f"{titled}\n{said}".casefold()))


def but_for_numbers(said: tuple[str, ...]) -> tuple[str, ...]:
    """The words that hold no digit."""
    return tuple(word for word in said if not any(map(str.isdigit, word)))


def verbatim(
    said: tuple[str, ...], begun: Mapping[int, Event], those: tuple[TicketRow, ...], now: datetime
) -> TicketRow | None:
    """Of these tickets the one that began with just this, within a day."""
    recent = (ticket for ticket in those if now - ticket.opened_at <= VERBATIM_WITHIN)
    return next((ticket for ticket in recent if _words(begun[ticket.id]) == said), None)


def nearly(
    said: tuple[str, ...], begun: Mapping[int, Event], those: tuple[TicketRow, ...], now: datetime
) -> TicketRow | None:
    """Of these tickets the one that began with the same but for its numbers, a moment ago."""
    plain = but_for_numbers(said)
    recent = (ticket for ticket in those if now - ticket.opened_at <= BUT_FOR_NUMBERS_WITHIN)
    same = (ticket for ticket in recent if but_for_numbers(_words(begun[ticket.id])) == plain)
    return next(same, None) if plain else None


def _words(begun: Event) -> tuple[str, ...]:
    return words(begun.data["subject"], begun.data["text"])
