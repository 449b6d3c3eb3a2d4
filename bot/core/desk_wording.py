"""Every sentence an agent of the desk reads, in our Markdown subset."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta

from bot.core import label_wording, references
from bot.core.lifecycle import Kind, Status
from bot.core.wording import Sentence, clock, duration, ordinal, paragraphs, quoted
from channels.text import escape
from store.records import Event, TicketRow

AFTER_THE_ANSWER = "edited after the answer"
WORTH_AN_ARTICLE = "worth an article"


def line_of(ticket: TicketRow, requester: str = "") -> str:
    """A ticket in one line, for agents."""
    reference = f"**{references.write(ticket.id)}** P{ticket.priority} {escape(ticket.subject)}"
    return f"{reference} ({escape(requester)})" if requester else reference


def new_ticket(ticket: TicketRow, requester: str, place: int, hints: str = "") -> Sentence:
    """A ticket has come in; `hints` says what it may be."""
    where = f"{ordinal(place)} in line." if place else ""
    return " ".join(filter(None, (f"New: {line_of(ticket, requester)}.", where, escape(hints))))


def urgent_ticket(ticket: TicketRow, requester: str, danger: str) -> Sentence:
    """Something dangerous has come in."""
    return f"**URGENT ({danger})**: {line_of(ticket, requester)}. Please claim it now."


def could_not_decide(ticket: TicketRow, trouble: str) -> Sentence:
    """A bug of ours was met; the message became a plain ticket."""
    return (
        f"Firstline could not handle a message ({escape(trouble)}). "
        f"It was opened as a plain ticket: {line_of(ticket)}. Please read it and report the bug."
    )


def heard(ticket: TicketRow, who: str, text: str) -> Sentence:
    """Somebody wrote on a ticket that an agent holds."""
    return paragraphs(f"{line_of(ticket)}: {escape(who)} writes", quoted(text))


def kept_for_the_desk() -> Sentence:
    """An agent answered by mail without an order."""
    return (
        "I have kept this for the desk only. To write to the requester, begin the first line of "
        "your mail with #reply; #note, #ask, #claim and #resolve work as well."
    )


def order_ignored(order: str, why: str) -> Sentence:
    """A mail that could have been an order was taken for an ordinary one."""
    return f"It begins like an order (#{order.split()[0]}) but was not followed. {why}"


def revised(ticket: TicketRow, who: str, text: str, *, gone: bool, late: bool) -> Sentence:
    """Somebody changed what they had said on a ticket that an agent holds."""
    what = "takes back an earlier message" if gone else "changes an earlier message"
    after = f" ({AFTER_THE_ANSWER})" if late else ""
    head = f"{line_of(ticket)}: {escape(who)} {what}{after}"
    return paragraphs(head, quoted(text) if text else "")


def prioritised(ticket: TicketRow, by: str) -> Sentence:
    """Somebody else set the priority of a ticket that an agent holds."""
    return f"{escape(by)} has set the priority: {line_of(ticket)}."


def which_priority(reference: str) -> Sentence:
    """A priority that is none."""
    return f"From 1 (most pressing) to 5: say for example **priority {reference} 2**."


def has_priority(ticket: TicketRow) -> Sentence:
    """A priority that it has already."""
    return f"{references.write(ticket.id)} has priority {ticket.priority} already."


def given(ticket: TicketRow, by: str) -> Sentence:
    """An agent was given a ticket."""
    return f"{escape(by)} assigned {line_of(ticket)} to you."


def confirmed(ticket: TicketRow) -> Sentence:
    """A requester says that it is solved."""
    return f"{line_of(ticket)}: the requester says it is solved."


def came_back(ticket: TicketRow, text: str) -> Sentence:
    """A solved ticket was opened again."""
    return paragraphs(f"Reopened: {line_of(ticket)}", quoted(text) if text else "")


def unreached(ticket: TicketRow, channel: str, why: str) -> Sentence:
    """A message about a ticket could not be delivered."""
    return f"{line_of(ticket)}: could not reach the requester on {channel} ({escape(why)})."


def delayed(address: str, why: str) -> str:
    """A mail server still tries to deliver a message of ours."""
    to = f" to {address}" if address else ""
    return f"A message{to} is delayed{f': {why}' if why else ''}. Its server goes on trying."


def too_many_answers(limit: int, when: str) -> str:
    """Why a correspondent is in quarantine."""
    return f"more than {limit} automatic answers {when}"


def quarantined(address: str, why: str) -> Sentence:
    """A correspondent has been answered so often that it must be a machine."""
    shown = escape(address)
    return (
        f"**{shown}** is in quarantine: {escape(why)}, as when two machines answer one another. "
        f"What comes from there is kept, and nothing goes there by itself; what you write does. "
        f"If it is a person, say **release {shown}**."
    )


def released(address: str, kept: int) -> Sentence:
    """A correspondent is answered again."""
    handled = f"{kept} message{'' if kept == 1 else 's'}" if kept else "nothing"
    return f"Released: {escape(address)} is answered again. What waited is handled now: {handled}."


def not_kept(address: str) -> Sentence:
    """There is nothing to release."""
    return f"Nothing waits for a release of {escape(address)}: it is not in quarantine."


def which_address() -> Sentence:
    """A release without an address."""
    return "Whom? Say **release ann@example.org**."


def queue(waiting: Iterable[TicketRow]) -> Sentence:
    """The line, in the order of service."""
    lines = [f"{at}. {line_of(ticket)}" for at, ticket in enumerate(waiting, 1)]
    return "\n".join(lines) if lines else "The line is empty. Well done."


def mine(tickets: Sequence[TicketRow]) -> Sentence:
    """What an agent holds."""
    lines = [f"- {line_of(ticket)}, {_WORDS[ticket.status]}" for ticket in tickets]
    return (
        "\n".join(lines)
        if lines
        else "You hold no tickets. Say **next** to take the first in line."
    )


_WORDS: Mapping[str, str] = {
    Status.NEW: "new",
    Status.ASSIGNED: "assigned",
    Status.IN_PROGRESS: "in progress",
    Status.WAITING_CUSTOMER: "waiting for the customer",
    Status.WAITING_OUTAGE: "waiting for the end of an outage",
    Status.RESOLVED: "resolved",
    Status.CLOSED: "closed",
}


def agent_state(ticket: TicketRow) -> str:
    """The state of a ticket as agents say it."""
    return _WORDS[ticket.status]


_NEXT: Mapping[str, str] = {
    Status.NEW: "Nobody has it yet.",
    Status.ASSIGNED: "{agent} has it and has not begun.",
    Status.IN_PROGRESS: "{agent} works on it.",
    Status.WAITING_CUSTOMER: "{agent} asked; the answer brings it back.",
    Status.WAITING_OUTAGE: "It waits for the end of an outage.",
    Status.RESOLVED: "The requester was asked whether it is solved.",
    Status.CLOSED: "Closed.",
}


def next_step(ticket: TicketRow, agent: str, place: int) -> Sentence:
    """Where a ticket stands, for an agent."""
    where = f"{ordinal(place)} in line. " if place else ""
    return where + _NEXT[ticket.status].format(agent=escape(agent or "A colleague"))


def you_have_it(ticket: TicketRow) -> Sentence:
    """A claim that won."""
    return f"{line_of(ticket)} is yours. The requester has been told."


def already_yours(ticket: TicketRow) -> Sentence:
    """A second claim of the same agent."""
    return f"{line_of(ticket)} is already yours."


def taken(ticket: TicketRow, agent: str, ago: timedelta) -> Sentence:
    """A claim that lost: who won, and when."""
    reference = references.write(ticket.id)
    if ticket.claimed_at is None:
        return f"{reference} was given to {escape(agent)} {duration(ago)} ago."
    since = clock(ticket.claimed_at)
    return f"{escape(agent)} has {reference} since {since} ({duration(ago)} ago)."


def done(ticket: TicketRow, what: str) -> Sentence:
    """An order was carried out."""
    return f"{references.write(ticket.id)}: {escape(what)}."


def not_possible(ticket: TicketRow, verb: str) -> Sentence:
    """An order that the ticket's state does not allow."""
    what = "set the priority of" if verb == "priority" else verb
    return f"You cannot {what} {references.write(ticket.id)}: it is {_WORDS[ticket.status]}."


