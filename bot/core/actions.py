"""Turn -> effects, one function for each row of the playbook: the right column."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from bot.core import (
    chat_wording,
    desk_wording,
    fix_wording,
    lifecycle,
    queueing,
    reading,
    references,
    rules,
    stepping,
    wording,
)
from bot.core.effects import (
    Belongs,
    Effect,
    Effects,
    GiveUpAddress,
    OfferFixes,
    OpenTicket,
    Record,
    Remember,
    Say,
    SettleFixes,
    TakeBack,
)
from bot.core.lifecycle import Kind
from bot.core.turn import Fix, Intent, Talk, Turn
from channels.messages import Choice, to_json
from store.records import TicketRow

Words = Callable[[Sequence[Fix]], str]


def follow_up(turn: Turn) -> Effects:
    """Silence: remind once of an offered fix, then let it rest; log a request left half told."""
    talk = turn.talk
    if turn.overtaken:
        return ()
    if talk.offered and not talk.nudged:
        reminder = Say(text=wording.still_there(), choices=stepping.choices(turn))
        return reminder, Remember(talk=replace(talk, nudged=True), nudge="forget")
    if talk.offered:
        return settle(turn, "silent", talk.offered), Remember(talk=_rested(talk))
    return open_for(turn, why="silent") if talk.request else (Remember(talk=_rested(talk)),)


def file_quietly(turn: Turn) -> Effects:
    """Keep it where it belongs and answer nothing: never talk to a machine."""
    return _noted(turn, text=turn.said, why="automatic")


def take_back(turn: Turn) -> Effects:
    """What did not arrive is said elsewhere; a delay is only noted; what is not ours is filed."""
    report, line = turn.message.bounced, turn.returned
    if report is None or line is None:
        return file_quietly(turn)
    if report.delayed:
        return _note(turn, text=desk_wording.delayed(report.address, report.reason))
    why = report.reason or "the mail came back"
    gave_up = (GiveUpAddress(key=line.key, why=why),) if report.permanent else ()
    return TakeBack(key=line.key, why=why), *gave_up


def note_only(turn: Turn) -> Effects:
    """Keep it on its ticket, with why it changes nothing."""
    data = {"text": turn.said, "untold": turn.message.keeps_state}
    if turn.ticket:
        return _noted(turn, **data)
    return _note(replace(turn, ticket=turn.joined), **data)  # somebody in copy, so to speak


def add_quietly(turn: Turn) -> Effects:
    """More of the same ticket; who says it twice has been answered once."""
    return _added(turn)


def add_and_say_so(turn: Turn) -> Effects:
    """More of the same ticket, as we take it; the speaker may know better."""
    return *_added(turn), *_say_it_is_added(turn, turn.repeated)


def untold(turn: Turn, effects: Effects) -> Effects:
    """The same without a word to the speaker, and the timeline says why."""
    why = turn.message.unanswered
    kept = (_silenced(each, why) for each in effects if not isinstance(each, Say | OfferFixes))
    done = tuple(kept)
    return done or _noted(turn, text=turn.said, untold=why)


def _silenced(effect: Effect, why: str) -> Effect:
    match effect:
        case OpenTicket():
            return replace(effect, untold=why)
        case Record():
            return replace(effect, data={"untold": why, **effect.data})
        case _:
            return effect


def say_it_is_noted(turn: Turn) -> Effects:
    """Pressing twice is harmless."""
    return (Say(text=wording.already(), whisper=True),)


def open_urgent_ticket(turn: Turn) -> Effects:
    """Safety advice to the person, an alarm to the desk, the head of the line."""
    return open_for(turn, why="urgent")


def introduce_ourselves(turn: Turn) -> Effects:
    """Small talk is answered and never logged as a ticket."""
    if turn.intent is Intent.NEW:
        fresh = Talk(who=turn.asker.id, fresh=True, at_hand=turn.talk.at_hand)
        return Say(text=wording.go_on()), Remember(talk=fresh)
    if turn.intent in (Intent.THANK, Intent.WORKED):
        return _welcome(turn)
    return (Say(text=wording.introduction()),)


def report_status(turn: Turn) -> Effects:
    """Place in line, expected time and next step of the ticket asked about, or of all open ones."""
    asked = references.find(turn.said)
    if asked and not (turn.ticket and turn.ticket.id in asked):
        return (Say(text=wording.not_yours(references.write(asked[0]))),)
    about = (turn.ticket,) if turn.ticket and asked else turn.mine or _unfinished(turn)
    reports = (_status(turn, ticket) for ticket in about)
    return (Say(text="\n\n".join(reports) or wording.no_open_tickets()),)


def close_with_thanks(turn: Turn) -> Effects:
    """The fix worked, or the ticket is solved, or not wanted any more: said by who knows."""
    is_off = reading.is_called_off(turn.said)
    settled = _settled_as_unknown(turn) if is_off else _settled_as_worked(turn)
    if turn.talk.request:
        text = wording.called_off() if is_off else wording.fixed()
        return *settled, Say(text=text), Remember(talk=_rested(turn.talk))
    return *settled, *_on_ticket(turn, Kind.CONFIRMED)


def try_next_fix_or_escalate(turn: Turn) -> Effects:
    """Another fix while there is a good one and patience; then a person who knows them all."""
    verb, thing = reading.pressed(turn.message.choice)
    if verb == "show":
        return _show(turn, thing)
    settled = settle(turn, "failed", turn.talk.offered[:1])
    if not turn.talk.request:  # the fix came with a ticket, by mail
        return settled, *note_it(turn)
    failed = replace(turn, talk=_one_more_failed(turn.talk))
    left = tuple(fix for fix in turn.fixes if not fix.is_among(failed.talk.shown))
    if left and failed.talk.failed < rules.MOST_ROUNDS and not rules.has_seen_enough(failed):
        return settled, *offer(failed, left, wording.next_fix)
    return settled, *open_for(failed, why="unsolved")


def call_a_person(turn: Turn) -> Effects:
    """A person takes over: on the open ticket if there is one, else on a new one."""
    ticket = turn.ticket
    if ticket is None or not lifecycle.is_open(ticket) or turn.talk.request:
        return open_for(turn, why="person")
    answer = wording.on_its_way(
        references.write(ticket.id), assignee=_assignee(turn, ticket), place=_place(turn, ticket)
    )
    return *_on_ticket(turn, Kind.SAID), Say(text=answer)


def reopen(turn: Turn) -> Effects:
    """Not solved after all, or there is more to say: somebody has to read it."""
    why = "failed" if turn.intent is Intent.FAILED else "said"
    return _on_ticket(turn, Kind.REOPENED, why=why)


def note_it(turn: Turn) -> Effects:
    """Add it to the ticket; a quick conversation is told so, a mail needs no answer."""
    said = _say_it_is_added(turn, turn.ticket) if turn.chatty else ()
    return *_on_ticket(turn, Kind.SAID), *said


def keep_unread(turn: Turn) -> Effects:
    """Kept for the desk to open; who wrote learns that it was not read."""
    if rules.reopens_a_solved_ticket(turn):
        return *reopen(turn), Say(text=wording.UNREADABLE)
    if rules.adds_to_a_ticket(turn):
        return *_on_ticket(turn, Kind.SAID), Say(text=wording.UNREADABLE)
    return open_for(turn, why="unreadable")


def note_from_another(turn: Turn) -> Effects:
    """What somebody else says on a ticket is for the desk: nobody knows yet who may hear it."""
    if turn.joined is None:
        return ()
    data = {**as_said(turn), "why": "joined"}
    said = Record(ticket_id=turn.joined.id, kind=Kind.SAID, data=data)
    told = chat_wording.kept_for_the_desk() if turn.rooms else desk_wording.kept_for_the_desk()
    hint = (Say(text=told),) if turn.speaker.is_agent else ()
    return Belongs(ticket_id=turn.joined.id, joins=True), said, *hint


def explain_outage_and_subscribe(turn: Turn) -> Effects:
    """Known and worked on: the report is logged and hears of the end."""
    outage = rules.outage_of(turn)
    return open_for(turn, why="outage", outage_id=outage.id if outage else 0)


def offer_fixes(turn: Turn) -> Effects:
    """A fix first where it can be tried and answered at once; by mail a ticket that carries it."""
    if not turn.chatty:
        return open_for(turn, why="logged", fixes=turn.fixes[: rules.MOST_FIXES])
    return offer(turn, turn.fixes, wording.offer)


def ask_one_question(turn: Turn) -> Effects:
    """One question, never two; what is said next is acted on as it stands."""
    talk = replace(begun(turn), asked=True)
    return Say(text=wording.one_question()), Remember(talk=talk, nudge="log")


def open_ticket(turn: Turn) -> Effects:
    """The ordinary end of intake: a ticket, its number, place in line and next step."""
    return open_for(turn, why="follow_up" if _follows_up(turn) else "logged")


def open_for(turn: Turn, *, why: str, outage_id: int = 0, fixes: tuple[Fix, ...] = ()) -> Effects:
    """A ticket of what was asked so far."""
    request = turn.request or turn.said
    opened = OpenTicket(
        text=request,
        subject=reading.subject(request, turn.talk.subject or turn.message.subject)
        or _UNTITLED.get(why, "A request without words"),
        triage=turn.triage,
        why=why,
        tried=_tried(turn),
        steps=turn.talk.steps,
        fixes=fixes,
        hints=turn.hints,
        outage_id=outage_id,
        since=turn.talk.since or turn.line,
    )
    settled = settle(turn, "failed", turn.talk.offered)
    carried = tuple(fix.article_id for fix in fixes)
    return settled, opened, Remember(talk=replace(_rested(turn.talk), offered=carried))


def _tried(turn: Turn) -> tuple[str, ...]:
    """The fixes that did not help: what was shown here before would be shown for this, too."""
    seen = dict.fromkeys((*turn.earlier, *turn.talk.shown))
    return tuple(each for each in seen if each not in turn.talk.unfit)


_UNTITLED = {"person": "Asks for a person"}


def offer(turn: Turn, fixes: tuple[Fix, ...], words: Words) -> Effects:
    """Show the first of these, or its first step, and name the others."""
    best, *others = fixes[: rules.MOST_FIXES]
    shown = (stepping.first_part(turn, best), *others)
    ids = tuple(fix.article_id for fix in shown)
    talk = replace(
        begun(turn),
        offered=ids,
        shown=tuple(dict.fromkeys((*turn.talk.shown, ids[0]))),
        steps={**turn.talk.steps, **({ids[0]: 1} if shown[0].of else {})},
        nudged=False,
    )
    offered = OfferFixes(fixes=shown, text=words(shown), choices=fix_wording.fix_choices(shown))
    return offered, Remember(talk=talk, nudge="remind")


def begun(turn: Turn) -> Talk:
    """The request as it stands now, to be kept in mind."""
    subject = turn.talk.subject or turn.message.subject
    return replace(
        turn.talk,
        request=turn.request,
        subject=subject,
        who=turn.asker.id,
        fresh=False,
        since=turn.talk.since or turn.line,
    )


def _rested(talk: Talk) -> Talk:
    """Nothing is pending in this conversation any more."""
    return Talk(who=talk.who, at_hand=talk.at_hand)


def _one_more_failed(talk: Talk) -> Talk:
    return replace(talk, failed=talk.failed + 1, offered=())


def _show(turn: Turn, article: str) -> Effects:
    """The fix asked for, in full, before the others; it may have been shown or be gone by now."""
    wanted = sorted(turn.fixes, key=lambda fix: fix.article_id != article)
    if not wanted or wanted[0].article_id != article:
        return say_it_is_noted(turn)
    return offer(turn, tuple(wanted), wording.offer)


def _settled_as_unknown(turn: Turn) -> Effects:
    offered = turn.talk.offered
    return (settle(turn, "silent", offered),) if offered else ()


def _settled_as_worked(turn: Turn) -> Effects:
    _, thing = reading.pressed(turn.message.choice)
    offered = turn.talk.offered
    worked = tuple(article for article in offered if article == thing) or offered[:1]
    others = tuple(article for article in offered if article not in worked)
    outcomes = (("worked", worked), ("silent", others))
    return tuple(settle(turn, outcome, articles) for outcome, articles in outcomes if articles)


def settle(turn: Turn, outcome: str, articles: tuple[str, ...]) -> SettleFixes:
    """What became of these, and how far they were shown."""
    steps = {each: turn.talk.steps[each] for each in articles if each in turn.talk.steps}
    return SettleFixes(outcome=outcome, articles=articles, steps=steps)


def _on_ticket(turn: Turn, kind: Kind, **more: str) -> Effects:
    if turn.ticket is None:
        return ()
    record = Record(ticket_id=turn.ticket.id, kind=kind, public=True, data=as_said(turn) | more)
    return Belongs(ticket_id=turn.ticket.id), record, Remember(talk=_rested(turn.talk))


def as_said(turn: Turn) -> dict[str, object]:
    """What an event keeps of the message at hand."""
    return {
        "text": turn.said,
        "cut": turn.message.cut,
        "choice": turn.message.choice,
        "attachments": [to_json(each) for each in turn.message.attachments],
    }


def _added(turn: Turn) -> Effects:
    """On the ticket that is said once more."""
    return _on_ticket(replace(turn, ticket=turn.repeated), Kind.SAID)


def _say_it_is_added(turn: Turn, ticket: TicketRow | None) -> Effects:
    if ticket is None:
        return ()
    answer = wording.noted(
        references.write(ticket.id), assignee=_assignee(turn, ticket), place=_place(turn, ticket)
    )
    choices = _something_new(turn) if turn.chatty else ()
    return (Say(text=answer, choices=choices),)


def _noted(turn: Turn, **data: str) -> Effects:
    """The message belongs to the ticket, if there is one, and the ticket stays as it is."""
    belongs = (Belongs(ticket_id=turn.ticket.id),) if turn.ticket else ()
    return *belongs, *_note(turn, **data)


def _note(turn: Turn, **data: str) -> Effects:
    """For the desk to read on the ticket, if there is one."""
    return (Record(ticket_id=turn.ticket.id, kind=Kind.NOTED, data=data),) if turn.ticket else ()


def _welcome(turn: Turn) -> Effects:
    if turn.talk.offered:
        question = Say(text=wording.thanks_but_did_it(), choices=stepping.choices(turn))
        return (question,)
    kept = replace(turn, ticket=turn.ticket or turn.joined)
    return (Say(text=wording.you_are_welcome()),) if turn.chatty else file_quietly(kept)


def _unfinished(turn: Turn) -> tuple[TicketRow, ...]:
    return (turn.ticket,) if turn.ticket else ()


def _status(turn: Turn, ticket: TicketRow) -> str:
    place = _place(turn, ticket)
    wait = queueing.expected_wait(turn.queue, place)
    return wording.status(ticket, agent=_assignee(turn, ticket), place=place, wait=wait)


def _place(turn: Turn, ticket: TicketRow) -> int:
    return queueing.place(turn.queue, ticket.id)


def _assignee(turn: Turn, ticket: TicketRow) -> str:
    names = {agent.id: agent.name for agent in turn.agents}
    return names.get(ticket.assignee_id, "")


def _something_new(turn: Turn) -> tuple[Choice, ...]:
    return () if turn.threaded else chat_wording.something_new(turn.line)


def _follows_up(turn: Turn) -> bool:
    return turn.threaded and turn.ticket is not None
