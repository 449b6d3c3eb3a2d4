"""How payloads come: kept before Slack is told, told again until they are, connections watched."""

import asyncio
import hashlib
import hmac
import json
import time
from collections import Counter
from itertools import islice

import aiohttp
import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.applications import Starlette

from channels.slack import http
from channels.slack.asking import Declined
from channels.slack.channel import SlackChannel
from channels.slack.settings import NotSetUp, SlackSettings
from channels.slack.socket import Sockets, Ways
from tests.channels.slack.office import Desk, cast, office, settings_of
from tests.channels.slack.samples import READ, message
from tests.fakes.patience import PATIENCE
from tests.fakes.site import served
from tests.fakes.slack import FakeSlack
from tests.fakes.slack.signing import signed

MOUSE = "My mouse is broken"
MODES = ("socket", "http")


@pytest.mark.parametrize("mode", MODES)
async def test_what_cannot_be_kept_is_not_acknowledged_and_comes_again(mode):
    async with office(mode=mode, ack_within=1) as here:
        here.desk.failing = True
        await here.slack.say("ann", "help", MOUSE)
        (given,) = here.slack.deliveries
        async with asyncio.timeout(PATIENCE):
            await here.desk.refused.wait()
        assert not given.acknowledged.is_set()
        here.desk.failing = False
        here.slack.redeliver(given.id, 1)
        async with asyncio.timeout(PATIENCE):
            await given.acknowledged.wait()
        assert (await here.one()).text == MOUSE


@pytest.mark.parametrize("mode", MODES)
async def test_the_whole_payload_is_kept_under_its_digest(mode):
    async with office(mode=mode) as here:
        await here.slack.say("ann", "help", MOUSE)
        await here.slack.settled()
        (bare,) = here.desk.heard
        raw = here.desk.blobs.kept[bare.raw]
        assert hashlib.sha256(raw).hexdigest() == bare.raw
        assert json.loads(raw)["event"]["text"] == MOUSE
        assert bare.text == MOUSE


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("retry", [None, 0, 1])
async def test_an_event_that_comes_again_is_one_message(mode, retry):
    async with office(mode=mode) as here:
        await here.slack.say("ann", "help", MOUSE)
        await here.slack.settled()
        here.slack.redeliver(here.slack.deliveries[0].id, retry)
        assert (await here.one()).text == MOUSE


@pytest.mark.parametrize("mode", MODES)
async def test_the_answer_to_a_command_and_to_a_form_goes_along(mode):
    async with office(mode=mode) as here:
        answer = await here.slack.command("ann", "general", "/ticket", "the payload is broken")
        assert "direct messages" in answer["text"]
        await here.slack.command("ann", "general", "/ticket")
        (view,) = await here.slack.until(lambda: here.slack.views("ann"))
        assert (await here.slack.submit(view["id"], {"what": "  "})).errors.keys() == {"what"}
        assert (await here.one()).text == "the payload is broken"


async def test_many_messages_of_one_thread_keep_their_order():
    async with office() as here:
        root = await here.slack.say("ann", "general", "@firstline 0")
        await here.slack.settled()
        for number in range(1, 60):
            mark = "@firstline " if number % 3 else ""
            await here.slack.say("ann", "general", f"{mark}{number}", thread=root)
        assert [m.text for m in await here.heard()] == [str(number) for number in range(60)]


# --- Socket Mode ----------------------------------------------------------------------------------


async def test_several_connections_stand_and_are_renewed_before_they_go():
    async with office(connections=3) as here:
        await here.slack.connected(3)
        assert here.channel.connected == 3
        await here.slack.ask_to_reconnect("warning")
        await _opened(here.slack, 6)
        assert here.channel.ready.is_set()
        await here.slack.say("ann", "help", MOUSE)
        assert (await here.one()).text == MOUSE


async def test_broken_connections_are_made_anew_and_nothing_is_lost():
    async with office() as here:
        await here.slack.connected(2)
        for number in range(30):
            await here.slack.say("ann", "", f"{number}")
            if number % 10 == 5:
                await here.slack.cut_connections()
        texts = [m.text for m in await here.heard()]
        assert sorted(texts, key=int) == [str(number) for number in range(30)]


