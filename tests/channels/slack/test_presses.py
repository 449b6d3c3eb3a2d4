"""Buttons, cards, commands and forms, as the desk hears of them."""

from channels.messages import Choice, ConversationRef, OutboundMessage, Weight
from channels.slack import cards
from tests.channels.slack.office import office

CHOICES = (
    Choice(token="worked/vpn", label="This fixed it", weight=Weight.MAIN),
    Choice(token="failed/vpn", label="Still need help"),
)


async def _suggest(here, conversation):
    said = OutboundMessage(key="s", conversation=conversation, text="Try this.", choices=CHOICES)
    receipt = await here.channel.send(said)
    return receipt.external_id.rpartition("/")[2]


async def test_a_choice_comes_back_in_the_thread_with_who_pressed():
    async with office() as here:
        root = await here.slack.say("ann", "help", "vpn")
        (said,) = await here.heard()
        ts = await _suggest(here, said.conversation)
        await here.slack.press("bob", "help", ts, label="Still need help")
        _, press = await here.heard()
        assert press.choice == "failed/vpn"
        assert press.conversation == said.conversation
        assert press.conversation.thread == root
        assert press.person.email == "bob@example.org"
        assert press.id.startswith(f"{here.team}/press/{ts}/")
        assert not press.private


async def test_two_presses_are_two_messages_and_one_that_comes_again_is_not():
    async with office() as here:
        await here.slack.say("ann", "help", "vpn")
        (said,) = await here.heard()
        ts = await _suggest(here, said.conversation)
        for _ in range(2):
            await here.slack.press("ann", "help", ts, label="This fixed it")
        for given in tuple(here.slack.deliveries):
            here.slack.redeliver(given.id, 0)
        assert len(await here.heard()) == 3


# --- cards ----------------------------------------------------------------------------------------


async def test_what_is_pressed_on_a_card_is_what_an_agent_would_type():
    async with office() as here:
        ts = await here.put_up_a_card("FL-1042")
        bob = here.slack.world.user("bob").id
        await here.slack.press("sam", "triage", ts, cards.CLAIM)
        await here.slack.press("sam", "triage", ts, cards.ASSIGN, selected=bob)
        await here.slack.press("sam", "triage", ts, cards.PRIORITY, selected="2")
        heard = await here.heard()
        assert [m.text for m in heard] == [
            "claim FL-1042",
            "assign FL-1042 bob@example.org",
            "priority FL-1042 2",
        ]
        assert {m.conversation.thread for m in heard} == {ts}
        assert all(m.private and m.person.email == "sam@example.org" for m in heard)


async def test_a_question_and_a_resolution_are_asked_for_in_a_form():
    async with office() as here:
        ts = await here.put_up_a_card("FL-1042")
        await here.slack.press("sam", "triage", ts, cards.ASK)
        (view,) = await here.slack.until(lambda: here.slack.views("sam"))
        wrong = await here.slack.submit(view["id"], {"question": "   "})
        assert wrong.errors == {"question": "Please type your question."}
        assert not (await here.slack.submit(view["id"], {"question": "Which one?"})).errors
        await here.slack.press("sam", "triage", ts, cards.RESOLVE)
        (view,) = await here.slack.until(lambda: here.slack.views("sam"))
        filled = {"resolution": "A new toner", "article": ["article"]}
        assert not (await here.slack.submit(view["id"], filled)).errors
        heard = await here.heard()
        assert [m.text for m in heard] == [
            "ask FL-1042 Which one?",
            "resolve FL-1042 A new toner",
            "article FL-1042",
        ]
        assert all(m.private and m.conversation.thread == ts for m in heard)


async def test_words_below_a_card_are_a_note_and_called_by_name_an_order():
    async with office() as here:
        ts = await here.put_up_a_card("FL-1042")
        await here.slack.say("sam", "triage", "He is a VIP", thread=ts)
        await here.slack.say("sam", "triage", "@firstline claim", thread=ts)
        await here.slack.say("sam", "triage", "@firstline assign @bob", thread=ts)
        await here.slack.say("sam", "triage", "@firstline note FL-7 not this one", thread=ts)
        heard = await here.heard()
        assert [m.text for m in heard] == [
            "note FL-1042 He is a VIP",
            "claim FL-1042",
            "assign FL-1042 bob@example.org",
            "note FL-7 not this one",
        ]
        assert all(m.private for m in heard)


