"""Where people may ask in Slack, and what becomes of what they say, change and take back."""

from datetime import timedelta

import pytest

from channels.slack import keeping
from channels.slack.keeping import kept
from tests.channels.slack.office import office

MOUSE = "My mouse is broken"


async def test_a_direct_message_begins_a_thread_of_its_own():
    async with office() as here:
        first = await here.slack.say("ann", "", MOUSE)
        second = await here.slack.say("ann", "", "And my keyboard too")
        one, two = await here.heard()
        assert one.text == MOUSE
        assert one.id == f"{here.team}/{here.slack.dm('ann')}/{first}"
        assert one.conversation.place == f"{here.team}/{here.slack.dm('ann')}"
        assert (one.conversation.thread, two.conversation.thread) == (first, second)
        assert (one.person.name, one.person.email) == ("Ann", "ann@example.org")
        assert one.person.address == here.address("ann")
        assert one.person.language == "en"
        assert not one.private


async def test_an_answer_belongs_to_the_thread_and_names_its_root():
    async with office() as here:
        root = await here.slack.say("ann", "", MOUSE)
        await here.slack.say("ann", "", "It is the left button", thread=root)
        one, two = await here.heard()
        assert two.conversation == one.conversation
        assert two.answers == one.id


async def test_a_mention_comes_as_two_events_and_is_one_message():
    async with office() as here:
        await here.slack.say("ann", "general", f"@firstline {MOUSE}")
        assert (await here.one()).text == MOUSE
        assert len(here.slack.deliveries) == 2


async def test_in_a_help_channel_every_new_message_is_a_request_and_its_thread_follows():
    async with office() as here:
        root = await here.slack.say("ann", "help", MOUSE)
        await here.slack.settled()
        await here.slack.say("bob", "help", "Mine too", thread=root)
        assert [(m.text, m.person.name) for m in await here.heard()] == [
            (MOUSE, "Ann"),
            ("Mine too", "Bob"),
        ]


async def test_news_for_everybody_are_no_request():
    async with office() as here:
        root = await here.slack.say("sam", "help", ":mega: The canteen is closed today")
        await here.slack.say("ann", "help", "Oh no", thread=root)
        assert await here.heard() == []
        assert all(given.acknowledged.is_set() for given in here.slack.deliveries)


async def test_what_people_say_to_each_other_is_none_of_our_business():
    async with office() as here:
        root = await here.slack.say("ann", "general", "Lunch?")
        await here.slack.say("bob", "general", "Yes!", thread=root)
        await here.slack.say("sam", "triage", "Who takes the next one?")
        assert await here.heard() == []
        assert here.desk.raws == 0


async def test_a_thread_somebody_called_us_into_is_ours_from_then_on():
    async with office() as here:
        root = await here.slack.say("ann", "general", "My screen flickers")
        await here.slack.say("bob", "general", "@firstline can you help Ann?", thread=root)
        await here.slack.settled()
        await here.slack.say("ann", "general", "It is the left one", thread=root)
        assert [m.text for m in await here.heard()] == ["can you help Ann?", "It is the left one"]


async def test_who_only_calls_us_wants_to_know_what_we_do():
    async with office() as here:
        await here.slack.say("ann", "general", "@firstline")
        assert (await here.one()).text == "help"


@pytest.mark.parametrize("subtype", ["thread_broadcast", "me_message"])
async def test_words_of_these_kinds_count_too(subtype):
    async with office() as here:
        root = await here.slack.say("ann", "", MOUSE)
        await here.slack.say("ann", "", "still broken", thread=root, subtype=subtype)
        assert [m.text for m in await here.heard()] == [MOUSE, "still broken"]


async def test_joining_and_our_own_words_are_not_heard():
    async with office() as here:
        here.slack.add_person("eve")
        await here.slack.invite("eve", "help")
        place = here.slack.world.channel("help").id
        await here.channel.parts.slack.call(
            here.team, "chat.postMessage", channel=place, text="an announcement of ours"
        )
        assert await here.heard() == []


async def test_who_asks_elsewhere_is_shown_the_way_once():
    async with office() as here:
        for text in ("My laptop is broken", "Is there an IT support?", "Lunch?"):
            await here.slack.say("ann", "general", text)
        await here.slack.settled()
        await here.slack.until(lambda: here.slack.ephemerals("ann"))
        (hint,) = here.slack.ephemerals("ann")
        assert f"<#{here.slack.world.channel('help').id}>" in hint["text"]
        assert await here.heard() == []


async def test_links_names_and_signs_are_read_as_words():
    async with office() as here:
        typed = "see https://wiki.example.org/a?b=1&c=2 or ask @bob in #help, 1 < 2 & 3"
        await here.slack.say("ann", "", typed)
        assert (await here.one()).text == typed.replace("@bob", "@Bob")