def no_such_ticket(reference: str) -> Sentence:
    """An agent named a ticket that does not exist."""
    return f"There is no ticket {reference}."


def which_ticket(verb: str) -> Sentence:
    """An order without a ticket."""
    return f"Which ticket? Say for example **{verb} FL-1042**."


def needs_text(verb: str, reference: str) -> Sentence:
    """An order without its words."""
    return f"What shall I write? Say **{verb} {reference} your words**."


def unknown_assignee(name: str, known: Iterable[str]) -> Sentence:
    """Nobody of that name works here."""
    return f"I know no agent or team “{escape(name)}”. Known: {escape(', '.join(known))}."


def unknown_order(typed: str, near: str) -> Sentence:
    """A verb we do not know."""
    hint = f" Did you mean **{near}**?" if near else ""
    return f"I do not know “{escape(typed)}”.{hint} Say **help** for the list."


def desk_help() -> Sentence:
    """The desk's verbs."""
    return (
        "- **queue**, **mine**, **next** (take the first in line)\n"
        "- **show** FL-1042, **claim** FL-1042, **assign** FL-1042 sam (or a team)\n"
        "- **note** FL-1042 only the desk reads this\n"
        "- **reply** FL-1042 the requester reads this; **ask** FL-1042 a question that waits\n"
        "- **resolve** FL-1042 what solved it; **reopen** FL-1042 why\n"
        "- **resolve** or **reply** FL-1042 **with** vpn-drops (with the steps of that article)\n"
        "- **priority** FL-1042 2 (1 is most pressing, 5 can wait)\n"
        "- **service** FL-1042 vpn, **class** FL-1042 request, **urgency** FL-1042 1 (what it is)\n"
        "- **article** FL-1042 (its solution is worth an article); **articles** (what waits)\n"
        "- **article read** fl-1042, and so **publish**, **return**, **retire**, **write**\n"
        "- **outage** vpn what is down; **outage over** vpn what was done\n"
        "- **release** ann@example.org (out of quarantine: it is no machine)\n\n"
        "The number may be left out for the ticket you took or showed last."
    )


