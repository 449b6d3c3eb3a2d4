"""The whole story at the desk, by polling and by webhook: asked, tried, claimed, reopened."""

from dataclasses import dataclass, field

import pytest

from channels.messages import Attachment
from store import articles, feedback
from store.engine import open_store
from tests.channels.telegram.conftest import until
from tests.channels.telegram.desk import open_office

GROUP = -1004242
HELP = -1007777
MIB = 1024 * 1024

pytestmark = pytest.mark.usefixtures("one_index")


@pytest.fixture
def store(sqlite_url):
    opened = open_store(sqlite_url)
    yield opened
    opened.close()


@pytest.fixture(params=["polling", "webhook"])
async def both(store, tmp_path, request):
    async with open_office(store, tmp_path, mode=request.param) as opened:
        yield opened


@pytest.fixture
async def office(store, tmp_path):
    async with open_office(store, tmp_path) as (office, _):
        yield office


@pytest.fixture
async def desk(store, tmp_path):
    """With a group where the desk works."""
    async with open_office(store, tmp_path, agents_chat=GROUP) as opened:
        office, sam = opened
        office.group = office.telegram.group("The desk", id=GROUP)
        yield office, sam


async def test_from_a_question_to_a_reopened_ticket(both):
    office, sam = both
    ann = office.telegram.person("Ann")
    assert "This is the IT help desk" in (await office.say(ann, "/start"))[0]
    (fix,) = await office.say(ann, "my vpn drops every few minutes")
    assert fix.startswith("This looks like VPN drops")
    assert office.labels(ann) == ["This fixed it", "Next step", "Still need help", "Not my problem"]
    (logged,) = await office.press(ann, "Still need help")
    assert "FL-1001" in logged
    assert office.labels(ann) == ["Copy FL-1001"]
    (queue,) = await office.say(sam, "/queue")
    assert "FL-1001" in queue
    (claimed,) = await office.say(sam, "/next@firstline_bot")
    assert "is yours" in claimed
    assert "Sam is working on it" in (await office.heard(ann))[0]
    await office.say(sam, "/ask FL-1001 Which router?")
    assert (await office.heard(ann))[0].startswith("Which router?")
    await office.say(ann, "A black one")
    assert "A black one" in (await office.heard(sam))[0]
    await office.say(sam, "/note FL-1001 she is <b>cross</b>")
    assert await office.heard(ann) == []
    await office.say(sam, "/resolve FL-1001 Changed the channel")
    assert "Changed the channel" in (await office.heard(ann))[0]
    await office.press(ann, "No, not yet")
    assert "Reopened" in (await office.heard(sam))[0]
    assert (await office.stage.ticket("FL-1001")).status == "in_progress"


async def test_one_step_at_a_time_until_it_helps(office):
    ann = office.telegram.person("Ann")
    await office.say(ann, "my vpn drops every few minutes")
    (second,) = await office.press(ann, "Next step")
    assert second.startswith("Then please try this:")
    assert "That is step 2 of 6." in second
    (third,) = await office.say(ann, "nope, what next?")
    assert "That is step 3 of 6." in third
    assert "glad that fixed it" in (await office.press(ann, "This fixed it"))[0]
    assert await office.stage.count() == 0
    rows = await office.stage.firstline.store.read(feedback.of_talk, f"telegram|{ann.id}|")
    assert [(row.article_id, row.outcome, row.step) for row in rows] == [("vpn-drops", "worked", 3)]


async def test_an_article_is_judged_where_it_is_read(desk):
    office, sam = desk
    ann = office.telegram.person("Ann")
    await office.say(ann, "The franking machine eats our stamps since Monday")
    await office.say(sam, "/claim FL-1001")
    await office.say(sam, "/resolve FL-1001 Open the lid. Take the old stamps out.")
    told = await office.say(sam, "/article FL-1001")
    assert "noted as worth an article" in told[0]
    assert "2. Take the old stamps out." in told[1]
    assert office.labels(sam) == ["Publish", "Send back"]
    assert "suggested from now on" in (await office.press(sam, "Publish"))[0]
    article = await office.stage.firstline.store.read(articles.get, "fl-1001")
    assert article.state == "published"
    (again,) = await office.say(sam, "/articles")
    assert again == "No article waits to be finished or read."


async def test_buttons_pressed_are_gone_and_the_number_to_copy_stays(office):
    ann = office.telegram.person("Ann")
    await office.say(ann, "my vpn drops every few minutes")
    await office.press(ann, "Still need help")
    offer = next(m for m in office.telegram.told(ann) if "VPN" in m["text"])
    assert "reply_markup" not in offer
    assert office.labels(ann) == ["Copy FL-1001"]
    assert office.telegram.world.presses == set()  # the button has stopped spinning


