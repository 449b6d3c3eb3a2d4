"""Whatever comes is a message, nothing, or put aside: never a crash, and always the same."""

import copy
import json

from hypothesis import given
from hypothesis import strategies as st

from channels.messages import from_json, to_json
from channels.telegram import commands, heard, payloads, wording
from channels.telegram.payloads import Unreadable
from channels.telegram.us import Us

US = Us(id=4711, username="firstline_bot", agents_chat=-100, topics=True)
ANN = {"id": 101, "is_bot": False, "first_name": "Ann", "language_code": "de"}
BOT = {"id": 4711, "is_bot": True, "first_name": "Firstline"}
ENTITY = {"type": "mention", "offset": 0, "length": 14}
OURS = {
    "message_id": 4, "date": 1, "chat": {"id": -7, "type": "group"}, "from": BOT, "text": "Hi",
    "entities": [{"type": "text_link", "offset": 0, "length": 1, "url": "https://t.me/c/7/3"}],
}  # fmt: skip
MESSAGE = {
    "message_id": 9, "date": 1_780_000_000, "chat": {"id": -7, "type": "group"}, "from": ANN,
    "text": "@firstline_bot help", "entities": [ENTITY], "reply_to_message": OURS,
    "photo": [{"file_id": "a", "file_size": 3}], "contact": {"phone_number": "1"},
    "location": {"latitude": 1.5, "longitude": 2}, "venue": {"title": "Lab"},
    "message_thread_id": 3, "is_topic_message": True, "media_group_id": "g",
}  # fmt: skip
UPDATES = (
    {"update_id": 1, "message": MESSAGE},
    {"update_id": 2, "edited_message": {**MESSAGE, "edit_date": 5}},
    {"update_id": 3, "callback_query": {"id": "1", "from": ANN, "data": "x/y", "message": OURS}},
    {"update_id": 4, "my_chat_member": {
        "chat": {"id": 1, "type": "private"}, "new_chat_member": {"status": "kicked"}}},
)  # fmt: skip
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=8,
)


def places(value, path=()):
    yield path
    items = value.items() if isinstance(value, dict) else enumerate(value)
    for name, each in items if isinstance(value, dict | list) else ():
        yield from places(each, (*path, name)) if isinstance(each, dict | list) else [(*path, name)]


def with_one(update, path, value):
    changed = copy.deepcopy(update)
    if not path:
        return value
    inside = changed
    for name in path[:-1]:
        inside = inside[name]
    inside[path[-1]] = value
    return changed


def told(raw):
    """What the desk is told; "aside" for what nobody can read."""
    try:
        update = payloads.parse(raw)
    except Unreadable:
        return "aside"
    said = update.message or update.edited_message
    if said:
        return heard.of_message(said, US, chat=said.chat.id)
    if update.callback_query:
        at = heard._at(1)
        return heard.of_press(update.callback_query, US, chat=-7, at=at)
    return None


@given(st.data())
def test_one_strange_thing_anywhere_makes_no_crash(data):
    update = data.draw(st.sampled_from(UPDATES))
    path = data.draw(st.sampled_from(tuple(places(update))))
    raw = json.dumps(with_one(update, path, data.draw(JSON))).encode()
    message = told(raw)
    assert told(raw) == message
    if message not in ("aside", None):
        assert from_json(type(message), to_json(message)) == message
        json.dumps(to_json(message), ensure_ascii=False).encode()
        assert "|" not in message.conversation.place


@given(st.binary(max_size=200))
def test_no_bytes_make_a_crash(raw):
    assert told(raw) in ("aside", None)


def test_the_whole_ones_are_told_as_they_are():
    message, edited, press, member = (told(json.dumps(each).encode()) for each in UPDATES)
    assert message.conversation.thread == "3/3"  # the topic, and what it began with
    assert message.text.startswith("help\nContact: 1\nLocation: Lab")
    assert message.answers == "-7/4"
    assert edited.edits == message.id
    assert (press.choice, press.conversation.thread) == ("x/y", "3")
    assert member is None


@given(st.text(max_size=60))
def test_words_on_a_card_are_an_order_on_its_ticket(text):
    order = commands.about(text, "FL-1042")
    verb = text.strip().partition(" ")[0].lower().lstrip("/!").rstrip(":,")
    if verb not in commands.DESK | {"help"}:
        assert order == f"note FL-1042 {text}".strip()


def test_only_a_command_gives_an_order():
    typed = {
        "/ask who?": True,
        "/ask@us who?": True,
        "!ask who?": True,
        "ask Bob about her": False,
        "/ask@other who?": False,
        "resolve it": False,
    }
    assert {text: commands.gives_order(text, "us") for text in typed} == typed


def test_orders_on_a_card_need_no_number_and_may_have_one():
    about = {
        "claim": "claim FL-1042",
        "/claim": "claim FL-1042",
        "claim FL-7777": "claim FL-7777",
        "assign Sam": "assign FL-1042 Sam",
        "resolve 2024 was good": "resolve FL-1042 2024 was good",
        "resolve FL-7777 done": "resolve FL-7777 done",
        "/queue": "/queue",
        "rang her": "note FL-1042 rang her",
    }
    assert {text: commands.about(text, "FL-1042") for text in about} == about


def test_every_command_is_told_in_every_language():
    for words in wording.COMMANDS.values():
        assert set(words) == {*wording.REQUESTER, *wording.DESK}
        assert all(0 < len(each) <= 256 for each in words.values())
