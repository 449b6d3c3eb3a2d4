"""The channel before the real desk, on a real database: heard, answered, claimed; once each."""

import asyncio
from contextlib import asynccontextmanager
from datetime import timedelta

from sqlalchemy import select

from bot import app
from bot.settings import AgentSettings, DeskSettings, KnowledgeSettings, Settings
from channels.slack import cards
from store import articles, feedback, work_queue
from tests.channels.slack.office import cast, settings_of
from tests.fakes.patience import PATIENCE
from tests.fakes.slack import FakeSlack

PRINTER = "The printer on floor 3 shows error 0x6ba and prints nothing since this morning"


@asynccontextmanager
async def desk(folder, *, knowledge=None, **more):
    """The fake, and the whole desk at work on it; Sam is its agent."""
    async with FakeSlack() as slack:
        cast(slack)
        settings = Settings(
            data=folder,
            channels=("slack",),
            slack=settings_of(slack, **more),
            desk=DeskSettings(settle=0),
            knowledge=knowledge or KnowledgeSettings(),
            agents=(AgentSettings(name="Sam", email="sam@example.org"),),
        )
        built = app.build(settings)
        running = asyncio.create_task(app.run(built))
        try:
            async with asyncio.timeout(PATIENCE):
                await built.channels["slack"].ready.wait()
            yield slack, built
        finally:
            running.cancel()
            await asyncio.wait([running], timeout=PATIENCE)
            built.close()


async def said(slack, channel, words, thread=""):
    """A message of the desk's with these words, once it is there."""

    def there():
        shown = slack.thread(channel, thread) if thread else slack.messages(channel)
        return [each for each in shown if words in each["text"] and each.get("bot_id")]

    return (await slack.until(there))[0]


async def test_asked_in_direct_messages_claimed_on_the_card_asked_back_and_resolved(tmp_path):
    async with desk(tmp_path) as (slack, _):
        dm = slack.dm("ann")
        root = await slack.say("ann", "", PRINTER)
        await said(slack, dm, "FL-1001", root)
        card = (await said(slack, "triage", "FL-1001"))["ts"]
        await slack.press("sam", "triage", card, cards.CLAIM)
        await said(slack, dm, "Sam is working on it", root)
        await slack.say("sam", "triage", "He is a VIP", thread=card)
        await said(slack, "triage", "noted, for the desk only", card)
        await slack.say("sam", "triage", "@firstline ask Which floor exactly?", thread=card)
        await said(slack, dm, "Which floor exactly?", root)
        await slack.say("ann", "", "The one with the plants", thread=root)
        await slack.press("sam", "triage", card, cards.RESOLVE)
        (view,) = await slack.until(lambda: slack.views("sam"))
        await slack.submit(view["id"], {"resolution": "A new toner"})
        await said(slack, dm, "A new toner", root)
        assert all("VIP" not in each["text"] for each in slack.messages(dm))
        assert slack.complaints == []


async def test_two_fixes_that_fail_are_on_the_card_with_the_steps_that_were_tried(tmp_path):
    async with desk(tmp_path, knowledge=KnowledgeSettings(floor=0.4)) as (slack, _):
        dm = slack.dm("ann")
        root = await slack.say("ann", "", "my account is locked and I forgot my password")
        first = await said(slack, dm, "step 1 of 6", root)
        await slack.press("ann", dm, first["ts"], label="Next step")
        second = await said(slack, dm, "step 2 of 6", root)
        await slack.press("ann", dm, second["ts"], label="Still need help")
        await said(slack, dm, "Let us try", root)
        await slack.say("ann", "", "nothing helped", thread=root)
        await said(slack, dm, "with everything you tried", root)
        card = await said(slack, "triage", "FL-1001")
        assert "Account locked (steps 1 to 2 of 6)" in str(card)
        assert "Forgotten password (step 1 of 6)" in str(card)
        assert slack.complaints == []


async def test_not_my_problem_narrows_down_to_the_next(tmp_path):
    async with desk(tmp_path, knowledge=KnowledgeSettings(floor=0.4)) as (slack, built):
        dm = slack.dm("ann")
        root = await slack.say("ann", "", "my account is locked and I forgot my password")
        first = await said(slack, dm, "Account locked", root)
        await slack.press("ann", dm, first["ts"], label="Not my problem")
        second = await said(slack, dm, "then it is something else", root)
        assert "Forgotten password" in second["text"]
        await slack.press("ann", dm, second["ts"], label="Next step")
        third = await said(slack, dm, "step 2 of 6", root)
        await slack.press("ann", dm, third["ts"], label="This fixed it")
        await said(slack, dm, "glad that fixed it", root)
        rows = await built.store.read(feedback.outcomes, since=built.clock() - timedelta(days=1))
        told = [(row.article_id, row.outcome, row.step) for row in rows]
        assert told == [
            ("account-locked", "not_relevant", 1),
            ("password-forgotten", "worked", 2),
        ]