async def test_typing_shows_while_an_answer_is_looked_for(office):
    ann = office.telegram.person("Ann")
    await office.say(ann, "my vpn drops")
    assert office.telegram.world.actions == [(ann.id, "typing")]


async def test_commands_of_requesters_work_in_every_language(office):
    ann = office.telegram.person("Ann", language_code="fr")
    assert "no open" in (await office.say(ann, "/status"))[0].lower()
    (logged,) = await office.say(ann, "/person")
    assert "FL-1001" in logged
    assert "FL-1001" in (await office.say(ann, "/status"))[0]
    assert "FL-1001" in (await office.say(ann, "/start FL-1001"))[0]
    assert "Only agents" in (await office.say(ann, "/claim FL-1001"))[0]


async def test_an_album_is_one_message_with_all_its_files(office):
    ann = office.telegram.person("Ann")
    photos = [b"one", b"two", b"three"]
    await office.telegram.album(ann, photos, "The franking machine eats our stamps since Monday")
    (answer,) = await office.heard(ann)
    assert "FL-1001" in answer
    (opened, *_) = await office.stage.timeline("FL-1001")
    files = [Attachment(**each) for each in opened.data["attachments"]]
    kept = [await office.stage.firstline.house.blobs.get(file.source) for file in files]
    assert kept == photos
    assert opened.data["text"] == "The franking machine eats our stamps since Monday"
    assert await office.stage.count() == 1


async def test_an_edit_changes_the_ticket_and_begins_nothing_new(office):
    ann = office.telegram.person("Ann")
    await office.heard(ann)
    said = await office.telegram.say(ann, "The franking machine eats our stamps")
    await office.heard(ann)
    first = await office.telegram.edit(said, "The franking machine eats our envelopes")
    await office.telegram.edit(first, "The franking machine eats our labels")
    await office.heard(ann)
    events = await office.stage.timeline("FL-1001")
    revised = [event.data["text"] for event in events if event.kind == "revised"]
    assert [each.rsplit(" ", 1)[1] for each in revised] == ["envelopes", "labels"]
    assert await office.stage.count() == 1


async def test_whoever_blocked_us_hears_by_mail_and_whoever_unblocks_us_hears_here_again(
    store, tmp_path
):
    async with open_office(store, tmp_path, people={"ann@desk.example": 101}) as (office, sam):
        ann = office.telegram.person("Ann")
        assert ann.id == 101
        await office.say(ann, "The franking machine eats our stamps")
        mail = office.stage.message(_by_mail("Ann"), "Something else", subject="Hello")
        await office.stage.accept(mail)
        await office.settle()
        await office.telegram.block(ann)
        await office.say(sam, "/reply FL-1001 Please restart it")
        assert await office.heard(ann) == []
        events = await office.stage.timeline("FL-1001")
        assert "unreached" in [event.kind for event in events]
        sent = sorted((office.stage.outgoing / "new").glob("*"))
        assert any(b"Please restart it" in file.read_bytes() for file in sent)
        await office.telegram.unblock(ann)
        await office.say(sam, "/reply FL-1001 And now?")
        assert "And now?" in (await office.heard(ann))[0]


def _by_mail(name):
    from tests.scenarios.stage import by_mail

    place = by_mail(name)
    person = type(place.person)(address=place.person.address, email=place.person.address)
    return type(place)(place.conversation, person, "Hello")


async def test_a_voice_message_of_more_than_20_mb_is_not_lost_in_silence(office):
    ann = office.telegram.person("Ann")
    voice = office.telegram.file(b"", kind="voice", size=25 * MIB)
    told = await office.say(ann, caption="The franking machine says this", **voice)
    assert any("up to 20 MB" in each for each in told)
    assert any("FL-1001" in each for each in told)
    events = await office.stage.timeline("FL-1001")
    notes = [event.data["text"] for event in events if event.kind == "noted"]
    assert any("25.0 MB" in note for note in notes)


async def test_a_sign_in_link_makes_an_agent_known_here_and_works_once(office):
    house = office.stage.firstline.house
    mira, eve = office.telegram.person("Mira"), office.telegram.person("Eve")
    link = await house.sign_in_link("mira@desk.example")
    secret = link.rsplit("/", 1)[1]
    (helped,) = await office.say(mira, f"/start {secret}")
    assert "claim" in helped
    assert "Only agents" not in (await office.say(mira, "/queue"))[0]
    await office.say(eve, f"/start {secret}")
    assert "Only agents" in (await office.say(eve, "/queue"))[0]


