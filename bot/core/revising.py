"""Somebody edits or takes back what they had said."""

from dataclasses import replace

from bot.core import rules
from bot.core.actions import offer_fixes, open_ticket
from bot.core.effects import Effect, Effects, Record, Remember, Revise
from bot.core.lifecycle import Kind
from bot.core.reading import ENOUGH_WORDS, meaningful
from bot.core.turn import Turn


def amend(turn: Turn) -> Effects:
    """The line reads anew and keeps what it said; a ticket shows both, a request goes by it."""
    revised: tuple[Effect, ...] = (Revise(text=turn.said),)
    if turn.message.private:
        return *revised, *_note_corrected(turn)
    if turn.ticket:
        return *revised, _on_its_ticket(turn, turn.ticket.id)
    return *revised, *_request_amended(turn)


def _on_its_ticket(turn: Turn, ticket_id: int) -> Record:
    message = turn.message
    data = {
        "text": turn.said,
        "of": message.edits or message.deletes,
        "was": turn.before,
        "gone": bool(message.deletes),
        "late": turn.answered,
    }
    return Record(ticket_id=ticket_id, kind=Kind.REVISED, public=True, data=data)


def _note_corrected(turn: Turn) -> Effects:
    """An order is not followed twice; a note that reads differently now is noted anew."""
    order = turn.order
    if order is None or order.verb != "note" or turn.named is None or not order.rest:
        return ()
    data = {"text": order.rest, "of": turn.message.edits}
    return (Record(ticket_id=turn.named.id, kind=Kind.NOTED, data=data),)


def _request_amended(turn: Turn) -> Effects:
    """What was asked so far reads as it was edited; where nothing was offered yet it is looked at
    once more, else the wait for an answer begins anew."""
    talk = turn.talk
    if turn.host or not turn.before or turn.before not in talk.request:
        return ()
    amended = replace(talk, request=turn.request)
    anew = replace(turn, talk=amended)
    if not (talk.offered or talk.shown) and _tells_enough(anew):
        return offer_fixes(anew) if rules.has_a_good_fix(anew) else open_ticket(anew)
    return (Remember(talk=amended, nudge="remind" if talk.offered else "log"),)


def _tells_enough(turn: Turn) -> bool:
    return bool(turn.fixes) or len(meaningful(turn.request)) >= ENOUGH_WORDS
