"""In the desk's group nothing said in passing gets out, and nothing that was sent gets lost."""

import pytest

from store.engine import open_store
from tests.channels.telegram.conftest import until
from tests.channels.telegram.desk import open_office

GROUP = -1004242
HELP = -1007777
ANONYMOUS = {"id": 1087968824, "is_bot": True, "first_name": "Group"}
ASKED = "The franking machine eats our stamps"

pytestmark = pytest.mark.usefixtures("one_index")


@pytest.fixture
def store(sqlite_url):
    opened = open_store(sqlite_url)
    yield opened
    opened.close()


@pytest.fixture(params=[False, True])
async def desk(store, tmp_path, request):
    """With cards in one line, and with a topic for each."""
    topics = request.param
    async with open_office(store, tmp_path, agents_chat=GROUP, topics=topics) as opened:
        office, sam = opened
        office.group = office.telegram.group("The desk", id=GROUP, is_forum=topics)
        yield office, sam


async def opened(office):
    """Somebody asked; they, and the card."""
    ann = office.telegram.person("Ann", has_begun=True)
    await office.say(ann, ASKED)

    def look():
        return [m for m in office.telegram.told(office.group) if "reply_markup" in m]

    (card,) = await until(look)
    return ann, card


async def notes(office):
    events = await office.stage.timeline("FL-1001")
    return [event for event in events if event.kind == "noted"]


@pytest.mark.parametrize("words", ["ask Bob about her, she is cross", "resolve it", "Reply: later"])
async def test_words_on_a_card_that_only_look_like_an_order_stay_at_the_desk(desk, words):
    office, sam = desk
    ann, card = await opened(office)
    topic = card.get("message_thread_id", 0)
    before = office.telegram.texts(ann)
    await office.telegram.say(sam, words, to=office.group, answers=card, topic=topic)
    await office.settle()
    assert office.telegram.texts(ann) == before
    (note,) = await notes(office)
    assert (note.data["text"], note.public) == (words, False)


async def test_an_album_on_a_card_is_kept_whole(desk):
    office, sam = desk
    _, card = await opened(office)
    topic = card.get("message_thread_id", 0)
    for number, words in enumerate(({"caption": "her desk"}, {})):
        photo = office.telegram.file(b"%d" % number, kind="photo")
        said = {"media_group_id": "7", **photo, **words}
        await office.telegram.say(sam, to=office.group, answers=card, topic=topic, **said)
    await office.settle()
    assert [len(each.data["attachments"]) for each in await notes(office)] == [1, 1]


async def test_only_who_pressed_is_made_to_answer(desk):
    office, sam = desk
    _, card = await opened(office)
    await office.telegram.press_data(sam, card, "card:reply:FL-1001")

    def look():
        return [m for m in office.telegram.told(office.group) if "Reply FL-1001:" in m["text"]]

    (prompt,) = await until(look)
    assert [mark["user"]["id"] for mark in prompt["entities"]] == [sam.id]


async def test_whoever_writes_in_the_name_of_the_group_is_told_that_nobody_knows_them(desk):
    office, sam = desk
    await opened(office)
    place = office.group
    hidden = {"from": ANONYMOUS, "sender_chat": place.chat}
    said = office.telegram.message(sam, "/claim FL-1001", to=place, **hidden)
    await office.telegram.pending.put({"message": said})
    told = await office.heard(place)
    assert "I cannot see who wrote this" in told[-1]
    assert (await office.stage.ticket("FL-1001")).status == "new"


async def test_what_a_channel_posts_into_its_group_is_nobodys_request(desk):
    office, sam = desk
    room = office.telegram.group("Office", id=HELP)
    channel = {"id": -100999, "type": "channel", "title": "News"}
    hidden = {
        "from": {"id": 777000, "is_bot": False, "first_name": "Telegram"},
        "sender_chat": channel,
        "is_automatic_forward": True,
    }
    text = "@firstline_bot the printer is on fire"
    said = office.telegram.message(sam, text, to=room, **hidden)
    await office.telegram.pending.put({"message": said})
    assert await office.heard(room) == []


