"""In rooms: who may press, who is overheard, and what is for one pair of ears."""

import pytest

from channels.base import Traits, Undeliverable
from channels.messages import Person
from store import feedback, people, tickets
from tests.fakes.channel import Square
from tests.runtime.squares import VPN, alone, at_a_card, by_command, in_help
from tests.runtime.stories import BADGE, happened
from tests.runtime.stories import SAM as SAM_AT_THE_DESK
from tests.scenarios.stage import Place, by_mail

ANN, BO, SAM, MIRA = (in_help(name) for name in ("Ann", "Bo", "Sam", "Mira"))
HERE = ANN.conversation


@pytest.fixture
def square(open_channel):
    return open_channel("square", Square)


async def last_event(stage, reference="FL-1001"):
    return (await stage.timeline(reference))[-1]


async def test_only_who_asked_may_say_whether_it_helped(stage, square):
    await stage.say(ANN, VPN)
    token = square.sent[-1].choices[0].token
    await stage.say(BO, "", choice=token)
    refusal = square.sent[-1]
    assert refusal.text.startswith("Only Ann or the desk can answer that.")
    assert (refusal.only_for, refusal.conversation) == (BO.person.address, HERE)
    rows = await stage.firstline.store.read(feedback.of_talk, HERE.key)
    assert {row.outcome for row in rows} == {"shown"}
    assert "glad" in (await stage.say(ANN, "", choice=token))[-1]
    assert square.sent[-1].only_for == ""


async def test_an_agent_may_press_for_whoever_asked(stage, square):
    await stage.say(ANN, VPN)
    token = square.sent[-1].choices[-2].token
    await stage.say(SAM, "", choice=token)
    ticket = await stage.ticket("FL-1001")
    opened = (await stage.timeline("FL-1001"))[0]
    assert opened.actor == "Sam"
    asked = await stage.firstline.store.read(people.get, ticket.requester_id)
    assert asked.name == "Ann"
    assert (ticket.home, ticket.assignee_id) == (HERE.key, 0)


async def test_whoever_else_may_not_say_that_it_is_solved_or_open_it_again(stage, square):
    await stage.say(ANN, BADGE)
    await stage.say(SAM_AT_THE_DESK, "resolve FL-1001 New reader")
    for token in ("solved/FL-1001", "again/FL-1001"):
        await stage.say(BO, "", choice=token)
        assert square.sent[-1].only_for == BO.person.address
    await stage.say(BO, "it works, thank you")
    assert (await stage.ticket("FL-1001")).status == "resolved"
    await stage.say(ANN, "", choice="solved/FL-1001")
    assert (await stage.ticket("FL-1001")).status == "closed"


async def test_what_others_say_is_for_the_desk_and_changes_nothing(stage, square):
    await stage.say(ANN, BADGE)
    seen = len(square.sent)
    await stage.say(BO, "status")
    await stage.say(BO, "new: the same at door 4")
    await stage.say(BO, "a person please")
    assert len(square.sent) == seen
    assert (await happened(stage, "FL-1001"))[-3:] == ["said"] * 3
    assert await stage.count() == 1
    event = await last_event(stage)
    assert (event.actor, event.public, event.data["why"]) == ("Bo", True, "joined")
    for role in (tickets.REQUESTER, tickets.WATCHER):
        here = {"open_statuses": (), "role": role}
        assert await stage.firstline.store.read(tickets.likeliest, HERE.key, **here)


async def test_what_others_say_before_there_is_a_ticket_is_not_taken_for_an_answer(stage, square):
    await stage.say(ANN, VPN)
    seen = len(square.sent)
    await stage.say(BO, "it works for me")
    await stage.say(SAM, "one moment, I have a look")
    assert len(square.sent) == seen
    assert await stage.count() == 0
    (answer,) = await stage.say(ANN, "nothing helped")
    assert "FL-1001" in answer
    assert (await stage.ticket("FL-1001")).requester_id != 0


async def test_two_who_write_at_once_are_not_taken_for_one(stage, square):
    await stage.accept(stage.message(ANN, BADGE))
    await stage.accept(stage.message(BO, "same here"))
    await stage.accept(stage.message(ANN, "since this morning"))
    await stage.settle()
    opened, *rest = await stage.timeline("FL-1001")
    assert opened.data["text"] == BADGE
    said = [(event.actor, event.data["text"]) for event in rest if event.kind == "said"]
    assert said == [("Bo", "same here"), ("Ann", "since this morning")]


async def test_when_it_is_over_somebody_else_may_begin_in_the_same_thread(stage, square):
    await stage.say(ANN, BADGE)
    await stage.say(SAM_AT_THE_DESK, "resolve FL-1001 New reader")
    await stage.say(ANN, "it works, thank you")
    await stage.say(BO, "and the badge reader at door 7 is dead as well")
    ticket = await stage.ticket("FL-1002")
    assert (await stage.ticket("FL-1001")).status == "closed"
    await stage.say(BO, "it is the left door")
    assert (await happened(stage, "FL-1002"))[-1] == "said"
    await stage.say(ANN, "oh, that one too?")
    assert (await last_event(stage, "FL-1002")).actor == "Ann"
    assert ticket.home == HERE.key


async def test_an_agents_plain_words_are_the_reply(stage, square):
    await stage.say(ANN, BADGE)
    seen = len(square.sent)
    await stage.say(SAM, "Note that door 3 opens with the old badge, too. Resolve nothing yet.")
    ticket, event = await stage.ticket("FL-1001"), await last_event(stage)
    assert (event.kind, event.actor, event.public) == ("replied", "Sam", True)
    assert (ticket.first_response_at, ticket.assignee_id) == (event.at, 0)
    assert len(square.sent) == seen
    await stage.say(MIRA, "claim")
    await stage.say(SAM, "I have ordered a new one")
    assert (await stage.ticket("FL-1001")).assignee_id
    assert (await last_event(stage)).actor == "Sam"


