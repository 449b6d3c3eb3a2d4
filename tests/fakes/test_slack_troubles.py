"""The fake Slack on its bad days, as Slack's own client and bolt live through them."""

import json

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError

from tests.fakes.patience import PATIENCE
from tests.fakes.site import served
from tests.fakes.slack import FakeSlack, NotAnswered


async def post(client, slack, text="x"):
    return await client.chat_postMessage(channel=slack.world.channel("help").id, text=text)


@pytest.fixture
def heard(app):
    """The events that reached the app, with the retry number that bolt was told."""
    kept = []

    @app.event("message")
    async def keep(event, request):
        kept.append((event["text"], request.headers.get("x-slack-retry-num", [None])[0]))

    return kept


@pytest.fixture
async def slow_slack(slack):
    """Gives up on an acknowledgement after a moment, and sends again at once."""
    slack.sockets.ack_within = 0.2
    slack.postman.retries = (0.0, 0.0)
    return slack


async def test_limits(slack, client):
    slack.limit("chat.postMessage", times=1, retry_after=7)
    with pytest.raises(SlackApiError) as limited:
        await post(client, slack)
    response = limited.value.response
    assert (response.status_code, response["error"]) == (429, "ratelimited")
    assert response.headers["Retry-After"] == "7"
    await post(client, slack)
    assert [each.status for each in slack.called("chat.postMessage")] == [429, 200]


async def test_a_limit_of_one_channel_alone(slack, client):
    other = slack.add_channel("other", "ann")
    slack.limit("chat.postMessage", slack.world.channel("help").id)
    await client.chat_postMessage(channel=other, text="x")
    with pytest.raises(SlackApiError):
        await post(client, slack)


async def test_an_answer_that_is_lost_after_the_work(slack, client):
    client.retry_handlers = []
    slack.lose_answer("chat.postMessage")
    with pytest.raises(aiohttp.ClientError):
        await post(client, slack, "said all the same")
    assert [each["text"] for each in slack.messages("help")] == ["said all the same"]


async def test_a_call_that_is_lost_before(slack, client):
    client.retry_handlers = []
    slack.lose_call("chat.postMessage")
    with pytest.raises(aiohttp.ClientError):
        await post(client, slack)
    assert slack.messages("help") == []


async def test_errors_on_request(slack, client):
    slack.refuse("chat.postMessage", "internal_error")
    slack.break_down("chat.postMessage", 503)
    for _ in range(2):
        with pytest.raises(SlackApiError):
            await post(client, slack)
    await post(client, slack)
    assert [each.status for each in slack.called("chat.postMessage")] == [503, 200, 200]


async def test_what_is_not_acknowledged_comes_again(slow_slack, app):
    tries = []

    @app.middleware
    async def refuse_twice(body, next):
        tries.append(body["event_id"])
        if len(tries) <= 2:
            raise OSError("the disk is full")
        await next()

    @app.event("message")
    async def heard(event):
        pass

    await slow_slack.say("ann", "", "hello")
    await slow_slack.settled()
    assert (len(tries), len(set(tries))) == (3, 1)
    (delivery,) = slow_slack.deliveries
    assert (delivery.attempts, delivery.given_up) == (3, False)


async def test_what_is_never_acknowledged_is_given_up(slow_slack, app):
    @app.middleware
    async def refuse(body):
        raise OSError("the disk is full")

    await slow_slack.say("ann", "", "hello")
    await slow_slack.settled()
    (delivery,) = slow_slack.deliveries
    assert (delivery.attempts, delivery.given_up, delivery.why) == (3, True, "timeout")


@pytest.mark.parametrize(("retry", "header"), [(None, None), (0, "0"), (1, "1")])
async def test_an_event_delivered_again(slack, heard, retry, header):
    await slack.say("ann", "", "hello")
    await slack.settled()
    slack.redeliver(slack.deliveries[0].id, retry)
    await slack.settled()
    assert heard == [("hello", "0"), ("hello", header)]


async def test_a_broken_connection_loses_nothing(slack, heard):
    assert await slack.cut_connections() == 1
    await slack.say("ann", "", "hello")
    await slack.settled()
    assert [text for text, _ in heard] == ["hello"]
    assert slack.sockets.opened == 2


async def test_an_app_asked_to_reconnect(slack, heard):
    await slack.ask_to_reconnect("refresh_requested")
    await slack.until(lambda: slack.connections_opened == 2)
    await slack.say("ann", "", "hello")
    await slack.settled()
    assert [text for text, _ in heard] == ["hello"]