# --- changed and taken back -------------------------------------------------------------------


async def test_an_edit_and_a_deletion_name_the_message():
    async with office() as here:
        ts = await here.slack.say("ann", "help", MOUSE)
        await here.slack.settled()
        await here.slack.edit("ann", "help", ts, "My mouse and my keyboard are broken")
        await here.slack.settled()
        await here.slack.delete("ann", "help", ts)
        said, edit, gone = await here.heard()
        assert edit.edits == gone.deletes == said.id
        assert edit.id.startswith(f"{said.id}/edit/")
        assert gone.id == f"{said.id}/delete"
        assert edit.text == "My mouse and my keyboard are broken"
        assert edit.person.address == gone.person.address == here.address("ann")
        assert edit.conversation == gone.conversation == said.conversation


async def test_a_root_with_answers_leaves_a_stone_and_is_gone_all_the_same():
    async with office() as here:
        ts = await here.slack.say("ann", "help", MOUSE)
        await here.slack.say("ann", "help", "Anybody?", thread=ts)
        await here.slack.settled()
        await here.slack.delete("ann", "help", ts)
        assert (await here.heard())[-1].deletes == f"{here.place('help')}/{ts}"


async def test_a_link_that_unfolds_changes_nothing():
    async with office() as here:
        ts = await here.slack.say("ann", "help", "see https://example.org/")
        await here.slack.unfurl("help", ts)
        assert len(await here.heard()) == 1


async def test_edits_where_nobody_asked_us_are_not_kept():
    async with office() as here:
        ts = await here.slack.say("ann", "general", "Lunch?")
        await here.slack.edit("ann", "general", ts, "Dinner?")
        await here.slack.delete("ann", "general", ts)
        assert await here.heard() == []
        assert here.desk.raws == 0


async def _the_latest_long_before_the_others(slack):
    for given in reversed(slack.postman.held()):
        slack.postman.send(given)
        await slack.settled()


async def test_an_edit_that_overtakes_its_message_brings_it_along():
    async with office() as here:
        here.slack.hold_frames()
        ts = await here.slack.say("ann", "help", MOUSE)
        await here.slack.edit("ann", "help", ts, "My mouse bites")
        await _the_latest_long_before_the_others(here.slack)
        said, edit = await here.heard()
        assert edit.edits == said.id == f"{here.place('help')}/{ts}"
        assert said.text == edit.text == "My mouse bites"
        assert not said.automatic


async def test_a_message_taken_back_before_it_came_is_not_handled():
    async with office() as here:
        here.slack.hold_frames()
        ts = await here.slack.say("ann", "help", MOUSE)
        await here.slack.delete("ann", "help", ts)
        await _the_latest_long_before_the_others(here.slack)
        said, gone = await here.heard()
        assert gone.deletes == said.id
        assert said.automatic
        assert said.text == ""


async def test_an_answer_that_overtakes_a_new_request_is_not_lost():
    async with office() as here:
        here.slack.hold_frames()
        root = await here.slack.say("ann", "help", MOUSE)
        await here.slack.say("bob", "help", "Mine too", thread=root)
        await here.slack.release_frames()
        assert [m.text for m in await here.heard()] == [MOUSE, "Mine too"]


# --- made a request by others -------------------------------------------------------------------


@pytest.mark.parametrize(("channel", "call"), [("help", ""), ("general", "@firstline ")])
async def test_answers_that_came_long_before_their_request_are_heard_with_it(
    channel, call, monkeypatch
):
    """Slack could not deliver the request at first, and comes again a minute later."""
    async with office() as here:
        here.slack.hold_frames()
        root = await here.slack.say("ann", channel, f"{call}My mouse is broken")
        await here.slack.say("ann", channel, "The red one", root, files={"m.txt": b"red"})
        await here.slack.say("bob", channel, "Mine is fine", root)
        held = here.slack.postman.held()
        is_root = [each.payload["event"].get("ts") == root for each in held]
        for delivery, waits in zip(held, is_root, strict=True):
            if not waits:
                here.slack.postman.send(delivery)
        await here.slack.settled()
        assert here.desk.heard == []
        monkeypatch.setattr(keeping, "LATE", timedelta(seconds=-60))
        for delivery, waits in zip(held, is_root, strict=True):
            if waits:
                here.slack.postman.send(delivery)
        heard = await here.heard()
    assert [each.text for each in heard] == ["My mouse is broken", "The red one", "Mine is fine"]
    assert {each.conversation.thread for each in heard} == {root}
    assert [each.name for each in heard[1].attachments] == ["m.txt"]


async def test_a_request_that_comes_at_once_is_not_looked_up():
    async with office() as here:
        await here.slack.say("ann", "help", "My mouse is broken")
        await here.one()
        assert here.slack.called("conversations.replies") == []


