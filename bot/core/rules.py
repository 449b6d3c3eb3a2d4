"""Predicates over a Turn, a fact each: the left column of the playbook."""

from bot.core import lifecycle, orders, reading
from bot.core.lifecycle import REOPEN_WINDOW, Status
from bot.core.phrases import ALL_OF_IT, GOES_ON
from bot.core.reading import ENOUGH_WORDS, meaningful
from bot.core.triage import triage
from bot.core.turn import Intent, Turn
from store.records import OutageRow

SMALL_TALK = frozenset({Intent.GREET, Intent.HELP, Intent.THANK})
# What says nothing beside a subject that names a matter.
UNTOLD = SMALL_TALK | {Intent.STATUS, Intent.WORKED}
_GO_ON = frozenset({Intent.NEXT, Intent.FAILED})
REPORTS = frozenset({Intent.TELL, Intent.FAILED, Intent.PERSON, Intent.NEW})
MOST_ROUNDS = 2  # fixes that did not help before a person takes over
MOST_FIXES = 3  # shown for one request, and named at once
MOST_UNFIT = 2  # fixes beside the point after which another one is tried


def nobody_spoke(turn: Turn) -> bool:
    """Time passed in a conversation that waits for an answer."""
    return turn.silent


def reports_a_bounce(turn: Turn) -> bool:
    """A mail server says what became of a message of ours."""
    return turn.message.bounced is not None


def must_change_nothing(turn: Turn) -> bool:
    """It belongs to a ticket, and may say more but never move it."""
    return bool(turn.message.keeps_state) and (turn.ticket or turn.joined) is not None


def repeats_itself(turn: Turn) -> bool:
    """The same again, word for word, while the ticket that it became is open."""
    return turn.repeated is not None and turn.verbatim


def repeats_but_for_numbers(turn: Turn) -> bool:
    """The same again with other numbers in it, soon after the first: as machines count."""
    return turn.repeated is not None and not turn.verbatim


def is_automatic(turn: Turn) -> bool:
    """A machine wrote it, or it holds nothing at all."""
    message = turn.message
    said_something = turn.said or message.choice or message.attachments
    return message.automatic or not (said_something or turn.intent is Intent.NEW)


def is_from_the_desk(turn: Turn) -> bool:
    """An agent gives an order, or somebody speaks where only the desk listens."""
    return turn.message.private or (turn.speaker.is_agent and _gives_an_order(turn))


def presses_for_another(turn: Turn) -> bool:
    """Somebody presses what somebody else was asked; only an agent may."""
    return turn.host is not None and bool(turn.message.choice) and not turn.speaker.is_agent


def answers_as_an_agent(turn: Turn) -> bool:
    """An agent talks to whoever asked, in their own conversation."""
    return turn.host is not None and not turn.message.choice and turn.speaker.is_agent


def is_a_guest(turn: Turn) -> bool:
    """Somebody else says something while a matter is under way."""
    return turn.host is not None and not turn.message.choice


def presses_what_is_over(turn: Turn) -> bool:
    """A button was pressed that no longer means anything: pressed twice, or overtaken."""
    verb, thing = reading.pressed(turn.message.choice)
    over = _OVER.get(verb)
    return over is not None and over(turn, thing)


def sounds_dangerous(turn: Turn) -> bool:
    """Fire, an attack, a loss: seconds count, and nobody should be asked to try a fix first."""
    about = turn.ticket or (turn.joined if turn.host else None)
    known = about is not None and lifecycle.is_open(about) and about.priority == 1
    return bool(turn.triage.danger) and turn.intent in REPORTS and not known


def joins_a_thread(turn: Turn) -> bool:
    """Somebody in copy, or writing from elsewhere, answers in the thread of an open ticket."""
    joined = turn.joined
    return joined is not None and lifecycle.is_open(joined) and turn.intent is not Intent.NEW


def asks_how_this_works(turn: Turn) -> bool:
    """A greeting, a thank-you, a call for help with nothing in it."""
    return turn.intent in SMALL_TALK or _only_begins(turn) or _has_nothing_to_settle(turn)


def asks_for_status(turn: Turn) -> bool:
    """Where do I stand?"""
    return turn.intent is Intent.STATUS


def says_it_worked(turn: Turn) -> bool:
    """A fix helped, or a ticket is solved in the requester's eyes."""
    return turn.intent is Intent.WORKED and bool(turn.talk.offered or _is_unfinished(turn))


def wants_the_next_step(turn: Turn) -> bool:
    """This step did not help, and there is another; who says that nothing did has had enough."""
    verb, _ = reading.pressed(turn.message.choice)
    goes_on = verb == "next" or (not verb and not ALL_OF_IT.search(turn.said.lower()))
    return turn.intent in _GO_ON and goes_on and turn.next_step is not None


def asks_to_go_on(turn: Turn) -> bool:
    """ "Done", "next": after the last step."""
    return turn.intent is Intent.NEXT and bool(turn.talk.offered)


def says_it_failed(turn: Turn) -> bool:
    """A fix that was offered did not help, or another is asked for."""
    verb, _ = reading.pressed(turn.message.choice)
    says_so = turn.intent is Intent.FAILED or verb == "next"  # and there is no next step any more
    return says_so and bool(turn.talk.offered) and verb != "again"


def is_beside_the_point(turn: Turn) -> bool:
    """The fix that was offered is for something else."""
    return turn.intent is Intent.OTHER and bool(turn.talk.offered)


