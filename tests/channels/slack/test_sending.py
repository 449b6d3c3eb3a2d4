"""What the desk says arrives in Slack: where it belongs, as it should look, for whom it is."""

import pytest

from channels.base import Undeliverable
from channels.messages import Choice, ConversationRef, Person
from tests.channels.slack import outbound

BOB = Person(address="x", name="Bob Agent", email="bob@example.org")
CHOICES = (Choice(token="fixed/kb-12", label="This fixed it"), Choice(token="still", label="No"))


@pytest.fixture
async def out():
    async with outbound.way_out() as out:
        yield out


async def test_an_answer_goes_into_the_thread_with_its_buttons(out):
    here = await out.asked()
    channel, ts = await out.say(here, "Turn it **off**.", "say/1", choices=CHOICES)
    question, answer = out.fake.thread(channel, here.thread)
    assert (answer["ts"], answer["thread_ts"], answer["text"]) == (ts, here.thread, "Turn it off.")
    assert question["ts"] == here.thread
    values = [each["value"] for each in answer["blocks"][-1]["elements"]]
    assert values == ["fixed/kb-12", "still"]
    assert answer["metadata"]["event_payload"]["id"] == "say/1"


async def test_one_answer_is_one_call(out):
    here = await out.asked()
    await out.say(here)
    await out.say(here, "And?")
    assert [call.method for call in out.fake.calls] == ["auth.test", *["chat.postMessage"] * 2]


async def test_somebody_we_have_not_heard_from_is_written_to_directly(out):
    channel, ts = await out.say(out.place(out.ann), "Your laptop is ready.")
    assert channel == out.fake.dm("ann")
    assert [each["ts"] for each in out.ours(channel)] == [ts]
    await out.say(out.place(out.ann), "Please fetch it.")
    assert len(out.fake.called("conversations.open")) == 1


async def test_a_long_text_comes_in_parts_and_the_receipt_names_the_last(out):
    here = await out.asked()
    channel, ts = await out.say(here, "word " * 5000, choices=CHOICES)
    posted = out.ours(channel)
    assert len(posted) == 3
    assert ts == posted[-1]["ts"]
    assert [each["blocks"][-1]["type"] for each in posted] == ["section", "section", "actions"]


async def test_foreign_words_call_nobody(out):
    here = await out.asked(out.help)
    await out.say(here, "It says <!channel> and <@U00000001> @here")
    assert out.fake.alarms(out.help) == []


# --- whose words they are ------------------------------------------------------------------------


async def test_an_agents_words_are_posted_under_their_name(out):
    here = await out.asked()
    channel, _ = await out.say(here, "On my way.", by=BOB)
    (posted,) = out.ours(channel)
    assert posted["username"] == "Bob Agent (IT help desk)"
    assert posted["icons"]["image_48"].endswith(f"{out.bob}-72.png")


async def test_or_bear_their_name_where_that_is_not_allowed(out):
    out.fake.drop_scope("chat:write.customize")
    here = await out.asked()
    channel, _ = await out.say(here, "On my way.", by=BOB)
    (posted,) = out.ours(channel)
    assert "username" not in posted
    assert [each["type"] for each in posted["blocks"]] == ["context", "section"]
    assert posted["blocks"][0]["elements"][-1]["text"] == "*Bob Agent* · IT help desk"
    assert out.alerts() == []


async def test_a_picture_is_asked_for_once(out):
    here = await out.asked()
    for text in ("one", "two", "three"):
        await out.say(here, text, by=BOB)
    assert len(out.fake.called("users.lookupByEmail")) == 1


async def test_an_agent_whom_slack_does_not_know_has_a_name_all_the_same(out):
    out.fake.drop_scope("users:read.email")
    here = await out.asked()
    channel, _ = await out.say(here, "On my way.", by=BOB)
    assert out.ours(channel)[0]["username"] == "Bob Agent (IT help desk)"
    assert out.alerts() == []


# --- for one person only -------------------------------------------------------------------------


def only_for(out, user):
    return {"only_for": f"{out.team}/{user}"}


async def test_a_whisper_is_seen_by_one_person_in_the_thread(out):
    here = await out.asked(out.help)
    await out.say(here, "Bob has it.", **only_for(out, out.bob))
    assert out.ours(out.help) == []
    (seen,) = out.fake.ephemerals("bob")
    assert (seen["text"], seen["thread_ts"]) == ("Bob has it.", here.thread)
    assert out.fake.ephemerals("ann") == []


