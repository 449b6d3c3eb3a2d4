"""Messages as Slack draws them: within its limits, whoever wrote the words."""

from hypothesis import given, settings
from hypothesis import strategies as st

from channels.messages import Attachment, Choice, ConversationRef, OutboundMessage, Person, Weight
from channels.slack import blocks
from channels.slack.blocks import Signature
from tests.channels.slack import hostile
from tests.fakes.slack.blocks import check_message

HERE = ConversationRef(channel="slack", place="T1/C1", thread="1700000000.000100")

tokens = st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=64)
choices = st.lists(
    st.builds(Choice, token=tokens, label=hostile.words, weight=st.sampled_from(Weight)),
    max_size=40,
).map(tuple)
signatures = st.none() | st.builds(
    Signature, name=hostile.words, picture=st.sampled_from(["", "https://pictures.example/a.png"])
)


def said(text, **more):
    return OutboundMessage(key="k", conversation=HERE, text=text, **more)


def shown(message, **how):
    (drawn,) = blocks.draw(message, **how)
    return drawn


@settings(max_examples=100)
@given(hostile.sources, choices, signatures)
def test_slack_takes_whatever_is_said_and_nobody_is_called(source, offered, signed):
    pages = blocks.draw(said(source, choices=offered), signed=signed)
    for page in pages:
        check_message(list(page.blocks))
        assert 0 < len(page.text) <= 4000
        assert hostile.loose(page.text) == []
        assert hostile.mentions([page.text, page.blocks]) == []


@given(st.integers(1, 30_000), st.sampled_from(["a b ", "&", "word\n\n", "x"]))
@settings(max_examples=30)
def test_long_text_becomes_several_messages_each_within_the_limits(length, unit):
    pages = blocks.draw(said(unit * (length // len(unit) + 1), choices=(FIXED, STILL)))
    for page in pages:
        check_message(list(page.blocks))
        assert sum(len(block["text"]["text"]) for block in sections(page)) <= 12_000
    assert [bool(buttons(page)) for page in pages] == [False] * (len(pages) - 1) + [True]


FIXED = Choice(token="fixed/kb-12", label="This fixed it", weight=Weight.MAIN)
STILL = Choice(token="still/kb-12", label="Still need help")


def sections(page):
    return [block for block in page.blocks if block["type"] == "section"]


def buttons(page):
    rows = (block["elements"] for block in page.blocks if block["type"] == "actions")
    return [button for row in rows for button in row]


def test_a_suggestion_has_its_choices_as_buttons():
    page = shown(said("Turn it **off** and on.", choices=(FIXED, STILL)))
    assert sections(page)[0]["text"]["text"] == "Turn it *off* and on."
    assert page.text == "Turn it off and on."
    assert [(each["text"]["text"], each["value"]) for each in buttons(page)] == [
        ("This fixed it", "fixed/kb-12"),
        ("Still need help", "still/kb-12"),
    ]
    assert [each.get("style") for each in buttons(page)] == ["primary", None]


def test_an_agents_words_bear_their_name_and_picture():
    bob = Signature(name="Bob *<!here>*", picture="https://pictures.example/bob.png")
    page = shown(said("On it."), signed=bob)
    picture, name = page.blocks[0]["elements"]
    assert picture["image_url"] == "https://pictures.example/bob.png"
    assert name["text"] == "*Bob *‹!here›** · IT help desk"


def test_nobody_is_posted_as_without_saying_where_they_work():
    assert blocks.username(Person(address="x", name="Bob")) == "Bob (IT help desk)"
    assert blocks.username(Person(address="x", email="bob@example.org")).startswith("bob@")


def test_files_without_words_get_a_few():
    file = Attachment(name="a.txt", media_type="text/plain", size=1, source="x")
    assert shown(said("", attachments=(file,))).text == "Here is a file for you:"
    assert shown(said(" ", attachments=(file, file))).text == "Here are some files for you:"
