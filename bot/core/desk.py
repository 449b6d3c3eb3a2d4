"""The same for agents: orders become effects, one function a verb, whatever the channel."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from bot.core import (
    article_wording,
    chat_wording,
    citing,
    desk_wording,
    drafting,
    label_wording,
    labels,
    lifecycle,
    orders,
    queueing,
    references,
    shelf,
    wording,
)
from bot.core.effects import (
    BeginOutage,
    DraftArticle,
    Effects,
    EndOutage,
    Record,
    Release,
    Remember,
    Say,
)
from bot.core.lifecycle import Kind, Status
from bot.core.turn import Order, Turn
from channels.messages import to_json
from store.records import PersonRow, TicketRow

OVER = "over"
PRIORITIES = ("1", "2", "3", "4", "5")
MOST_PRESSING = 1
_CITE = (Kind.REPLIED, Kind.RESOLVED)
OnTicket = Callable[[Turn, TicketRow, str], Effects]


def follow_desk_orders(turn: Turn) -> Effects:
    """Do what an agent orders, or say why not."""
    if not turn.speaker.is_agent:
        told = chat_wording.desk_only() if turn.rooms else wording.desk_only()
        return _no(told)
    order = turn.order or Order(verb="")
    if order.verb == "article" and shelf.is_about_an_article(turn):
        return shelf.follow(turn)
    act = _ON_THE_DESK.get(order.verb)
    return act(turn) if act else _on_a_ticket(turn, order)


def _on_a_ticket(turn: Turn, order: Order) -> Effects:
    act = _ON_TICKETS.get(order.verb)
    if act is None:
        return _no(desk_wording.unknown_order(order.typed, orders.nearest(order.typed)))
    if turn.named is None:
        return _no(_which(turn, order))
    trouble = act.trouble(order, turn.named)
    return _no(trouble) if trouble else act.do(turn, turn.named, order.rest)


@dataclass(frozen=True, slots=True)
class _Act:
    """What an order on a ticket needs and does."""

    do: OnTicket
    kind: Kind | None = None
    needs_text: bool = False

    def trouble(self, order: Order, ticket: TicketRow) -> str:
        """Why the order cannot be carried out; "" if it can."""
        if self.kind and not lifecycle.may(ticket, self.kind):
            return desk_wording.not_possible(ticket, order.verb)
        if self.needs_text and not order.rest:
            return desk_wording.needs_text(order.verb, references.write(ticket.id))
        return ""


def _show(turn: Turn, ticket: TicketRow, _: str) -> Effects:
    story = desk_wording.story(ticket, turn.story)
    return *_say(story), *_take_up(turn, ticket)


def _claim(turn: Turn, ticket: TicketRow, _: str) -> Effects:
    if ticket.assignee_id == turn.speaker.id and ticket.status != Status.ASSIGNED:
        return *_no(desk_wording.already_yours(ticket)), *_take_up(turn, ticket)
    if ticket.assignee_id not in (0, turn.speaker.id):
        ago = turn.now - (ticket.claimed_at or ticket.progress_at)
        return _no(desk_wording.taken(ticket, _name(turn, ticket.assignee_id), ago))
    return _given(turn, ticket, Kind.CLAIMED, turn.speaker, desk_wording.you_have_it(ticket))


def _assign(turn: Turn, ticket: TicketRow, to: str) -> Effects:
    name = to.strip().partition("\n")[0].strip().lower().removeprefix("to ").strip().lstrip("@")
    agent = next((agent for agent in turn.agents if name and _answers_to(agent, name)), None)
    if agent:
        done = desk_wording.done(ticket, f"assigned to {agent.name}")
        return _given(turn, ticket, Kind.ASSIGNED, agent, done)
    team = next((team for team in turn.teams if team.lower() == name), "")
    if not team:
        known = (*(agent.name for agent in turn.agents), *turn.teams)
        return _no(desk_wording.unknown_assignee(to, known))
    moved = Record(ticket_id=ticket.id, kind=Kind.DISPATCHED, public=True, data={"team": team})
    return moved, *_say(desk_wording.done(ticket, f"dispatched to {team}"))


def _given(turn: Turn, ticket: TicketRow, kind: Kind, to: PersonRow, done: str) -> Effects:
    data = {"assignee_id": to.id, "assignee": to.name}
    record = Record(ticket_id=ticket.id, kind=kind, public=True, data=data)
    return record, *_say(done), *_take_up(turn, ticket)


def _write(kind: Kind, done: str, *, public: bool = True) -> OnTicket:
    """An order that puts words on the ticket."""

    def act(turn: Turn, ticket: TicketRow, text: str) -> Effects:
        if kind in _CITE and (missing := citing.missing(text, turn.cited)):
            return _no(article_wording.not_published(missing))
        files = [to_json(each) for each in turn.message.attachments]
        data = {"text": citing.said(text, turn.cited), "attachments": files, **_named(turn)}
        record = Record(ticket_id=ticket.id, kind=kind, public=public, data=data)
        told = article_wording.with_articles(done, turn.cited)
        return record, *_say(desk_wording.done(ticket, told)), *_take_up(turn, ticket)

    return act


def _named(turn: Turn) -> dict[str, list[str]]:
    """The articles that an agent names, which the desk learns from."""
    named = [fix.article_id for fix in turn.cited]
    return {"articles": named} if named else {}


def _prioritise(turn: Turn, ticket: TicketRow, typed: str) -> Effects:
    wanted = "".join(typed.split()[:1]).lower().removeprefix("p")
    if wanted not in PRIORITIES:
        return _no(desk_wording.which_priority(references.write(ticket.id)))
    priority = int(wanted)
    if priority == ticket.priority:
        return *_no(desk_wording.has_priority(ticket)), *_take_up(turn, ticket)
    data = {"priority": priority, "was": ticket.priority}
    # Who asked hears of it only if it is good news.
    set_ = Record(
        ticket_id=ticket.id, kind=Kind.PRIORITISED, public=priority == MOST_PRESSING, data=data
    )
    done = desk_wording.done(ticket, f"priority {priority}")
    return set_, *_say(done), *_take_up(turn, ticket)


def _label(verb: str) -> OnTicket:
    """An order that says what the ticket is; to say what it is already confirms it."""

    def act(turn: Turn, ticket: TicketRow, words: str) -> Effects:
        label = labels.typed(verb, words)
        if not label:
            return _no(label_wording.which_label(verb, references.write(ticket.id)))
        data = labels.said(ticket, verb, label)
        if not lifecycle.is_open(ticket):
            data.pop("priority", None)
        set_ = Record(ticket_id=ticket.id, kind=Kind.LABELLED, data=data)
        done = label_wording.labelled(ticket, verb, data)
        return set_, *_say(done), *_take_up(turn, ticket)

    return act


def _suggest_article(turn: Turn, ticket: TicketRow, remark: str) -> Effects:
    words = ": ".join(filter(None, (desk_wording.WORTH_AN_ARTICLE, remark)))
    noted = Record(ticket_id=ticket.id, kind=Kind.NOTED, data={"text": words, "article": True})
    is_solved = ticket.status in (Status.RESOLVED, Status.CLOSED)
    done = article_wording.drafted(ticket, drafting.id_of(ticket.id), is_solved=is_solved)
    drafted = DraftArticle(ticket_id=ticket.id)
    return noted, drafted, *_say(done), *_take_up(turn, ticket)


def _queue(turn: Turn) -> Effects:
    return _say(desk_wording.queue(turn.waiting))


def _mine(turn: Turn) -> Effects:
    return _say(desk_wording.mine(turn.latest))


def _next(turn: Turn) -> Effects:
    if turn.named is None or not queueing.waits_in_line(turn.named):
        return _say(desk_wording.queue(()))
    return _claim(turn, turn.named, "")


def _help(_: Turn) -> Effects:
    return _say(desk_wording.desk_help())


def _outage(turn: Turn) -> Effects:
    words = (turn.order.rest if turn.order else "").split(maxsplit=2)
    is_over = bool(words) and words[0].lower() == OVER
    if len(words) < 1 + is_over:
        return _say(desk_wording.which_outage())
    if is_over:
        return _outage_over(turn, words[1].lower(), " ".join(words[2:]))
    service, text = words[0].lower().rstrip(":"), " ".join(words[1:])
    if any(outage.service == service for outage in turn.outages):
        return _say(desk_wording.outage_known(service))
    begun = BeginOutage(service=service, text=desk_wording.outage_text(service, text))
    return begun, *_say(desk_wording.outage_begun(service))


def _outage_over(turn: Turn, service: str, text: str) -> Effects:
    lasting = [outage for outage in turn.outages if outage.service == service]
    if not lasting:
        return _say(desk_wording.no_outage(service))
    over = desk_wording.outage_over(text)
    ended = (EndOutage(outage_id=outage.id, text=over) for outage in lasting)
    return *ended, *_say(desk_wording.outage_ended(service))


def _release(turn: Turn) -> Effects:
    address = orders.address(turn.order.rest) if turn.order else ""
    if not address:
        return _say(desk_wording.which_address())
    if not turn.kept:
        return _say(desk_wording.not_kept(address))
    return Release(correspondents=turn.kept), *_say(desk_wording.released(address, turn.waits))


_ON_THE_DESK: Mapping[str, Callable[[Turn], Effects]] = {
    "queue": _queue,
    "mine": _mine,
    "next": _next,
    "help": _help,
    "articles": shelf.list_them,
    "outage": _outage,
    "release": _release,
}
_ON_TICKETS: Mapping[str, _Act] = {
    "show": _Act(_show),
    "claim": _Act(_claim, Kind.CLAIMED),
    "assign": _Act(_assign, Kind.ASSIGNED, needs_text=True),
    "note": _Act(_write(Kind.NOTED, "noted, for the desk only", public=False), needs_text=True),
    "reply": _Act(_write(Kind.REPLIED, "your reply is on its way"), Kind.REPLIED, needs_text=True),
    "ask": _Act(_write(Kind.ASKED, "asked; it waits for the answer"), Kind.ASKED, needs_text=True),
    "resolve": _Act(_write(Kind.RESOLVED, "resolved"), Kind.RESOLVED, needs_text=True),
    "priority": _Act(_prioritise, Kind.PRIORITISED),
    **{verb: _Act(_label(verb), Kind.LABELLED) for verb in labels.FIELDS},
    "article": _Act(_suggest_article),
    "reopen": _Act(_write(Kind.REOPENED, "open again"), Kind.REOPENED),
}


def _say(text: str) -> Effects:
    return (Say(text=text),)


def _no(text: str) -> Effects:
    """Why nothing was done: of interest to nobody else."""
    return (Say(text=text, whisper=True),)


def _take_up(turn: Turn, ticket: TicketRow) -> Effects:
    """Later orders here may leave out the number; in somebody's thread they may anyway."""
    return () if turn.host else (Remember(talk=replace(turn.talk, at_hand=ticket.id)),)


def _which(turn: Turn, order: Order) -> str:
    wanted = order.ticket_id or turn.talk.at_hand
    if wanted:
        return desk_wording.no_such_ticket(references.write(wanted))
    return desk_wording.which_ticket(order.verb)


def _answers_to(agent: PersonRow, name: str) -> bool:
    whole = agent.name.lower()
    return name in {
        whole,
        whole.split()[0] if whole else "",
        agent.email,
        agent.email.split("@")[0],
    }


def _name(turn: Turn, agent_id: int) -> str:
    return next((agent.name for agent in turn.agents if agent.id == agent_id), "a colleague")
