"""What every channel promises, checked for every channel there is."""

import asyncio
from contextlib import suppress
from importlib import import_module
from importlib.util import find_spec

import pytest

from channels import registry, text
from channels.base import Corresponds, TryLater, Undeliverable
from channels.messages import OutboundMessage
from tests.contracts.case import Answer
from tests.contracts.house import Inbox

KINDS = registry.known()


def case_of(kind):
    return import_module(f"tests.contracts.cases.{kind}")


def each(what):
    """Pairs of a channel's name and a name from one of its case's tables."""
    cases = [kind for kind in KINDS if find_spec(f"tests.contracts.cases.{kind}")]
    return [(kind, name) for kind in cases for name in getattr(case_of(kind), what)]


@pytest.fixture
def inbox():
    return Inbox()


def test_the_shipped_channels_are_found():
    assert {"console", "email", "web"} <= set(KINDS)
    assert not {"base", "control", "messages", "registry", "text", "views"} & set(KINDS)


@pytest.mark.parametrize("kind", KINDS)
def test_every_channel_brings_a_case(kind):
    assert find_spec(f"tests.contracts.cases.{kind}"), (
        f"channels.{kind} has no tests/contracts/cases/{kind}.py: see tests/contracts/case.py"
    )


@pytest.mark.parametrize("kind", KINDS)
async def test_a_channel_says_what_it_is(kind, inbox, tmp_path):
    async with case_of(kind).opened(inbox, tmp_path) as visitor:
        assert visitor.channel.name == kind
        assert visitor.channel.traits.longest > 0


@pytest.mark.parametrize(("kind", "name"), each("good"))
async def test_a_payload_becomes_a_message_with_the_same_id_each_time(kind, name, inbox, tmp_path):
    case = case_of(kind)
    async with case.opened(inbox, tmp_path) as visitor:
        answers = [await visitor.deliver(case.good[name]) for _ in range(2)]
    assert answers == [Answer.TAKEN, Answer.TAKEN]
    assert len(inbox.ids) == 2
    assert len(set(inbox.ids)) == 1
    message = inbox.messages[0]
    assert message.conversation.channel == kind
    assert "|" not in message.conversation.place
    assert message.at.utcoffset().total_seconds() == 0


@pytest.mark.parametrize(("kind", "name"), each("odd"))
async def test_an_odd_payload_is_refused_and_the_next_one_taken(kind, name, inbox, tmp_path):
    case = case_of(kind)
    async with case.opened(inbox, tmp_path) as visitor:
        assert await visitor.deliver(case.odd[name]) is Answer.REFUSED
        assert inbox.messages == []
        assert await visitor.deliver(next(iter(case.good.values()))) is Answer.TAKEN


@pytest.mark.parametrize("kind", KINDS)
async def test_what_the_desk_did_not_take_is_not_acknowledged(kind, inbox, tmp_path):
    case = case_of(kind)
    payload = next(iter(case.good.values()))
    async with case.opened(inbox, tmp_path) as visitor:
        inbox.failing = True
        assert await visitor.deliver(payload) is Answer.LATER
        inbox.failing = False
        assert await visitor.deliver(payload) is Answer.TAKEN
    assert len(inbox.messages) == 1


@pytest.mark.parametrize("kind", KINDS)
async def test_long_text_is_split_into_what_the_channel_can_send(kind, inbox, tmp_path):
    case = case_of(kind)
    async with case.opened(inbox, tmp_path) as visitor:
        longest = visitor.channel.traits.longest
        parts = text.split("A sentence of some words. " * (longest // 10), longest)
        assert len(parts) > 1
        for number, part in enumerate(parts):
            assert 0 < len(part) <= longest
            message = OutboundMessage(
                key=f"long/{number}", conversation=case.conversation, text=part
            )
            assert (await visitor.channel.send(message)).external_id


@pytest.mark.parametrize(("kind", "name"), each("errors"))
async def test_an_error_reply_says_what_to_do_next(kind, name, tmp_path):
    case = case_of(kind)
    error = case.errors[name]
    assert error.outcome in (TryLater, Undeliverable)
    message = OutboundMessage(key="ack/1", conversation=case.conversation, text="Hello.")
    async with case.answering(error.reply, tmp_path) as channel:
        with pytest.raises(error.outcome):
            await channel.send(message)


@pytest.mark.parametrize("kind", KINDS)
async def test_where_machines_write_every_conversation_leads_to_an_address(kind, inbox, tmp_path):
    case = case_of(kind)
    async with case.opened(inbox, tmp_path) as visitor:
        channel = visitor.channel
        if not channel.traits.machines:
            return
        assert isinstance(channel, Corresponds)
        address = channel.correspondent(case.conversation)
        assert address
        assert channel.correspondent(channel.begin(address)) == address


@pytest.mark.parametrize("kind", KINDS)
async def test_run_ends_when_it_is_cancelled(kind, inbox, tmp_path):
    """Here with a guest still connected, where the channel has a door."""
    case = case_of(kind)
    opened = case.opened(inbox, tmp_path)
    visitor = await opened.__aenter__()
    port = getattr(visitor.channel, "port", 0)
    guest = await asyncio.open_connection("127.0.0.1", port) if port else None
    begun = asyncio.get_running_loop().time()
    await opened.__aexit__(None, None, None)
    assert asyncio.get_running_loop().time() - begun < 3
    if guest:
        guest[1].close()
        with suppress(ConnectionError):
            await guest[1].wait_closed()


# --- opening -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typo", "sentence"),
    [("emial", "did you mean email?"), ("consol", "did you mean console?"), ("zz", "there are")],
)
def test_an_unknown_channel_names_the_nearest(typo, sentence):
    with pytest.raises(registry.UnknownChannel, match="no channel called") as refusal:
        registry.open_channel(typo, None, None)
    assert sentence in str(refusal.value)


def test_a_module_that_is_no_channel_is_not_opened():
    with pytest.raises(registry.UnknownChannel):
        registry.open_channel("messages", None, None)


def test_another_distribution_may_bring_a_channel(tmp_path, monkeypatch):
    (tmp_path / "pigeon.py").write_text("def connect(settings, house): return (settings, house)\n")
    info = tmp_path / "pigeon-1.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: pigeon\nVersion: 1\n")
    (info / "entry_points.txt").write_text("[firstline.channels]\npigeon = pigeon:connect\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    assert registry.open_channel("pigeon", "settings", "house") == ("settings", "house")
