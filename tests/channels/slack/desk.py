"""Tickets and cards for the tests of what Slack shows of the desk."""

from dataclasses import replace
from datetime import UTC, datetime

from hypothesis import strategies as st

from channels.messages import ConversationRef
from channels.views import BoardCard, TicketCard
from tests.channels.slack import hostile

NOON = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)
HOME = ConversationRef(channel="slack", place="T1/C0HELP", thread="1700000000.000100")

TICKET = TicketCard(
    reference="FL-1042",
    subject="Printer on floor 3 is jammed",
    status="new",
    priority=3,
    service="Printing",
    requester="Ann",
    assignee="",
    team="",
    opened_at=NOON,
    place=1,
)
CARD = BoardCard(card=TICKET, version=1, text="It *eats* paper.", home=HOME, open=True)


def card(**changes):
    """A card; `status`, `assignee` and the like are the ticket's."""
    of_ticket = {name: changes.pop(name) for name in list(changes) if hasattr(TICKET, name)}
    return replace(CARD, card=replace(TICKET, **of_ticket), **changes)


tickets = st.builds(
    TicketCard,
    reference=st.integers(1, 10**9).map("FL-{}".format),
    subject=hostile.words,
    status=hostile.words,
    priority=st.integers(0, 9),
    service=hostile.words,
    requester=hostile.words,
    assignee=hostile.words,
    team=hostile.words,
    opened_at=st.datetimes(datetime(1990, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001
    place=st.integers(0, 1000),
)
homes = st.builds(
    ConversationRef,
    channel=st.sampled_from(["slack", "email", "web"]),
    place=st.sampled_from(
        ["T1/C1", "T1/D1", "T1/U1", "desk@example.org>ann@example.org", "", "T1"]
    ),
    thread=st.sampled_from(["", "1700000000.000100", "<a@b>"]),
)
cards = st.builds(
    BoardCard,
    card=tickets,
    version=st.integers(1, 9),
    text=hostile.sources,
    home=homes,
    open=st.booleans(),
    tried=st.lists(hostile.words, max_size=9).map(tuple),
    solution=hostile.sources,
)