def asks_for_a_person(turn: Turn) -> bool:
    """No more of the bot, please."""
    return turn.intent is Intent.PERSON


def reopens_a_solved_ticket(turn: Turn) -> bool:
    """It is not solved after all: said within the window, in so many words or in its own thread."""
    ticket = turn.ticket
    if ticket is None or lifecycle.is_open(ticket) or turn.talk.fresh:
        return False
    since = ticket.closed_at or ticket.resolved_at or ticket.progress_at
    says_so = turn.intent is Intent.FAILED or turn.threaded
    return says_so and turn.intent is not Intent.NEW and turn.now - since <= REOPEN_WINDOW


def adds_to_a_ticket(turn: Turn) -> bool:
    """More about the open ticket of this conversation."""
    if not _has_open_ticket(turn) or turn.intent is Intent.NEW:
        return False
    if turn.threaded or _is_waited_for(turn):
        return True
    return not (turn.talk.fresh or turn.talk.request or _is_another_matter(turn))


def cannot_be_read(turn: Turn) -> bool:
    """It is encrypted, and not for us."""
    return turn.message.sealed


def is_no_answer(turn: Turn) -> bool:
    """A few words while a fix waits for an answer: neither yes nor no, nor another matter."""
    talk = turn.talk
    waits = turn.chatty and talk.offered and talk.request and not talk.asked
    plain = turn.intent is Intent.TELL and not (turn.message.choice or turn.message.attachments)
    words = meaningful(turn.said)
    is_question = bool(words) and "?" in turn.said
    is_bare = not is_question and len(words) < ENOUGH_WORDS
    is_free = not (_has_open_ticket(turn) or triage(turn.said).service)
    return bool(waits) and plain and is_bare and is_free


def matches_an_outage(turn: Turn) -> bool:
    """The service it is about is known to be down."""
    return turn.triage.kind == "incident" and outage_of(turn) is not None


def has_a_good_fix(turn: Turn) -> bool:
    """We are sure of a fix that this person has not seen for this request."""
    return bool(turn.fixes) and turn.talk.failed < MOST_ROUNDS and not has_seen_enough(turn)


def has_seen_enough(turn: Turn) -> bool:
    """As many fixes as one request is worth were shown."""
    return len(turn.talk.shown) >= MOST_FIXES


def is_too_thin(turn: Turn) -> bool:
    """Too little to act on, in a conversation quick enough to ask back, once."""
    told_more = turn.talk.asked or turn.talk.shown or turn.message.attachments
    return turn.chatty and not told_more and len(meaningful(turn.request)) < ENOUGH_WORDS


def always(_: Turn) -> bool:
    """The last row of the playbook."""
    return True


def outage_of(turn: Turn) -> OutageRow | None:
    """The outage this is about, if any: by the service recognised, or by its name in the text."""
    text = turn.request.lower()
    named = (
        o for o in turn.outages if o.service == turn.triage.service or f" {o.service} " in text
    )
    return next(named, None)


def _gives_an_order(turn: Turn) -> bool:
    order = turn.order
    if order is None or (turn.message.choice and not orders.pressed(turn.message.choice)):
        return False
    calls_us = turn.host is not None and bool(turn.message.order)
    return bool(order.verb or calls_us or (order.ticket_id and orders.nearest(order.typed)))


def _is_unfinished(turn: Turn) -> bool:
    return turn.ticket is not None and turn.ticket.status != Status.CLOSED


def _has_open_ticket(turn: Turn) -> bool:
    return turn.ticket is not None and lifecycle.is_open(turn.ticket)


def _is_waited_for(turn: Turn) -> bool:
    return turn.ticket is not None and turn.ticket.status == Status.WAITING_CUSTOMER


def _is_another_matter(turn: Turn) -> bool:
    """Another service than the ticket's, said in enough words to stand alone."""
    before, now = turn.ticket.service if turn.ticket else "", turn.triage.service
    if GOES_ON.match(turn.said):
        return False
    return bool(before and now) and before != now and len(meaningful(turn.said)) >= ENOUGH_WORDS


def _only_begins(turn: Turn) -> bool:
    return turn.intent is Intent.NEW and not turn.said


def _has_nothing_to_settle(turn: Turn) -> bool:
    """ "It works", and there is nothing that did not."""
    pending = turn.talk.offered or turn.talk.request or _is_unfinished(turn)
    is_enough = " " in turn.said or turn.ticket is not None
    return turn.intent is Intent.WORKED and not pending and is_enough


def _is_not_offered(turn: Turn, article: str) -> bool:
    return article not in turn.talk.offered


def _is_not_next(turn: Turn, step: str) -> bool:
    return step != turn.talk.awaited


def _is_for_agents(_: Turn, __: str) -> bool:
    """From an agent it was an order, and is followed already."""
    return True


def _is_not_solved(turn: Turn, _: str) -> bool:
    return turn.ticket is None or turn.ticket.status != Status.RESOLVED


def _is_closed(turn: Turn, _: str) -> bool:
    return turn.ticket is None or turn.ticket.status == Status.CLOSED


_OVER = {
    "worked": _is_not_offered,
    "failed": _is_not_offered,
    "show": _is_not_offered,
    "other": _is_not_offered,
    "next": _is_not_next,
    "solved": _is_closed,
    "again": _is_not_solved,
    "publish": _is_for_agents,
    "return": _is_for_agents,
}