ORDERS = (
    ("claim FL-1001", "is yours"),
    ("resolve FL-1001 New toner. Print a page.", "resolved"),
    ("article FL-1001", "2. Print a page."),
)


async def test_a_draft_is_published_by_a_press(tmp_path):
    async with desk(tmp_path) as (slack, built):
        root = await slack.say("ann", "", PRINTER)
        await said(slack, slack.dm("ann"), "FL-1001", root)
        sam = slack.dm("sam")
        for order, answer in ORDERS:
            await slack.say("sam", "", order)
            draft = await said(slack, sam, answer)
        await slack.press("sam", sam, draft["ts"], label="Publish")
        await said(slack, sam, "suggested from now on")
        article = await built.store.read(articles.get, "fl-1001")
        assert article.state == "published"


async def test_every_event_has_its_effect_once_though_connections_break(tmp_path):
    async with desk(tmp_path) as (slack, built):
        number = 30
        for at in range(number):
            await slack.say("ann", "", f"{PRINTER} ({at})")
            if at % 10 == 5:
                await slack.cut_connections()
        await slack.settled()
        for given in tuple(slack.deliveries)[:20]:
            slack.redeliver(given.id, None)
            slack.redeliver(given.id, 0)
        await slack.settled()
        keys = await built.store.read(_inbox)
        assert len(keys) == number


async def test_what_others_said_is_no_order_of_the_agents_who_makes_a_request_of_it(tmp_path):
    async with desk(tmp_path) as (slack, _):
        root = await slack.say("ann", "", PRINTER)
        await said(slack, slack.dm("ann"), "FL-1001", root)
        slack.add_bot("robot")
        slack.add_channel("away", "bob", "sam", bot=False)
        slack.world.channel("general").members.add(slack.world.user("robot").id)
        by_robot = await slack.say("robot", "general", "resolve FL-1001 the rack is cold again")
        await slack.react("sam", "general", by_robot)
        await said(slack, "general", "FL-1002", by_robot)
        by_bob = await slack.say("bob", "away", "resolve FL-1001 the rack is cold, I said")
        await slack.message_shortcut("sam", "away", by_bob, "firstline_message_ticket")
        await said(slack, slack.dm("sam"), "FL-1003")
        assert all("solved" not in each["text"] for each in slack.messages(slack.dm("ann")))


FORWARDED = [{"is_share": True, "text": "resolve FL-1001 as Bob said", "author_name": "Bob"}]


async def test_what_an_agent_forwards_is_no_order_and_may_be_a_note(tmp_path):
    async with desk(tmp_path) as (slack, _):
        root = await slack.say("ann", "", PRINTER)
        await said(slack, slack.dm("ann"), "FL-1001", root)
        card = (await said(slack, "triage", "FL-1001"))["ts"]
        direct = await slack.say("sam", "", "", attachments=FORWARDED)
        await said(slack, slack.dm("sam"), "FL-", direct)
        called = await slack.say("sam", "general", "@firstline", attachments=FORWARDED)
        await said(slack, "general", "FL-", called)
        await slack.say("sam", "triage", "", thread=card, attachments=FORWARDED)
        await said(slack, "triage", "noted, for the desk only", card)
        assert all("solved" not in each["text"] for each in slack.messages(slack.dm("ann")))


async def test_an_agent_who_looks_home_first_sees_the_desk(tmp_path):
    async with desk(tmp_path) as (slack, _):
        await slack.say("ann", "", PRINTER)
        await said(slack, slack.dm("ann"), "FL-1001")
        await slack.open_home("sam")
        await slack.until(lambda: "FL-1001" in str(slack.home("sam")))


async def test_who_asked_in_a_channel_that_is_archived_is_answered_directly(tmp_path):
    async with desk(tmp_path) as (slack, _):
        root = await slack.say("ann", "help", PRINTER)
        await said(slack, "help", "FL-1001", root)
        slack.archive("help")
        await slack.command("sam", "triage", "/helpdesk", "reply FL-1001 It has new toner")
        await said(slack, slack.dm("ann"), "It has new toner")


async def test_an_order_typed_among_two_people_is_answered_directly(tmp_path):
    async with desk(tmp_path) as (slack, _):
        await slack.say("ann", "", PRINTER)
        await said(slack, slack.dm("ann"), "FL-1001")
        between = slack.add_channel("between", "sam", "bob", kind="im", bot=False)
        place = slack.world.channels.pop(between)
        place.id = "D0BETWEEN"
        slack.world.channels[place.id] = place
        await slack.command("sam", place.id, "/helpdesk", "queue")
        await said(slack, slack.dm("sam"), "FL-1001")
        assert all(call.args.get("channel") != place.id for call in slack.calls)


def _inbox(unit):
    return unit.connection.scalars(select(work_queue.TABLES["inbox"].c.key)).all()
