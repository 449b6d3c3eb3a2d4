"""Every sentence a requester reads, in our Markdown subset; other people's words are escaped."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from bot.core import references
from bot.core.fix_wording import did_it, others_of, steps
from bot.core.lifecycle import Status
from bot.core.queueing import FARTHEST
from bot.core.turn import Fix
from channels.messages import Choice, Weight
from channels.text import escape
from store.records import OutageRow, TicketRow

Sentence = str

# --- choices -------------------------------------------------------------------------------------


def solved_choices(ticket: TicketRow) -> tuple[Choice, ...]:
    """What a requester may press when the desk says it is solved."""
    reference = references.write(ticket.id)
    return (
        Choice(token=f"solved/{reference}", label="Yes, it is solved", weight=Weight.MAIN),
        Choice(token=f"again/{reference}", label="No, not yet"),
    )


# --- small pieces --------------------------------------------------------------------------------


def ordinal(number: int) -> str:
    """1st, 2nd, 3rd, 4th, 11th, 22nd ..."""
    teen = 10 <= number % 100 <= 20
    return f"{number}{'th' if teen else {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th')}"


def duration(length: timedelta) -> str:
    """A length of time in the largest fitting unit: "20 minutes", "2 hours", "3 days"."""
    minutes = max(1, round(length.total_seconds() / 60))
    if minutes < 90:
        return _count(minutes, "minute")
    hours = round(minutes / 60)
    return _count(hours, "hour") if hours < 48 else _count(round(hours / 24), "day")


def clock(at: datetime) -> str:
    """A time of day, in UTC until the person's own zone is known."""
    return f"{at:%H:%M} UTC"


def standing(place: int, wait: timedelta | None) -> Sentence:
    """Place in line and expected time; the time only where there is evidence for it."""
    if not place:
        return ""
    if place > FARTHEST:
        at_least = "More than " if place > FARTHEST + 1 else ""
        return f"{at_least}{FARTHEST} requests are ahead of you."
    where = "You are next in line" if place == 1 else f"You are {ordinal(place)} in line"
    return (
        f"{where}; at the present pace it is your turn within {duration(wait)}."
        if wait
        else f"{where}."
    )


def _count(number: int, unit: str) -> str:
    return f"{number} {unit}{'' if number == 1 else 's'}"


def _joined(*sentences: Sentence) -> str:
    return " ".join(filter(None, sentences))


def paragraphs(*parts: str) -> str:
    """Those that say something, a blank line between them."""
    return "\n\n".join(filter(None, parts))


def quoted(text: str) -> str:
    """Somebody's words as a quote."""
    return "\n".join(f"> {line}" for line in escape(text).split("\n"))


def _link(link: str) -> str:
    return f"[Follow it on its page]({link})" if link else ""


# --- before there is a ticket --------------------------------------------------------------------


def introduction() -> Sentence:
    """Who we are and how this works."""
    return (
        "Hello! This is the IT help desk. Tell me in your own words what is wrong or what you need. "
        "If I know a fix I will show it; if not, I log a ticket and tell you where you stand until "
        "it is solved. You can ask for your **status** or for **a person** at any time."
    )


def you_are_welcome() -> Sentence:
    """An answer to thanks."""
    return "You're welcome. I am here if anything else comes up."


def thanks_but_did_it() -> Sentence:
    """Thanks while a fix still waits for its outcome."""
    return "You're welcome. Did it fix the problem?"


def one_question() -> Sentence:
    """The only question asked before a ticket is opened."""
    return (
        "I would like to get this right the first time. What were you doing, what happened instead, "
        "and is there an error message? A sentence is enough."
    )


def go_on() -> Sentence:
    """A new request begins."""
    return "Of course. What is it about?"


def offer(fixes: Sequence[Fix]) -> Sentence:
    """A fix with its steps; others by their titles."""
    best, *others = fixes
    return paragraphs(
        f"This looks like **{escape(best.title)}**. Please try this:",
        steps(best),
        others_of(others),
        did_it(best),
    )


def next_fix(fixes: Sequence[Fix]) -> Sentence:
    """Another fix after one that did not help."""
    best, *others = fixes
    return paragraphs(
        f"Sorry that it did not help. Let us try **{escape(best.title)}**:",
        steps(best),
        others_of(others),
        did_it(best),
    )


def fixed() -> Sentence:
    """The person confirmed that a fix worked."""
    return (
        "Great, I am glad that fixed it. No ticket was needed. Just write again if it comes back."
    )


