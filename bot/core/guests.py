"""What others than the requester do in a conversation that all of them read."""

from bot.core import chat_wording
from bot.core.actions import as_said
from bot.core.effects import Belongs, Effects, Record, Say
from bot.core.lifecycle import Kind, Status
from bot.core.turn import Turn


def refuse_the_press(turn: Turn) -> Effects:
    """Nothing changes; only who pressed is told why."""
    name = turn.asker.name or "the person who asked"
    return (Say(text=chat_wording.only_for_them(name), whisper=True),)


def keep_an_answer(turn: Turn) -> Effects:
    """An agent's words to the requester: heard already, and kept as the reply they are."""
    if turn.joined is None:
        return ()
    return _kept(turn, turn.joined.id, Kind.REPLIED, why="said here")


def listen(turn: Turn) -> Effects:
    """Somebody else's words, for the desk to read on the ticket; without one nobody reads them."""
    if turn.joined is None or turn.joined.status == Status.CLOSED:
        return ()
    return _kept(turn, turn.joined.id, Kind.SAID, why="joined")


def _kept(turn: Turn, ticket_id: int, kind: Kind, *, why: str) -> Effects:
    data = {**as_said(turn), "why": why}
    record = Record(ticket_id=ticket_id, kind=kind, public=True, data=data)
    return Belongs(ticket_id=ticket_id, joins=True), record
