"""Tell the agents of the desk something, where they work."""

from dataclasses import replace
from datetime import datetime

from bot.core import references
from bot.runtime.happening import FIRSTLINE
from bot.runtime.house_rules import HouseRules
from bot.runtime.post import post
from channels.messages import ConversationRef, OutboundMessage, Urgency
from store import people, pins
from store.records import PersonRow
from store.unit import Unit

MAILED = "/mail"  # the key of an alarm that is also mailed ends so
URGENT = "URGENT: "


def tell_desk(
    unit: Unit,
    key: str,
    text: str,
    *,
    but: int = 0,
    seen: bool = False,
    now: datetime,
    ticket_id: int = 0,
) -> None:
    """Tell every agent who works in a conversation; `but` is one who knows already.

    If it is to be `seen` on a board, who works where one stands needs no message.
    """
    working = [agent for agent in people.agents(unit) if agent.desk and agent.id != but]
    channels = set(map(_channel, working)) if seen else ()
    boards = [channel for channel in channels if pins.stands_in(unit, channel)]
    for agent in working:
        if _channel(agent) not in boards:
            tell_agent(unit, agent, key, text, now=now, ticket_id=ticket_id)


def tell_agent(
    unit: Unit, agent: PersonRow, key: str, text: str, *, now: datetime, ticket_id: int = 0
) -> None:
    """Tell one agent; nobody, if it is not known where they work."""
    if not agent.desk:
        return
    message = OutboundMessage(
        key=f"{key}/{agent.id}",
        conversation=ConversationRef.from_key(agent.desk),
        text=text,
        subject=_subject(key, ticket_id),
        urgency=Urgency.NEWS,
    )
    post(unit, message, author=FIRSTLINE, now=now, ticket_id=ticket_id)


def reached(agent: PersonRow, rules: HouseRules) -> PersonRow:
    """The agent where they work, else by mail; nowhere, if there is no mail here."""
    if agent.desk:
        return agent
    place = rules.begin_mail(agent.email)
    return replace(agent, desk=place.key if place else "")


def _channel(agent: PersonRow) -> str:
    return ConversationRef.from_key(agent.desk).channel


def _subject(key: str, ticket_id: int) -> str:
    reference = references.write(ticket_id) if ticket_id else ""
    return f"{URGENT}{reference}" if key.endswith(MAILED) else reference