async def test_a_connection_that_is_dead_without_a_word_is_noticed():
    heard = []

    async def answer(payload):
        heard.append(payload)
        return {}

    async with FakeSlack() as slack:
        cast(slack)
        sockets = Sockets(_ways(slack, answer), number=1, beat=0.05)
        running = asyncio.create_task(sockets.run())
        await slack.connected(1)
        for each in slack.sockets.open:
            await _swallow_pongs(each)
        slack.deafen()
        await _opened(slack, 2)
        await slack.say("ann", "help", MOUSE)
        await slack.settled()
        assert len(heard) == 1
        running.cancel()
        await asyncio.wait([running], timeout=PATIENCE)
        assert running.cancelled()


async def _opened(slack, number):
    """Once so many connections were made, whatever became of them."""
    changed = slack.sockets._changed
    async with asyncio.timeout(PATIENCE), changed:
        await changed.wait_for(lambda: slack.sockets.opened >= number)


async def _swallow_pongs(connection):
    """A network that takes everything and gives nothing back."""

    async def nothing(*_args, **_more):
        return None

    connection.socket._autoping = True
    connection.socket.pong = nothing


def _ways(slack, answer, *, declined=None):
    async def address():
        async with aiohttp.ClientSession() as http:
            headers = {"Authorization": f"Bearer {slack.app_token}"}
            url = f"{slack.base_url}apps.connections.open"
            async with http.post(url, headers=headers) as said:
                told = await said.json()
        if not told["ok"]:
            raise Declined(told["error"])
        return told["url"]

    async def nobody(code):
        return None

    return Ways(
        address=address, answer=answer, declined=declined or nobody, changed=lambda number: None
    )


async def test_a_refused_token_is_told_and_tried_again():
    told = asyncio.Queue()
    async with FakeSlack() as slack:
        slack.world.tokens[slack.app_token].state = "invalid_auth"
        sockets = Sockets(_ways(slack, None, declined=told.put), number=1)
        running = asyncio.create_task(sockets.run())
        assert await asyncio.wait_for(told.get(), PATIENCE) == "invalid_auth"
        slack.world.tokens[slack.app_token].state = ""
        await asyncio.wait_for(slack.connected(1), PATIENCE)
        running.cancel()
        await asyncio.wait([running], timeout=PATIENCE)


async def test_the_admins_are_told_once_that_no_connection_can_be_made():
    async with FakeSlack() as slack:
        cast(slack)
        slack.world.tokens[slack.app_token].state = "token_revoked"
        desk = Desk()
        channel = SlackChannel(settings_of(slack), desk)
        running = asyncio.create_task(channel.run(desk.hear))
        async with asyncio.timeout(PATIENCE):
            await desk.alarmed.wait()
        slack.world.tokens[slack.app_token].state = ""
        async with asyncio.timeout(PATIENCE):
            await channel.ready.wait()
        running.cancel()
        await asyncio.wait([running], timeout=PATIENCE)
        (sentence,) = desk.alarms
        assert "slack.app_token is not accepted (token_revoked)" in sentence


async def test_without_tokens_it_does_not_begin():
    channel = SlackChannel(SlackSettings(), Desk())
    with pytest.raises(NotSetUp, match=r"slack\.bot_token is missing"):
        await channel.run(None)


async def test_what_came_is_kept_though_the_end_comes_meanwhile():
    entered, leave, kept = asyncio.Event(), asyncio.Event(), []

    async def answer(payload):
        entered.set()
        await leave.wait()
        kept.append(payload)
        return {}

    async with FakeSlack() as slack:
        cast(slack)
        sockets = Sockets(_ways(slack, answer), number=2)
        running = asyncio.create_task(sockets.run())
        await slack.connected(2)
        await slack.say("ann", "help", MOUSE)
        await entered.wait()
        running.cancel()
        await asyncio.sleep(0)
        leave.set()
        await asyncio.wait([running], timeout=PATIENCE)
        assert len(kept) == 1


# --- signed HTTP ----------------------------------------------------------------------------------

SECRET = "a secret between us"


def by_hand(body, stamp, secret=SECRET):
    """The signature as docs.slack.dev spells it out."""
    base = f"v0:{stamp}:{body.decode()}"
    return "v0=" + hmac.new(secret.encode(), base.encode(), hashlib.sha256).hexdigest()