async def test_frames_in_another_order(slack, heard):
    slack.hold_frames()
    for number in range(5):
        await slack.say("ann", "", f"{number}")
    await slack.settled()
    assert heard == []
    await slack.release_frames()
    await slack.settled()
    assert [text for text, _ in heard] == ["4", "3", "2", "1", "0"]


async def test_nobody_answers_a_press(slack):
    slack.sockets.ack_within = 0.05
    with pytest.raises(NotAnswered):
        await slack.command("ann", "help", "/helpdesk", "queue")


async def test_every_envelope_goes_to_one_connection():
    async with FakeSlack() as slack, aiohttp.ClientSession() as session:
        slack.add_person("ann")
        first, second = await connect(slack, session), await connect(slack, session)
        await slack.connected(2)
        for number in range(4):
            await slack.say("ann", "", f"{number}")
        got = [
            [(await each.receive_json(timeout=PATIENCE)) for _ in range(2)]
            for each in (first, second)
        ]
        texts = [each["payload"]["event"]["text"] for some in got for each in some]
        assert sorted(texts) == ["0", "1", "2", "3"]
        for socket, some in zip((first, second), got, strict=True):
            for each in some:
                await socket.send_json({"envelope_id": each["envelope_id"]})
        await slack.settled()
        assert all(each.attempts == 1 for each in slack.deliveries)
        await first.send_json({"envelope_id": "made-up"})
        assert "made-up" in (await slack.until(lambda: slack.complaints))[0]


async def connect(slack, session):
    headers = {"Authorization": f"Bearer {slack.app_token}"}
    async with session.post(f"{slack.base_url}apps.connections.open", headers=headers) as answer:
        url = (await answer.json())["url"]
    socket = await session.ws_connect(url)
    assert (await socket.receive_json())["type"] == "hello"
    return socket


async def test_forged_and_refused_tickets():
    async with FakeSlack() as slack, aiohttp.ClientSession() as session:
        address = slack.world.url.replace("http", "ws")
        with pytest.raises(aiohttp.WSServerHandshakeError):
            await session.ws_connect(f"{address}/link/?ticket=made-up")


async def test_an_acknowledgement_that_gets_lost(slack, heard):
    slack.postman.retries = (0.0,)
    slack.lose_acknowledgement()
    await slack.say("ann", "", "hello")
    await slack.settled()
    assert heard == [("hello", "0"), ("hello", "1")]


async def test_a_pace_to_be_kept(slack, client):
    slack.pace("chat.postMessage", every=60, burst=2)
    for _ in range(2):
        await post(client, slack)
    with pytest.raises(SlackApiError) as limited:
        await post(client, slack)
    assert 60 < int(limited.value.response.headers["Retry-After"]) <= 120


async def test_something_happens_just_before_an_answer(slack, client):
    seen = []
    slack.when_called("chat.postMessage", lambda: seen.append(len(slack.messages("help"))))
    await post(client, slack)
    await post(client, slack)
    assert seen == [1]


async def test_http_is_tried_again_with_slacks_headers(slack):
    asked = []

    async def refuse_once(scope, receive, send):
        body = (await receive())["body"]
        headers = {name.decode(): value.decode() for name, value in scope["headers"]}
        challenge = b"url_verification" in body
        asked.extend([] if challenge else [headers])
        status = 500 if len(asked) == 1 else 200
        await send({"type": "http.response.start", "status": status, "headers": []})
        said = json.loads(body).get("challenge", "").encode()
        await send({"type": "http.response.body", "body": said})

    slack.postman.retries = (0.0,)
    async with served(refuse_once) as url:
        await slack.post_to(url)
        await slack.say("ann", "", "hello")
        await slack.settled()
    retries = [(each.get("x-slack-retry-num"), each.get("x-slack-retry-reason")) for each in asked]
    assert retries == [(None, None), ("1", "http_error")]


async def test_two_hundred_events_at_once(slack, heard):
    slack.sockets.ack_within = 30  # the library takes milliseconds for each
    for number in range(200):
        await slack.say("ann", "", f"{number}")
    await slack.settled()
    assert sorted(int(text) for text, _ in heard) == [*range(200)]
    assert all(each.attempts == 1 and each.seconds < 30 for each in slack.deliveries)
