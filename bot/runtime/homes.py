"""What one person sees of the desk: their own tickets, and as an agent the desk too."""

from datetime import datetime

from bot.core import lifecycle, queueing, wording
from bot.core.lifecycle import OPEN, Status
from bot.runtime import views
from bot.runtime.house_rules import HouseRules
from bot.runtime.timeline import line_now
from bot.runtime.views import Sight, card_of, for_requester, sight_of
from channels.messages import ConversationRef, Person
from channels.views import HomeView, Standing, TicketCard
from store import people, tickets
from store.records import PersonRow, TicketRow
from store.unit import Unit

OWN = 50  # open tickets of one person
SOLVED = 5  # and the latest solved
DONE = (Status.RESOLVED, Status.CLOSED)


def is_agent(unit: Unit, channel: str, address: str) -> bool:
    """Whether this person works at the desk."""
    person = people.find(unit, channel, address)
    return person is not None and person.is_agent


def home(
    unit: Unit, channel: str, who: Person, rules: HouseRules, now: datetime, version: int
) -> HomeView:
    """What this person sees of the desk, even if they never wrote from here."""
    person = people.find(unit, channel, who.address) or people.find_by_email(unit, who.email)
    if person is None:
        return HomeView(own=())
    own = _own(unit, person, rules, now)
    if not person.is_agent:
        return HomeView(own=own)
    desk = views.desk(unit, person.email, rules, now, version)
    return HomeView(own=own, desk=desk, late=_late(unit, rules, now))


def _own(unit: Unit, person: PersonRow, rules: HouseRules, now: datetime) -> tuple[Standing, ...]:
    live = tickets.of_requester(unit, person.id, open_statuses=tuple(OPEN), limit=OWN)
    done = tickets.of_requester(unit, person.id, open_statuses=DONE, limit=SOLVED)
    sight = sight_of(unit, line_now(unit, live, rules, now), (*live, *done), rules)
    return tuple(_standing(ticket, sight) for ticket in (*live, *done))


def _standing(ticket: TicketRow, sight: Sight) -> Standing:
    agent = sight.names.get(ticket.assignee_id, "")
    return Standing(
        card=card_of(ticket, sight),
        status=wording.state(ticket, agent),
        next_step=for_requester(ticket, agent, sight.queue),
        open=lifecycle.is_open(ticket),
        home=ConversationRef.from_key(ticket.home),
    )


def _late(unit: Unit, rules: HouseRules, now: datetime) -> tuple[TicketCard, ...]:
    """Those that have waited longer than anybody should, the latest first."""
    ours = tickets.with_status(unit, queueing.TO_RESPOND)
    late = [ticket for ticket in ours if queueing.is_late(ticket, rules.first_response, now)]
    late.sort(key=lambda ticket: queueing.response_due(ticket, rules.first_response))
    sight = sight_of(unit, line_now(unit, late, rules, now), late, rules)
    return tuple(card_of(ticket, sight) for ticket in late)