def called_off() -> Sentence:
    """It is no longer wanted; nobody has said that a fix helped."""
    return "All right, there is no ticket. Just write again if you need us."


def unclear() -> Sentence:
    """A few words that are no answer to a fix."""
    return (
        "Sorry, I did not understand that. Take your time; then tell me: did that fix it? "
        "If you would rather have a person, just say so."
    )


def still_there() -> Sentence:
    """Silence after a fix was offered."""
    return "Did that fix it? If not, say so and I will find another way."


def did_they() -> Sentence:
    """All steps of a fix were shown."""
    return "Those were all the steps. Did they fix it?"


def already() -> Sentence:
    """A choice that was made before."""
    return "That has been noted already, thank you."


def desk_only() -> Sentence:
    """Somebody without the right spoke in a desk conversation."""
    return "Only agents of the desk can work here. Please sign in again."


# --- a ticket, to its requester ------------------------------------------------------------------

UNREADABLE = "Your mail is encrypted, so I cannot read it. Please write again without encryption, or say in a few words what it is about."
_LOGGED: Mapping[str, str] = {
    "logged": "I have logged this as **{reference}**.",
    "person": "Of course. I have logged this as **{reference}** and a colleague will take over.",
    "unsolved": "Sorry that this did not help. I have logged **{reference}** with everything you tried.",
    "unfit": "Nothing that I know fits. I have logged this as **{reference}** for a colleague.",
    "silent": "I have logged this as **{reference}**, so that nothing gets lost.",
    "follow_up": "I have logged this as **{reference}**, a follow-up to {before}.",
    "unreadable": f"{UNREADABLE} I have kept it as **{{reference}}**.",
}
_DANGER: Mapping[str, str] = {
    "fire": "Please step away from the device, unplug it only if that is safe, and call your "
    "building's emergency number if there is smoke or fire.",
    "attack": "Please disconnect the device from the network (pull the cable, turn Wi-Fi off), do "
    "not switch it off, and do not type any password until we have spoken.",
    "loss": "Please have your phone number or another way to reach you ready; we will lock the "
    "device and your sessions. If it was stolen, tell the police and your manager too.",
}
NEXT_STEP = "Next: a colleague reads it and writes to you here."


def logged(
    reference: str, *, why: str, place: int, wait: timedelta | None, link: str, before: str = ""
) -> Sentence:
    """The acknowledgement of a ticket: number, place in line, next step."""
    first = _LOGGED.get(why, _LOGGED["logged"]).format(reference=reference, before=before)
    return _joined(first, standing(place, wait), NEXT_STEP, _link(link))


def logged_plainly(reference: str) -> Sentence:
    """The acknowledgement where something of ours is broken: a fixed sentence and the number."""
    return f"I have logged this as **{reference}**; a colleague will read it and write to you here."


def logged_urgent(reference: str, *, danger: str, link: str) -> Sentence:
    """The acknowledgement of something dangerous: safety first."""
    return paragraphs(
        _joined(
            f"This is urgent: **{reference}** is at the head of the line and the desk has been alerted.",
            _link(link),
        ),
        _DANGER[danger],
    )


def logged_outage(reference: str, outage: OutageRow, link: str) -> Sentence:
    """The acknowledgement of one more report of a known outage."""
    return _joined(
        f"We know about this: {escape(outage.text)} (since {clock(outage.started_at)}).",
        "It is being worked on.",
        f"I have logged your report as **{reference}** and tell you as soon as it is over.",
        _link(link),
    )


def logged_with_fixes(acknowledgement: Sentence, fixes: Sequence[Fix]) -> Sentence:
    """An acknowledgement by mail that carries a fix to try meanwhile."""
    best, *others = fixes
    return paragraphs(
        acknowledgement,
        f"Meanwhile this may solve it: **{escape(best.title)}**",
        steps(best),
        others_of(others),
    )


def claimed(agent: str, at: datetime) -> Sentence:
    """Somebody works on it."""
    return f"**{escape(agent)}** is working on it since {clock(at)} and will write to you here."


def assigned(agent: str) -> Sentence:
    """It is in somebody's hands."""
    return f"Your request is now with **{escape(agent)}**, who will write to you here."


def dispatched(team: str, place: int) -> Sentence:
    """Another team takes it on."""
    if not team:
        return _joined("Your request is back in line.", standing(place, None), NEXT_STEP)
    where = f"You are {ordinal(place)} in line there." if place > 1 else ""
    return _joined(f"Your request is now with the **{escape(team)}** team.", where, NEXT_STEP)