async def test_in_a_group_each_matter_is_a_conversation_of_its_own(office):
    telegram = office.telegram
    room = telegram.group("Office", id=HELP)
    ann, ben = telegram.person("Ann"), telegram.person("Ben")
    assert await office.say(ann, "nice weather", to=room) == []
    asked = await telegram.say(ann, "@firstline_bot The franking machine eats stamps", to=room)
    (first,) = await office.heard(room)
    assert "FL-1001" in first
    answer = telegram.told(room)[-1]
    assert answer["reply_to_message"]["message_id"] == asked["message_id"]
    assert telegram.world.reactions[room.id, asked["message_id"]][0]["emoji"] == "👀"
    (second,) = await office.say(ben, "@firstline_bot The coffee robot is on strike", to=room)
    assert "FL-1002" in second
    (added,) = await office.say(ann, "and envelopes too", to=room, answers=answer)
    assert "FL-1001" in added
    assert (await office.stage.ticket("FL-1002")).subject == "The coffee robot is on strike"


async def test_in_a_group_only_who_asked_may_press_and_the_others_are_told_in_private(office):
    telegram = office.telegram
    room = telegram.group("Office", id=HELP)
    ann, ben = telegram.person("Ann"), telegram.person("Ben", has_begun=True)
    await office.say(ann, "@firstline_bot my vpn drops every few minutes", to=room)
    offer = telegram.told(room)[-1]
    await telegram.press(ben, offer, "Still need help")
    assert "Only Ann" in (await office.heard(ben))[0]
    assert await office.stage.count() == 0
    await telegram.press(ann, offer, "Still need help")
    assert "FL-1001" in (await office.heard(room))[0]


async def test_what_an_agent_orders_in_a_group_of_others_is_answered_in_private(office):
    telegram = office.telegram
    room, sam = telegram.group("Office", id=HELP), telegram.world.people[100]
    ann = telegram.person("Ann")
    await office.say(ann, "@firstline_bot The franking machine eats stamps", to=room)
    answer = telegram.told(room)[-1]
    await office.heard(sam)
    await telegram.say(sam, "/queue", to=room)
    assert await office.heard(room) == []
    assert "FL-1001" in (await office.heard(sam))[0]
    await telegram.say(sam, "/claim", to=room, answers=answer)
    assert "Sam is working on it" in (await office.heard(room))[0]
    assert "is yours" in (await office.heard(sam))[0]


async def test_a_group_that_becomes_a_supergroup_goes_on_where_it_was(office):
    telegram = office.telegram
    room = telegram.group("Office")
    ann, sam = telegram.person("Ann"), telegram.world.people[100]
    await office.say(ann, "@firstline_bot The franking machine eats stamps", to=room)
    new = await telegram.migrate(room, -1008888)
    await office.say(sam, "/reply FL-1001 Please restart it")
    assert "Please restart it" in (await office.heard(new))[0]
    answer = telegram.told(new)[-1]
    (added,) = await office.say(ann, "still hungry", to=new, answers=answer)
    assert "FL-1001" in added


async def test_in_a_forum_it_is_answered_in_the_topic(office):
    telegram = office.telegram
    room = telegram.group("Office", id=HELP, is_forum=True)
    room.topics[5] = "Printers"
    ann = telegram.person("Ann")
    await office.say(ann, "@firstline_bot The franking machine eats stamps", to=room, topic=5)
    told = telegram.told(room)[-1]
    assert told["message_thread_id"] == 5
    room.topics.clear()  # somebody deletes it
    await office.say(telegram.world.people[100], "/reply FL-1001 Please restart it")
    assert "Please restart it" in (await office.heard(room))[-1]


# --- the group of the desk -----------------------------------------------------------------------


@dataclass
class Card:
    """What stands on the board."""

    message: dict = field(default_factory=dict)

    @property
    def labels(self):
        rows = self.message.get("reply_markup", {}).get("inline_keyboard", ())
        return [button["text"] for row in rows for button in row]


async def card(office, reference, *words):
    """The card of a ticket, once it says so."""

    def look():
        cards = [m for m in office.telegram.told(office.group) if reference in m["text"]]
        cards = [m for m in cards if m.get("reply_markup") or "Solved" in m["text"]]
        return cards and all(word in cards[0]["text"] for word in words) and cards[0]

    await office.settle()
    return Card(await until(look))