def test_only_what_slack_signed_within_minutes_is_believed():
    body, now = b'{"a": 1}', 1_700_000_000
    good = by_hand(body, now)
    assert http.is_signed(SECRET, body, str(now), good, now=now + 299)
    assert not http.is_signed(SECRET, body, str(now), good, now=now + 301)
    assert not http.is_signed(SECRET, body, str(now), good, now=now - 301)
    assert not http.is_signed(SECRET, body + b" ", str(now), good, now=now)
    assert not http.is_signed(SECRET, body, str(now + 1), good, now=now)
    assert not http.is_signed("", body, str(now), by_hand(body, now, ""), now=now)
    assert not http.is_signed(SECRET, body, f"{now}\u0664", good, now=now)


@given(st.binary(max_size=50), st.text(max_size=20), st.text(max_size=80))
def test_nothing_made_up_is_believed(body, stamp, signature):
    assert not http.is_signed(SECRET, body, stamp, signature, now=1_700_000_000)
    assert not http.is_signed(SECRET, body, "1700000000", signature, now=1_700_000_000)


@given(st.binary(max_size=200), st.sampled_from(["application/json", "", "text/plain; x=y"]))
def test_whatever_is_posted_is_read(body, kind):
    assert isinstance(http.payload(body, kind), dict)


def test_a_form_with_the_word_payload_in_it_is_still_a_command():
    body = b"command=%2Fticket&text=the+payload+is+broken"
    assert (
        http.payload(body, "application/x-www-form-urlencoded")["text"] == "the payload is broken"
    )


def test_json_too_deep_to_read_is_nothing():
    assert http.payload(b'{"a":' * 100_000, "application/json") == {}


async def test_the_challenge_comes_back():
    async with office(mode="http") as here:
        assert here.channel.ready.is_set()


async def test_while_the_channel_does_not_run_slack_is_asked_to_come_again():
    async with office(mode="http") as here:
        here.channel.parts.door.receive = None
        body = json.dumps(message("C0HELP", text="<@U0BOT> hi")).encode()
        headers = signed(here.slack.signing_secret, body, int(time.time()))
        async with (
            served(Starlette(routes=here.channel.routes())) as url,
            httpx.AsyncClient() as client,
        ):
            answer = await client.post(f"{url}/slack/events", content=body, headers=headers)
        assert answer.status_code == 503


async def test_ten_thousand_forged_and_replayed_requests_leave_nothing():
    async with office(mode="http") as here:
        await here.slack.say("ann", "help", MOUSE)
        await here.slack.settled()
        before = len(here.desk.heard), len(here.desk.blobs.kept)
        (route,) = here.channel.routes()
        statuses = Counter()
        for some in batched(forged(here), 500):
            statuses.update(await asyncio.gather(*(posted(route, *each) for each in some)))
        assert statuses == {401: 9000, 200: 1000}
        assert (len(here.desk.heard), len(here.desk.blobs.kept)) == before


def forged(here):
    """Not signed by Slack, or long ago; every tenth is what it sent before, word for word."""
    known = json.dumps(here.slack.deliveries[0].payload).encode()
    now, secret = int(time.time()), here.slack.signing_secret
    yes, old = signed(secret, known, now), signed(secret, known, now - 400)
    new = [json.dumps(payload).encode() for payload, _ in READ.values()]
    for number in range(1000):
        body = new[number % len(new)]
        yield known, yes
        yield from [(body, {})] * 3
        yield from [(body, yes)] * 2
        yield from [(body, signed("another secret", body, now))] * 2
        yield from [(known, old)] * 2


def batched(items, number):
    items = iter(items)
    while some := tuple(islice(items, number)):
        yield some


async def posted(route, body, headers):
    """The status that a request gets."""
    came = [(name.lower().encode(), value.encode()) for name, value in headers.items()]
    scope = {
        "type": "http",
        "method": "POST",
        "path": route.path,
        "query_string": b"",
        "headers": [(b"content-type", b"application/json"), *came],
    }
    sent = []

    async def receive():
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message):
        sent.append(message)

    await route.app(scope, receive, send)
    return sent[0]["status"]