async def test_at_the_desk_an_order_needs_no_card():
    async with office() as here:
        await here.slack.say("sam", "triage", "@firstline queue")
        order = await here.one()
        assert (order.text, order.private) == ("queue", True)


async def test_a_note_that_is_edited_stays_a_note():
    async with office() as here:
        card = await here.put_up_a_card("FL-1042")
        ts = await here.slack.say("sam", "triage", "He is a VIP", thread=card)
        await here.slack.settled()
        await here.slack.edit("sam", "triage", ts, "She is a VIP")
        note, edit = await here.heard()
        assert (edit.edits, edit.text, edit.private) == (note.id, "She is a VIP", True)


async def test_an_order_in_a_requesters_thread_is_not_told_to_the_desk_alone():
    async with office() as here:
        root = await here.slack.say("ann", "help", "vpn")
        await here.slack.settled()
        await here.slack.say("sam", "help", "@firstline claim", thread=root)
        _, order = await here.heard()
        assert (order.text, order.private) == ("claim", False)


# --- commands -------------------------------------------------------------------------------------


async def test_an_agents_command_is_an_order_for_the_agent_alone():
    async with office() as here:
        await here.slack.command("sam", "general", "/helpdesk", "assign FL-1 @bob")
        await here.slack.command("sam", "general", "/helpdesk", "")
        order, other = await here.heard()
        assert (order.text, other.text) == ("assign FL-1 bob@example.org", "help")
        assert order.private
        assert order.conversation == ConversationRef(channel="slack", place=here.place("general"))


async def test_a_request_by_command_is_answered_in_direct_messages():
    async with office() as here:
        answer = await here.slack.command("ann", "general", "/ticket", "my payload is broken")
        assert "direct messages" in answer["text"]
        message = await here.one()
        (root,) = here.slack.messages(here.slack.dm("ann"))
        assert message.text == "my payload is broken"
        assert message.conversation.thread == root["ts"]
        assert message.person.name == "Ann"
        assert not message.private


async def test_the_short_form_that_the_hint_offers_asks_for_ones_tickets():
    async with office() as here:
        await here.slack.command("ann", "general", "/ticket", "mine")
        assert (await here.one()).text == "my tickets"


async def test_a_request_is_asked_for_once_though_its_first_try_fails():
    async with office() as here:
        here.slack.lose_answer("chat.postMessage")
        await here.slack.command("ann", "general", "/ticket", "my mouse is broken")
        await here.one()
        assert len(here.slack.messages(here.slack.dm("ann"))) == 1


async def test_a_request_that_is_read_again_after_a_crash_begins_no_second_thread():
    async with office() as here:
        await here.slack.command("ann", "general", "/ticket", "my mouse is broken")
        first = await here.one()
        (seed,) = (each for each in here.desk.heard if each.raw)
        await here.channel.read(seed)
        assert await here.one() == first
        assert len(here.slack.messages(here.slack.dm("ann"))) == 1


async def test_a_form_for_requests_opens_from_everywhere():
    async with office() as here:
        await here.slack.command("ann", "general", "/ticket")
        await here.slack.shortcut("bob", "firstline_new_request")
        for name in ("ann", "bob"):
            (view,) = await here.slack.until(lambda who=name: here.slack.views(who))
            filled = {"what": f"{name} needs help", "service": "vpn"}
            assert not (await here.slack.submit(view["id"], filled)).errors
        heard = await here.heard()
        assert [m.text for m in heard] == [
            "ann needs help\nService: vpn",
            "bob needs help\nService: vpn",
        ]
        assert [m.person.name for m in heard] == ["Ann", "Bob"]


async def test_commands_that_are_not_ours_are_answered_too():
    async with office() as here:
        answer = await here.slack.command("ann", "general", "/lunch", "now")
        assert "/ticket" in answer["text"]
        assert await here.heard() == []


async def test_homes_are_kept_for_who_looks():
    async with office() as here:
        await here.slack.open_home("ann")
        await here.slack.open_home("bob", tab="messages")
        await here.slack.until(lambda: here.slack.home("ann"))
        assert here.slack.home("bob") is None
        await here.slack.press_in_home("ann", label="New request")
        await here.slack.until(lambda: here.slack.views("ann"))