def replied(agent: str, text: str) -> Sentence:
    """An agent's own words; `agent` is "" where they are shown as theirs already."""
    return paragraphs(escape(text), f"*{_signature(agent)}*" if agent else "")


def asked(agent: str, text: str) -> Sentence:
    """An agent's question. As `replied`."""
    signed = f"{_signature(agent)}. " if agent else ""
    return paragraphs(escape(text), f"*{signed}Just answer here; we wait for you.*")


def _signature(agent: str) -> Sentence:
    return f"{escape(agent)}, IT help desk"


def resolved(agent: str, text: str) -> Sentence:
    """The desk thinks it is solved."""
    return paragraphs(
        f"**{escape(agent)}** has marked this as solved" + (":" if text else "."),
        quoted(text) if text else "",
        "Is it solved for you?",
    )


def closed() -> Sentence:
    """The requester confirmed."""
    return (
        "Thank you for telling us. It is closed. If it comes back within a week, just write here."
    )


def open_again(agent: str) -> Sentence:
    """Something was said about a solved ticket: perhaps it is not solved."""
    reader = f"**{escape(agent)}**" if agent else "the desk"
    return f"I have passed your answer to {reader}. Until it is read, the ticket is open again."


def reopened(place: int, wait: timedelta | None) -> Sentence:
    """The requester says it is not solved."""
    return _joined("Sorry that it is not solved. I have opened it again.", standing(place, wait))


def reopened_with(agent: str) -> Sentence:
    """Reopened, and the same agent goes on."""
    who = f"**{escape(agent)}**"
    return f"Sorry that it is not solved. I have opened it again; it is back with {who}."


def noted(reference: str, *, assignee: str, place: int) -> Sentence:
    """What was just said belongs to the open ticket."""
    reader = f"{escape(assignee)} will see it." if assignee else standing(place, None)
    return _joined(f"I have added this to **{reference}**.", reader)


def on_its_way(reference: str, *, assignee: str, place: int) -> Sentence:
    """A person was asked for while a ticket is open."""
    reader = f"{escape(assignee)} is on it." if assignee else standing(place, None)
    return _joined(
        f"A colleague will talk to you about **{reference}**; I have told them you ask for a person.",
        reader,
    )


def moved(place: int, wait: timedelta | None, *, worse: bool) -> Sentence:
    """The place in line has changed materially."""
    why = "Something more pressing came in. Sorry for the longer wait." if worse else ""
    return _joined(standing(place, wait), why)


_STATES: Mapping[str, str] = {
    Status.NEW: "waiting for a colleague",
    Status.ASSIGNED: "with {agent}",
    Status.IN_PROGRESS: "{agent} is working on it",
    Status.WAITING_CUSTOMER: "waiting for your answer",
    Status.WAITING_OUTAGE: "waiting for the end of a known outage",
    Status.RESOLVED: "solved",
    Status.CLOSED: "closed",
}
_NEXT: Mapping[str, str] = {
    Status.NEW: NEXT_STEP,
    Status.ASSIGNED: "Next: {agent} reads it and writes to you here.",
    Status.IN_PROGRESS: "Next: {agent} writes to you here.",
    Status.WAITING_CUSTOMER: "Next: please answer the question above; then we go on.",
    Status.WAITING_OUTAGE: "Next: we tell you as soon as the outage is over.",
    Status.RESOLVED: "Next: tell us whether it is solved for you; without word we close it in 3 days.",
    Status.CLOSED: "If it comes back within a week, write here and we open it again.",
}


def state(ticket: TicketRow, agent: str) -> str:
    """The state of a ticket in words a requester understands."""
    return _STATES[ticket.status].format(agent=escape(agent or "a colleague"))


def next_step(ticket: TicketRow, agent: str) -> Sentence:
    """What happens next with a ticket."""
    return _NEXT[ticket.status].format(agent=escape(agent or "a colleague"))


def status(ticket: TicketRow, *, agent: str, place: int, wait: timedelta | None) -> Sentence:
    """Where a ticket stands, for its requester."""
    return _joined(
        f"**{references.write(ticket.id)}** ({escape(ticket.subject)}): {state(ticket, agent)}.",
        standing(place, wait),
        next_step(ticket, agent),
    )


def no_open_tickets() -> Sentence:
    """A status question without anything to report."""
    return "You have no open tickets here. Tell me what is wrong or what you need, and I start at once."


def not_yours(reference: str) -> Sentence:
    """A ticket of somebody else, or none at all: the answer is the same."""
    return (
        f"I cannot show {reference} here. Please ask from the conversation or the address it was "
        "opened with, or use the link in its acknowledgement."
    )