@pytest.mark.parametrize("words", ["claim", "/claim", "claim FL-1001", "take"])
async def test_an_order_in_the_thread_of_a_ticket_needs_no_number(stage, square, words):
    await stage.say(ANN, BADGE)
    await stage.say(SAM_AT_THE_DESK, "show FL-1001")
    await stage.say(SAM, words)
    assert (await happened(stage, "FL-1001"))[-1] == "claimed"
    answer = next(m for m in square.sent if "is yours" in m.text)
    assert (answer.conversation, answer.only_for) == (HERE, SAM.person.address)


async def test_who_calls_us_by_name_is_heard_as_ordering(stage, square):
    await stage.say(ANN, BADGE)
    await stage.say(SAM, "resolve Put in a new reader", order="resolve Put in a new reader")
    assert (await stage.ticket("FL-1001")).resolution == "Put in a new reader"
    await stage.say(SAM, "clam", order="clam")
    assert "Did you mean **claim**?" in square.sent[-1].text
    assert square.sent[-1].only_for == SAM.person.address
    assert (await happened(stage, "FL-1001"))[-1] == "resolved"


async def test_the_number_said_wins_over_the_thread(stage, square):
    await stage.say(ANN, BADGE)
    await stage.say(in_help("Bo", "2"), BADGE)
    await stage.say(SAM, "claim FL-1002")
    assert "claimed" in await happened(stage, "FL-1002")
    assert "claimed" not in await happened(stage, "FL-1001")


async def test_what_an_agent_reads_among_others_nobody_else_sees(stage, square):
    await stage.say(ANN, BADGE)
    await stage.say(at_a_card("Sam"), "note FL-1001 she was dismissed")
    await stage.say(SAM, "show FL-1001")
    assert "dismissed" in square.seen_in(HERE, by=SAM.person.address)[-1]
    assert not any("dismissed" in text for text in square.seen_in(HERE, by=ANN.person.address))


async def test_where_nobody_can_whisper_it_is_said_alone(stage, open_channel):
    class Loud(Square):
        traits = Traits(longest=4000, rooms=True)

    square = open_channel("square", Loud)
    await stage.say(ANN, BADGE)
    await stage.say(SAM, "show FL-1001")
    assert BADGE.split(" ", 2)[1] in square.seen_in(alone("Sam"))[-1]
    await stage.say(BO, "", choice="solved/FL-1001")
    assert "Only Ann" in square.seen_in(HERE)[-1]


async def test_a_command_in_no_thread_is_answered_to_who_typed_it(stage, square):
    await stage.say(ANN, BADGE)
    await stage.say(by_command("Sam"), "queue")
    assert (square.sent[-1].only_for, square.sent[-1].conversation.place) == (
        SAM.person.address,
        "t/lunch",
    )


async def test_at_a_card_what_was_done_is_for_all_and_what_was_not_for_one(stage, square):
    await stage.say(ANN, BADGE)
    await stage.say(at_a_card("Sam"), "claim FL-1001")
    done = [m for m in square.sent if m.conversation.place == "t/triage"]
    await stage.say(at_a_card("Mira"), "claim FL-1001")
    assert [m.only_for for m in done] == [""]
    assert square.sent[-1].only_for == MIRA.person.address
    assert square.sent[-1].text.startswith("Sam has FL-1001 since")
    await stage.say(at_a_card("Bo"), "claim FL-1001")
    assert square.sent[-1].text.startswith("Only agents of the desk can do that.")
    assert square.sent[-1].only_for == BO.person.address


async def test_an_agent_is_told_news_alone_and_never_where_others_read(stage, square):
    await stage.say(ANN, BADGE)
    await stage.say(SAM, "claim")
    await stage.say(ANN, "it is door 3")
    assert "door 3" in square.seen_in(alone("Sam"))[-1]
    await stage.say(at_a_card("Sam"), "queue")
    await stage.say(ANN, "are you there")
    assert "are you there" in square.seen_in(alone("Sam"))[-1]


async def test_what_an_agent_wrote_bears_their_name(stage, square):
    await stage.say(ANN, BADGE)
    for order in ("reply FL-1001 On my way", "ask FL-1001 Which one?", "resolve FL-1001 Done"):
        await stage.say(at_a_card("Sam"), order)
        told = [m for m in square.sent if m.conversation == HERE][-1]
        assert told.by == Person(address="sam@desk.example", name="Sam", email="sam@desk.example")
    await stage.say(ANN, "", choice="solved/FL-1001")
    assert square.sent[-1].by is None


async def test_a_whisper_that_gets_lost_is_not_sent_to_the_requester(stage, square, open_channel):
    await stage.say(ANN, BADGE)
    square.fail("t/help", [Undeliverable("not in this channel")])
    await stage.say(SAM, "show FL-1001")
    assert stage.mails(by_mail("Ann")) == ()
    assert "unreached" not in await happened(stage, "FL-1001")


async def test_whoever_is_known_by_another_address_by_now_still_speaks_for_themselves(
    stage, square
):
    await stage.say(Place(HERE, Person(address="t/ann", name="Ann")), BADGE)
    await stage.say(by_mail("Ann"), "hello")
    proved = Person(address="ann@desk.example", email="ann@desk.example")
    await stage.say(Place(by_mail("Ann").conversation, proved), "hello")
    await stage.say(ANN, "it is door 3")
    assert (await last_event(stage)).data.get("why") != "joined"
    assert (await stage.ticket("FL-1001")).requester_id != 0