async def test_talk_in_a_topic_that_is_no_tickets_is_left_alone(store, tmp_path):
    async with open_office(store, tmp_path, agents_chat=GROUP, topics=True) as (office, sam):
        office.group = office.telegram.group("The desk", id=GROUP, is_forum=True)
        office.group.topics[77] = "Lunch"
        assert await office.say(sam, "pizza or pasta?", to=office.group, topic=77) == []
        assert len(await office.say(sam, "/queue", to=office.group, topic=77)) == 1


# --- groups of others ----------------------------------------------------------------------------


@pytest.fixture
async def office(store, tmp_path):
    async with open_office(store, tmp_path) as (office, _):
        yield office


async def test_a_file_of_ours_can_be_answered_in_a_group(office):
    telegram = office.telegram
    room, sam = telegram.group("Office", id=HELP), telegram.world.people[100]
    ann = telegram.person("Ann")
    await office.say(ann, f"@firstline_bot {ASKED}", to=room)
    await office.say(sam, caption="/reply FL-1001 see this", **telegram.file(b"x", name="a.pdf"))
    await office.heard(room)
    (file,) = [m for m in telegram.told(room) if "document" in m]
    (added,) = await office.say(ann, "thanks, that helps", to=room, answers=file)
    assert "FL-1001" in added


@pytest.mark.parametrize("id", [-100, -4242, HELP])
async def test_a_button_pressed_in_a_group_belongs_to_its_matter_even_after_a_move(office, id):
    telegram = office.telegram
    room, ann = telegram.group("Office", id=id), telegram.person("Ann")
    await office.say(ann, "@firstline_bot my vpn drops every few minutes", to=room)
    (offer,) = telegram.told(room)
    new = await telegram.migrate(room, -1008888, told=False)  # only found out by writing there
    await telegram.press(ann, offer, "Still need help")
    assert "FL-1001" in (await office.heard(new))[0]


async def test_the_words_of_an_album_need_not_stand_below_its_first_file(office):
    telegram = office.telegram
    room, ann = telegram.group("Office", id=HELP), telegram.person("Ann")
    mark = {"type": "mention", "offset": 0, "length": 14}
    words = {"caption": f"@firstline_bot {ASKED}", "caption_entities": [mark]}
    said = ({}, words, {})
    photos = [
        telegram.message(
            ann, to=room, media_group_id="7", **telegram.file(b"%d" % n, kind="photo"), **more
        )
        for n, more in enumerate(said)
    ]
    telegram.pending.waiting += [(2000 + n, _update(2000 + n, m)) for n, m in enumerate(photos)]
    await telegram.say(ann, "nobody is meant", to=room)
    await office.heard(room)
    (opening, *_) = await office.stage.timeline("FL-1001")
    assert len(opening.data["attachments"]) == 3


def _update(number, message):
    return {"update_id": number, "message": message}


async def test_whom_nothing_reaches_here_is_written_to_at_the_address_the_settings_vouch_for(
    store, tmp_path
):
    async with open_office(store, tmp_path, people={"ann@desk.example": 101}) as (office, sam):
        ann = office.telegram.person("Ann")
        assert ann.id == 101
        await office.say(ann, ASKED)
        await office.telegram.block(ann)
        await office.say(sam, "/reply FL-1001 Please restart it")
        sent = list((office.stage.outgoing / "new").glob("*"))
        assert any(b"Please restart it" in file.read_bytes() for file in sent)


async def test_an_album_below_an_order_in_private_goes_where_the_order_goes(office):
    telegram, sam = office.telegram, office.telegram.world.people[100]
    ann = telegram.person("Ann")
    await office.say(ann, ASKED)
    await telegram.album(sam, [b"1", b"2"], "/note FL-1001 her desk")
    await office.settle()
    assert [len(each.data["attachments"]) for each in await notes(office)] == [1, 1]
    await telegram.album(sam, [b"3", b"4"], "/reply FL-1001 see these")
    await office.settle()
    assert len([m for m in telegram.told(ann) if "document" in m]) == 2
    assert await office.stage.count() == 1