async def test_the_desk_works_on_cards_in_its_group(desk):
    office, sam = desk
    telegram, group = office.telegram, office.group
    ann = telegram.person("Ann")
    await office.say(ann, "The <franking> machine eats our stamps")
    shown = await card(office, "FL-1001", "The <franking> machine", "Ann")
    assert shown.labels == ["Claim", "Copy FL-1001"]
    await telegram.press(sam, shown.message, "Claim")
    assert "Sam is working on it" in (await office.heard(ann))[-1]
    shown = await card(office, "FL-1001", "Sam")
    assert shown.labels[:5] == ["Ask", "Reply", "Note", "Assign", "Resolve"]

    await telegram.press(sam, shown.message, "Ask")
    prompt = await until(lambda: [m for m in telegram.told(group) if "Ask FL-1001:" in m["text"]])
    assert prompt[0]["reply_markup"]["force_reply"]
    await telegram.say(sam, "Which stamps?", to=group, answers=prompt[0])
    assert "Which stamps?" in (await office.heard(ann))[-1]

    await telegram.say(sam, "she sounded cross", to=group, answers=shown.message)
    assert await office.heard(ann) == []
    events = await office.stage.timeline("FL-1001")
    assert events[-1].kind == "noted"
    assert not events[-1].public

    await telegram.say(sam, "/resolve A new roller", to=group, answers=shown.message)
    assert "A new roller" in (await office.heard(ann))[-1]
    shown = await card(office, "FL-1001", "A new roller")
    assert len([m for m in telegram.told(group) if "franking" in m["text"]]) >= 1


async def test_the_group_of_the_desk_may_move_and_its_cards_are_put_up_there(store, tmp_path):
    async with open_office(store, tmp_path, agents_chat=-77) as (office, sam):
        telegram = office.telegram
        old = office.group = telegram.group("The desk", id=-77)
        ann = telegram.person("Ann")
        await office.say(ann, "The franking machine eats our stamps")
        await card(office, "FL-1001")
        office.group = await telegram.migrate(old, -1007700)
        await office.say(sam, "/claim FL-1001")
        shown = await card(office, "FL-1001", "Sam")
        await telegram.say(sam, "rang her", to=office.group, answers=shown.message)
        await office.heard(ann)
        events = await office.stage.timeline("FL-1001")
        assert (events[-1].kind, events[-1].data["text"]) == ("noted", "rang her")


async def test_two_agents_press_and_one_learns_who_won(desk):
    office, sam = desk
    mira = office.telegram.person("Mira", has_begun=True)
    link = await office.stage.firstline.house.sign_in_link("mira@desk.example")
    await office.say(mira, f"/start {link.rsplit('/', 1)[1]}")
    ann = office.telegram.person("Ann")
    await office.say(ann, "The franking machine eats our stamps")
    shown = await card(office, "FL-1001")
    await office.telegram.press(sam, shown.message, "Claim")
    await office.telegram.press(mira, shown.message, "Claim")
    said = await office.heard(office.group)
    assert any("Sam" in each and "has" in each for each in said), said
    claims = [e for e in await office.stage.timeline("FL-1001") if e.kind == "claimed"]
    assert len(claims) == 1


async def test_a_stranger_in_the_desks_group_changes_nothing(desk):
    office, _ = desk
    eve = office.telegram.person("Eve")
    ann = office.telegram.person("Ann")
    await office.say(ann, "The franking machine eats our stamps")
    shown = await card(office, "FL-1001")
    await office.telegram.press(eve, shown.message, "Claim")
    await office.telegram.say(eve, "/resolve FL-1001 done", to=office.group)
    await office.heard(ann)
    kinds = [event.kind for event in await office.stage.timeline("FL-1001")]
    assert "claimed" not in kinds
    assert "resolved" not in kinds


async def test_with_topics_each_ticket_has_its_own(store, tmp_path):
    async with open_office(store, tmp_path, agents_chat=GROUP, topics=True) as (office, sam):
        office.group = office.telegram.group("The desk", id=GROUP, is_forum=True)
        telegram, group = office.telegram, office.group
        ann = telegram.person("Ann")
        await office.say(ann, "The franking machine eats our stamps")
        shown = await card(office, "FL-1001")
        (topic,) = [n for n, name in group.topics.items() if "FL-1001" in name]
        assert shown.message["message_thread_id"] == topic
        await telegram.say(sam, "rang her, no answer", to=group, topic=topic)
        await office.heard(ann)
        events = await office.stage.timeline("FL-1001")
        assert events[-1].kind == "noted"
        assert events[-1].data["text"] == "rang her, no answer"
        await telegram.say(sam, "/reply please ring back", to=group, topic=topic)
        assert "please ring back" in (await office.heard(ann))[-1]