async def test_five_reactions_make_one_request_of_a_message():
    async with office() as here:
        ts = await here.slack.say("ann", "general", MOUSE)
        await here.slack.say("bob", "general", "Did you charge it?", thread=ts)
        for number in range(5):
            here.slack.add_person(f"fan{number}")
            await here.slack.invite(f"fan{number}", "general")
            await here.slack.react(f"fan{number}", "general", ts)
        message = await here.one()
        assert message.id == f"{here.place('general')}/{ts}"
        assert message.conversation.thread == ts
        assert message.person.name == "Ann"
        assert message.text == MOUSE
        assert message.cut == "Bob: Did you charge it?"
        assert message.remark == "Fan0 made a request of this message."


async def test_a_reaction_to_an_answer_makes_the_answer_a_request_in_its_thread():
    async with office() as here:
        root = await here.slack.say("ann", "general", "What a day")
        ts = await here.slack.say("bob", "general", MOUSE, thread=root)
        await here.slack.react("bob", "general", ts)
        message = await here.one()
        assert (message.text, message.person.name) == (MOUSE, "Bob")
        assert message.conversation.thread == root
        assert message.cut == "Ann: What a day"
        assert message.remark == ""


async def test_a_reaction_in_a_help_channel_adds_nothing():
    async with office() as here:
        ts = await here.slack.say("ann", "help", MOUSE)
        await here.slack.settled()
        await here.slack.react("bob", "help", ts)
        assert (await here.one()).id == f"{here.place('help')}/{ts}"


async def test_other_emoji_mean_nothing():
    async with office() as here:
        ts = await here.slack.say("ann", "general", MOUSE)
        await here.slack.react("bob", "general", ts, "thumbsup")
        assert await here.heard() == []


async def test_the_shortcut_on_a_message_makes_it_a_request():
    async with office() as here:
        ts = await here.slack.say("ann", "general", MOUSE)
        await here.slack.message_shortcut("bob", "general", ts, "firstline_message_ticket")
        message = await here.one()
        assert (message.text, message.person.name) == (MOUSE, "Ann")
        assert message.conversation.place == here.place("general")


async def test_where_we_may_not_answer_the_request_moves_to_direct_messages():
    def secretly(slack):
        slack.add_channel("secret", "ann", "bob", kind="group", bot=False)

    async with office(begun=secretly) as here:
        ts = await here.slack.say("ann", "secret", MOUSE)
        await here.slack.message_shortcut("bob", "secret", ts, "firstline_message_ticket")
        message = await here.one()
        assert (message.text, message.person.name) == (MOUSE, "Bob")
        assert message.conversation.place == f"{here.team}/{here.slack.dm('bob')}"
        (root,) = here.slack.messages(here.slack.dm("bob"))
        assert message.conversation.thread == root["ts"]
        assert MOUSE in root["text"]


# --- other bots ---------------------------------------------------------------------------------


def _robot(slack):
    slack.add_bot("robot")
    slack.world.channel("help").members.add(slack.world.user("robot").id)


async def test_a_bot_is_not_heard_unless_it_may_be():
    async with office(begun=_robot) as here:
        bot_id = here.slack.world.user("robot").bot_id
        await here.slack.say("robot", "help", "disk full", bot_id=bot_id)
        assert await here.heard() == []


async def test_a_bot_that_may_speak_cannot_talk_for_ever():
    async with office(begun=_robot) as probe:
        bot_id = probe.slack.world.user("robot").bot_id
    async with office(begun=_robot, bots=(bot_id,)) as here:
        root = await here.slack.say("robot", "help", "disk full", bot_id=bot_id)
        for number in range(20):
            await here.slack.settled()
            await here.slack.say("robot", "help", f"{number}", thread=root, bot_id=bot_id)
        heard = await here.heard()
        assert [m.text for m in heard] == ["disk full", "0", "1", "2", "3"]
        assert all(given.acknowledged.is_set() for given in here.slack.deliveries)


# --- what is kept ---------------------------------------------------------------------------------


async def test_the_same_payload_is_kept_as_the_same_bytes_without_the_old_token():
    payload = {"b": 1, "a": {"z": 1, "y": 2}, "token": "old"}
    assert kept(payload) == kept(dict(reversed(payload.items()))) == b'{"a":{"y":2,"z":1},"b":1}'


async def test_what_was_kept_can_be_told_unread():
    async with office() as here:
        await here.slack.say("ann", "", f"{MOUSE} &amp; more")
        await here.slack.settled()
        (bare,) = here.desk.heard
        unread = await here.channel.undecoded(bare)
        assert unread.raw == ""
        assert unread.text.startswith(MOUSE)
        assert unread.person.address == here.address("ann")
