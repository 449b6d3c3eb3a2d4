"""Whatever Slack sends is read without an exception: damaged, hostile, or of a new kind."""

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from channels.messages import from_json, to_json
from channels.slack import kinds, words
from channels.slack.deeds import Answer, AtHome, Hint, Keep, Open, PutOut
from channels.slack.keeping import kept
from channels.slack.payloads import Json
from channels.slack.scene import Rooms, Scene, me_in, team_of
from tests.channels.slack.samples import IGNORED, READ

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)
ROOMS = Rooms(help=frozenset({"C0HELP"}), triage="C0TRIAGE", me="U0BOT")


def scene(body):
    return Scene(
        team=team_of(body),
        app="A0APP",
        rooms=ROOMS,
        now=NOON,
        bots=frozenset({"B0ROBOT"}),
    )


def read(payload):
    body = Json(payload)
    kinds.named(body)
    return kinds.read(body, scene(body))


@pytest.mark.parametrize("name", READ)
def test_kinds_that_matter_lead_to_something(name):
    payload, outcome = READ[name]
    deeds = read(payload)
    assert [type(deed) for deed in deeds] == outcome
    assert deeds == read(json.loads(kept(payload)))


@pytest.mark.parametrize("name", IGNORED)
def test_kinds_that_do_not_matter_are_ignored(name):
    assert read(IGNORED[name]) == ()


SAMPLES = [*(payload for payload, _ in READ.values()), *IGNORED.values()]
ODD = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=20),
    st.sampled_from(
        ["<@U0BOT>", "<@", "<|>", "<!channel|", "\ud800", "\0", "9" * 400, "1.2.3", "|"]
    ),
    st.lists(st.integers(), max_size=2),
    st.dictionaries(st.text(max_size=3), st.text(max_size=3), max_size=2),
)


def paths(value, at=()):
    """Every place in a payload."""
    yield at
    inner = value.items() if isinstance(value, dict) else ()
    inner = enumerate(value) if isinstance(value, list) else inner
    for name, below in inner:
        yield from paths(below, (*at, name))


def damaged(value, at, odd):
    """The same with something odd in one place."""
    if not at:
        return odd
    if isinstance(value, dict):
        return {**value, at[0]: damaged(value[at[0]], at[1:], odd)}
    return [damaged(v, at[1:], odd) if n == at[0] else v for n, v in enumerate(value)]


@st.composite
def broken(draw):
    payload = draw(st.sampled_from(SAMPLES))
    for _ in range(draw(st.integers(1, 3))):
        everywhere = [at for at in paths(payload) if at]
        if everywhere:
            payload = damaged(payload, draw(st.sampled_from(everywhere)), draw(ODD))
    return payload


def whole(deed):
    """A message that the store takes."""
    if not isinstance(deed, Keep):
        assert isinstance(deed, Answer | AtHome | Hint | Open | PutOut)
        return
    message = deed.message
    assert message == from_json(type(message), to_json(message))
    assert "|" not in message.conversation.place
    assert message.conversation.place.startswith(f"{message.id.split('/')[0]}/")
    assert "\0" not in message.text
    json.dumps(to_json(message)).encode()
    message.text.encode()
    assert message.at.utcoffset().total_seconds() == 0
    if deed.before:
        whole(deed.before)


@given(broken())
@settings(max_examples=300)
def test_damaged_payloads_are_read_all_the_same(payload):
    for deed in read(payload):
        whole(deed)


@given(st.recursive(ODD, lambda inner: st.dictionaries(st.text(max_size=5), inner), max_leaves=10))
def test_no_payload_at_all_breaks_anything(value):
    payload = value if isinstance(value, dict) else {"type": value, "event": value}
    assert isinstance(read(payload), tuple)
    assert isinstance(me_in(Json(payload)), str)


@given(st.text(alphabet="<>@#!|&;:/. aU0BOTlmtpgC", max_size=60))
def test_words_are_read_whatever_they_look_like(text):
    said = words.plain(text, {}, me="U0BOT")
    assert isinstance(said, str)
    assert "<@U0BOT>" not in said.replace("<@U0BOT>" if "&lt;" in text else "\0", "")
    assert all(user.isalnum() for user in words.mentioned(text))


def test_long_and_hostile_words_take_no_longer_than_their_length():
    for text in ("<" * 100_000, "<@" * 50_000, "<a|" * 33_000, "&amp;" * 20_000, "> <" * 33_000):
        assert len(words.plain(text, {}, me="U0BOT")) <= len(text)


@pytest.mark.parametrize(
    ("markup", "said"),
    [
        ("<@U0BOT> vpn", "vpn"),
        ("<@U0BOT>: vpn", "vpn"),
        ("hey <@U0BOT> vpn", "hey  vpn"),
        ("<@U0BOT|firstline>, vpn", "vpn"),
        ("ask <@U0X>", "ask @U0X"),
        ("ask <@U0X|bob>", "ask @bob"),
        ("<#C1|help> or <#C2>", "#help or #C2"),
        (
            "<!channel> <!here|here> <!subteam^S1|@it> <!date^1^{date}|soon>",
            "@channel here @it soon",
        ),
        ("<https://e.org/?a=1&amp;b=2>", "https://e.org/?a=1&b=2"),
        ("<https://e.org/x|the page>", "the page (https://e.org/x)"),
        ("<http://e.org|e.org>", "http://e.org"),
        ("<mailto:a@e.org|a@e.org>", "a@e.org"),
        ("<tel:+4912345|+49 12345>", "+49 12345 (+4912345)"),
        ("1 &lt; 2 &amp;&amp; 3 &gt; 2", "1 < 2 && 3 > 2"),
        ("&amp;lt;", "&lt;"),
        ("a < b", "a < b"),
        ("assign FL-1 <@U0X|bob>", "assign FL-1 bob"),
        ("<@U0BOT> assign <@U0X>", "assign U0X"),
    ],
)
def test_markup_is_read_as_words(markup, said):
    assert words.plain(markup, {}, me="U0BOT") == said


# In channels that organisations share, Slack names the team of whoever acts, and ours beside it.
SHARED = {
    "a message": {
        "type": "event_callback",
        "team_id": "T0THEIRS",
        "context_team_id": "T0OURS",
        "authorizations": [{"team_id": "T0OURS", "user_id": "U0BOT", "is_bot": True}],
    },
    "a form": {
        "type": "view_submission",
        "team": {"id": "T0THEIRS"},
        "user": {"id": "U1", "team_id": "T0THEIRS"},
        "view": {"team_id": "T0THEIRS", "app_installed_team_id": "T0OURS"},
    },
    "an organisation": {"authorizations": [{"team_id": None}], "team_id": "T0OURS"},
}


@pytest.mark.parametrize("name", SHARED)
def test_a_payload_is_for_the_workspace_that_we_are_in(name):
    assert team_of(Json(SHARED[name])) == "T0OURS"
