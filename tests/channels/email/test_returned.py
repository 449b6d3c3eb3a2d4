"""What a report of a lost mail is believed: an address is given up only for what servers write."""

import pytest

from channels.email import composing
from channels.email.bounces import Bounce
from channels.email.returned import bounced
from channels.messages import ConversationRef, OutboundMessage

FOUND = Bounce(
    recipients=("ann@example.org",),
    statuses=("5.1.1",),
    permanent=True,
    is_dsn=True,
    delayed=False,
    original_ids=("<1@desk.example>",),
    reason="550 no such user",
)
VERP = "<firstline.00112233445566778899aabbccddeeff@desk.example>"


@pytest.mark.parametrize(
    ("verp", "is_nobodys", "permanent"),
    [("", True, True), (VERP, False, True), (VERP, True, True), ("", False, False)],
)
def test_a_report_that_somebody_wrote_gives_no_address_up(verp, is_nobodys, permanent):
    assert bounced(FOUND, verp, is_nobodys=is_nobodys).permanent is permanent


def test_nobody_works_out_our_message_ids_from_the_ticket_number():
    place = ConversationRef(channel="email", place="help@desk.example>ann@example.org")
    known = {"key": "opened/FL-1001/1/requester", "conversation": place, "text": "x"}
    ids = {composing.message_id(OutboundMessage(**known, salt=salt)) for salt in ("", "a", "b")}
    assert len(ids) == 3