async def test_who_is_not_in_the_room_is_told_directly(out):
    here = await out.asked(out.help)
    channel, _ = await out.say(here, "Bob has it.", **only_for(out, out.eve))
    assert channel == out.fake.dm("eve")
    assert out.texts(channel) == ["Bob has it."]


async def test_where_we_are_not_in_the_room_the_person_is_told_directly_and_nobody_alarmed(out):
    random = out.fake.add_channel("random", "bob", bot=False)
    await out.say(out.place(random), "3 tickets wait.", **only_for(out, out.bob))
    assert out.texts(out.fake.dm("bob")) == ["3 tickets wait."]
    assert out.alerts() == []


async def test_in_direct_messages_a_whisper_is_said(out):
    here = await out.asked()
    channel, _ = await out.say(here, "Just for you.", **only_for(out, out.ann))
    assert out.texts(channel) == ["Just for you."]
    assert out.fake.ephemerals("ann") == []


async def test_files_for_one_person_come_directly(out):
    here = await out.asked(out.help)
    file = out.file("list.csv")
    await out.say(here, "The queue.", attachments=(file,), **only_for(out, out.bob))
    assert out.shared(out.fake.dm("bob")) == ["list.csv"]
    assert out.ours(out.help) == []


# --- written over --------------------------------------------------------------------------------


async def test_a_message_is_written_over_in_place(out):
    here = await out.asked()
    channel, ts = await out.say(here, "Does it help?", "ask/1", choices=CHOICES)
    again = await out.say(here, "Solved by KB-12.", "done/1", replaces=f"{out.team}/{channel}/{ts}")
    assert again == (channel, ts)
    (shown,) = out.ours(channel)
    assert (shown["text"], [each["type"] for each in shown["blocks"]]) == (
        "Solved by KB-12.",
        ["section"],
    )


@pytest.mark.parametrize("earlier", ["{team}/{channel}/1700000000.000100", "", "ask/1", "a/b/c"])
async def test_what_is_not_there_cannot_be_written_over_and_is_said_instead(out, earlier):
    here = await out.asked()
    replaces = earlier.format(team=out.team, channel=out.fake.dm("ann"))
    channel, _ = await out.say(here, "Solved by KB-12.", replaces=replaces)
    assert out.texts(channel) == ["Solved by KB-12."]


async def test_others_words_are_never_written_over(out):
    here = await out.asked()
    channel, _ = await out.say(here, "Solved.", replaces=f"{here.place}/{here.thread}")
    assert [each["text"] for each in out.fake.messages(channel)] == [
        "my printer is offline",
        "Solved.",
    ]


# --- files ---------------------------------------------------------------------------------------


async def test_files_follow_the_words_one_by_one(out):
    here = await out.asked()
    files = (out.file("a.txt", b"A"), out.file("b <!here>.log", b"BB"))
    channel, _ = await out.say(here, "See these.", attachments=files)
    assert out.fake.files == {"a.txt": b"A", "b <!here>.log": b"BB"}
    thread = out.fake.thread(channel, here.thread)
    assert [len(each.get("files", ())) for each in thread] == [0, 0, 1, 1]


async def test_a_file_without_words_is_introduced(out):
    here = await out.asked()
    channel, ts = await out.say(here, "", attachments=(out.file("a.txt"),))
    assert out.texts(channel)[0] == "Here is a file for you:"
    assert ts == out.ours(channel)[0]["ts"]


async def test_an_empty_file_holds_up_nothing(out):
    here = await out.asked()
    channel, _ = await out.say(here, "See.", attachments=(out.file("a.txt", b""),))
    assert out.texts(channel) == ["See."]


async def test_a_file_that_is_gone_cannot_be_sent(out):
    here = await out.asked()
    gone = out.file("a.txt")
    out.house.blobs.kept.clear()
    with pytest.raises(Undeliverable, match=r"a\.txt"):
        await out.say(here, attachments=(gone,))


# --- where nobody can be reached -----------------------------------------------------------------


@pytest.mark.parametrize("place", ["T0NOBODY/C1", "{team}/C0NOWHERE", "{team}/U0NOBODY", "", "x"])
async def test_a_place_that_is_not_there_cannot_be_reached(out, place):
    there = ConversationRef(channel="slack", place=place.format(team=out.team))
    with pytest.raises(Undeliverable):
        await out.say(there)
