"""A ticket becomes a draft: what was said and what helped, and nobody in it."""

from dataclasses import asdict, replace

from bot.core.drafting import draft, id_of
from bot.core.lifecycle import Kind
from tests.core.at_the_desk import ANNA, KIM, event, ticket

NAMES = ("Anna Berg", "Sam Reed")


def told(kind, text, *, by=ANNA, public=True):
    return replace(event(kind, text=text, public=public), actor=by.name, actor_id=by.id)


STORY = (
    told(Kind.OPENED, "Hello, Anna Berg here.\nThe gate jams. It beeps. Mail me: a@b.example"),
    told(Kind.NOTED, "She kicked it", by=KIM, public=False),
    told(Kind.SAID, "the gate jams.\nIt beeps twice", by=ANNA),
    told(Kind.SAID, "mine jams, too", by=KIM),
    told(Kind.SAID, "a secret", by=ANNA, public=False),
    told(Kind.REPLIED, "We look at it", by=KIM),
    told(Kind.RESOLVED, "Turned it off", by=KIM),
    told(Kind.REOPENED, "no", by=ANNA),
    told(Kind.RESOLVED, "Hi Anna,\n1. Oil the hinge.\n- Ask Sam for oil!\nRegards, Sam", by=KIM),
)
GATE = ticket(subject="Anna: gate jams. Call me", requester_id=ANNA.id, service="access")


def test_a_solved_ticket_waits_for_review():
    made = draft(GATE, STORY, NAMES)
    assert (made.id, made.state, made.services) == (id_of(GATE.id), "review", ("access",))
    assert made.title == "gate jams"
    assert made.symptoms == ("The gate jams.", "It beeps.", "It beeps twice")
    assert made.steps == ("Oil the hinge.", "Ask … for oil!")


def test_nothing_of_notes_names_and_addresses_is_in_it():
    said = str(asdict(draft(GATE, STORY, NAMES))).lower()
    for secret in ("anna", "berg", "sam", "reed", "a@b", "kicked", "a secret", "look at it"):
        assert secret not in said


def test_an_open_ticket_is_a_draft_without_steps():
    made = draft(GATE, STORY[:4], NAMES)
    assert (made.state, made.steps) == ("draft", ())


def test_a_subject_of_nothing_but_a_name_is_replaced():
    assert draft(ticket(subject="Anna Berg"), (), NAMES).title == "From FL-1042"