def outage_begun(service: str) -> Sentence:
    """A known outage is on record."""
    return f"Noted: {escape(service)} is down. Whoever asks about it is told and followed up."


def outage_known(service: str) -> Sentence:
    """An outage that is on record already."""
    return f"{escape(service)} is on record as down already. Say **outage over {escape(service)}** first."


def outage_text(service: str, text: str) -> Sentence:
    """What requesters read about an outage when the agent gave no words."""
    return text or f"{service} is not working"


def outage_ended(service: str) -> Sentence:
    """An outage is off the record."""
    return f"Noted: {escape(service)} is back. Everybody who reported it is being told."


def no_outage(service: str) -> Sentence:
    """There is no outage to end."""
    return f"No outage of {escape(service)} is on record."


def which_outage() -> Sentence:
    """An outage order without a service."""
    return "Which service? Say **outage vpn what is wrong** or **outage over vpn what was done**."


def outage_over(text: str) -> Sentence:
    """The end of an outage, as a resolution."""
    return text or "The outage is over."


def story(ticket: TicketRow, events: Iterable[Event]) -> Sentence:
    """A ticket and all that happened to it, for an agent."""
    head = f"{line_of(ticket)}, {agent_state(ticket)}"
    return paragraphs(head, "\n".join(f"- {event_line(event)}" for event in events))


def event_line(event: Event) -> str:
    """One thing that happened, in one line."""
    mark = "" if event.public else " (desk only)"
    words = " ".join(words_for_the_desk(event).split())
    said = f": {escape(words)}" if words else ""
    return f"{clock(event.at)} {escape(event.actor)} {_HAPPENED[event.kind]}{mark}{said}"


def words_of(event: Event) -> str:
    """What an event says: somebody's words, or whom it went to."""
    data = event.data
    if event.kind == Kind.ANNOUNCED:
        return f"{ordinal(data['place'])} in line"
    if event.kind == Kind.PRIORITISED:
        return f"from {data['was']} to {data['priority']}"
    if event.kind == Kind.LABELLED:
        return label_wording.happened(data)
    if event.kind == Kind.REVISED and data.get("gone"):
        return "taken back"
    if event.kind == Kind.UNREACHED:
        whom = data.get("whom", "the requester")
        return f"could not reach {whom} on {data['channel']}: {data['why']}"
    words = str(data.get("text") or data.get("assignee") or data.get("team") or "")
    tried = ", ".join(data.get("tried", ()))
    return paragraphs(words, f"Tried before: {tried}." if tried else "")


def words_for_the_desk(event: Event) -> str:
    """The same, with why the requester was told nothing, if so, and what an agent should know."""
    untold, late = event.data.get("untold", ""), event.data.get("late", False)
    return paragraphs(
        words_of(event),
        label_wording.hints(event.data.get("hints", ())),
        f"Not answered by itself: {untold}" if untold else "",
        f"({AFTER_THE_ANSWER})" if late else "",
    )


_HAPPENED: Mapping[str, str] = {
    Kind.OPENED: "opened it",
    Kind.SAID: "wrote",
    Kind.CLAIMED: "claimed it",
    Kind.ASSIGNED: "assigned it",
    Kind.DISPATCHED: "dispatched it",
    Kind.NOTED: "noted",
    Kind.REPLIED: "replied",
    Kind.ASKED: "asked",
    Kind.RESOLVED: "resolved it",
    Kind.CONFIRMED: "says it is solved",
    Kind.CLOSED: "closed it",
    Kind.REOPENED: "reopened it",
    Kind.ANNOUNCED: "told the requester",
    Kind.UNREACHED: "could not deliver a message",
    Kind.REVISED: "changed what was said",
    Kind.PRIORITISED: "set the priority",
    Kind.LABELLED: "says what it is",
}


def alarm_subject() -> str:
    """The subject of the mail about something that an operator must mend."""
    return "Firstline needs somebody who mends its settings"


def alarm(sentence: str) -> Sentence:
    """The mail about something that an operator must mend."""
    return paragraphs(
        escape(sentence),
        "You get this mail because you work at the desk and nobody else could be told. "
        "`firstline check` says more. Nothing that people wrote is lost meanwhile.",
    )


def sign_in_subject() -> str:
    """The subject of the mail with an agent's sign-in link."""
    return "Your sign-in link for the desk"


def sign_in(link: str) -> Sentence:
    """The mail with an agent's sign-in link."""
    return paragraphs(
        f"[Sign in to the desk]({link})",
        "The link works once and for one day. If you did not ask for it, ignore this mail.",
    )
