"""Every sentence about what a ticket is: labels that agents give, and hints from their history."""

from collections.abc import Mapping, Sequence
from typing import Any

from bot.core import references
from bot.core.labels import CLASS, SERVICE, URGENCY, VERBS
from bot.core.wording import Sentence
from channels.text import escape
from store.records import TicketRow

_EXAMPLES: Mapping[str, str] = {
    SERVICE: "One word: say for example **service {reference} vpn**.",
    CLASS: "Incident, request or question: say for example **class {reference} request**.",
    URGENCY: "From 1 (work stopped) to 3 (can wait): say for example **urgency {reference} 2**.",
}


def which_label(verb: str, reference: str) -> Sentence:
    """A label that is none."""
    return _EXAMPLES[verb].format(reference=reference)


def labelled(ticket: TicketRow, verb: str, data: Mapping[str, Any]) -> Sentence:
    """A label was given, or confirmed."""
    what = f"{references.write(ticket.id)}: {verb} {escape(str(data['label']))}"
    moved = data.get("priority", ticket.priority)
    now = f", so priority {moved}" if moved != ticket.priority else ""
    return f"{what}{now}{', confirmed' if data['label'] == data['was'] else ''}."


def happened(data: Mapping[str, Any]) -> str:
    """The same on the timeline."""
    verb = VERBS[data["name"]]
    was = f" instead of {data['was']}" if data["was"] not in ("", data["label"]) else ""
    return f"{verb} {data['label']}{was}"


def hints(found: Sequence[Mapping[str, Any]]) -> str:
    """What a ticket may be, and after which one; plain text."""
    filled, only = (
        [one for one in found if bool(one["filled"]) is is_so] for is_so in (True, False)
    )
    told = ((f"Filled in: {_listed(filled)}.", filled), (f"Perhaps {_listed(only)}.", only))
    return " ".join(sentence for sentence, any_ in told if any_)


def _listed(found: Sequence[Mapping[str, Any]]) -> str:
    said = (f"{VERBS[one['name']]} {one['label']}{_like(one)}" for one in found)
    return ", ".join(said)


def _like(one: Mapping[str, Any]) -> str:
    return f" (like {one['like']})" if one["like"] else ""
