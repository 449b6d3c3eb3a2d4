"""A card: what it shows of a ticket, what can be pressed on it, and that it stays in its frame."""

from hypothesis import given, settings

from channels.messages import ConversationRef
from channels.slack import cards
from tests.channels.slack import desk, hostile
from tests.fakes.slack.blocks import check_message


@settings(max_examples=100)
@given(desk.cards)
def test_slack_takes_every_card_and_nobody_is_called(card):
    drawn = cards.draw(card)
    check_message(list(drawn.blocks))
    assert hostile.loose(drawn.text) == []
    assert hostile.mentions([drawn.text, drawn.blocks]) == []


def pressable(card):
    row = next((b for b in cards.draw(card).blocks if b["type"] == "actions"), None)
    return {each["action_id"]: each for each in row["elements"]} if row else {}


def words(card):
    return "\n".join(hostile.strings(cards.draw(card).blocks))


def test_a_new_ticket_can_be_claimed_assigned_asked_about_and_resolved():
    pressed = pressable(desk.card())
    assert list(pressed) == [
        "card:claim",
        "card:assign",
        "card:priority",
        "card:ask",
        "card:resolve",
        "card:open",
    ]
    assert pressed["card:claim"]["value"] == "FL-1042"
    assert pressed["card:priority"]["initial_option"]["value"] == "3"
    assert pressed["card:open"]["url"].endswith("T1/C0HELP/thread/C0HELP-1700000000.000100")


def test_the_row_says_which_ticket_it_is_about():
    row = next(b for b in cards.draw(desk.card()).blocks if b["type"] == "actions")
    assert cards.reference_in(row["block_id"]) == "FL-1042"
    assert cards.reference_in("choices:0") == ""


def test_what_somebody_has_cannot_be_claimed():
    card = desk.card(assignee="Bob", status="in progress")
    assert "card:claim" not in pressable(card)
    assert "*Agent*\nBob" in words(card)


def test_a_solved_ticket_shows_what_solved_it_and_can_only_be_looked_at():
    card = desk.card(open=False, status="resolved", solution="New toner.", tried=("Restart it",))
    assert list(pressable(card)) == ["card:open"]
    assert "> New toner." in words(card)
    assert "*Did not help:* Restart it" in words(card)


def test_nobody_is_led_to_the_requesters_direct_messages_or_out_of_slack():
    for home in (
        ConversationRef(channel="slack", place="T1/D1", thread="1.2"),
        ConversationRef(channel="slack", place="T1/U1"),
        ConversationRef(channel="email", place="desk@example.org>ann@example.org"),
    ):
        assert "card:open" not in pressable(desk.card(home=home))


def test_a_card_does_not_change_with_the_place_in_line():
    assert cards.draw(desk.card(place=1)) == cards.draw(desk.card(place=7))
