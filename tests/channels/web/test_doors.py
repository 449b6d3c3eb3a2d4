"""The doors: whose name, whose form, which headers, how often, how many, and how it all ends."""

import asyncio
import contextlib
import socket
import time

import pytest
from pydantic import ValidationError
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from channels.base import Markup
from channels.messages import OutboundMessage, Receipt
from channels.web import CannotListen, WebSettings, connect, serving
from channels.web.app import ROUTES
from channels.web.limits import Buckets, Slots, neighbourhood
from channels.web.refusals import Refused
from tests.channels.web.conftest import Events, chat_of, fields, open_house, say
from tests.fakes.patience import AT_ONCE, PATIENCE

EVERY = [(method, path) for method, path, _ in ROUTES] + [
    ("GET", "/static/firstline.css"),
    ("GET", "/nowhere"),
    ("DELETE", "/"),
]


@pytest.mark.parametrize(("method", "path"), EVERY)
async def test_every_answer_carries_the_headers(browser, desk, method, path):
    link = desk.open_ticket("FL-7", "VPN")
    address = path.format(secret=link, source="0" * 64, reference="FL-7")
    async with browser.stream(method, address) as answer:
        headers = answer.headers
    policy = headers["content-security-policy"]
    for part in ("default-src 'self'", "base-uri 'none'", "frame-ancestors 'none'"):
        assert part in policy
    for part in ("form-action 'self'", "object-src 'none'"):
        assert part in policy
    assert "unsafe" not in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] in ("same-origin", "no-referrer")
    assert headers["cross-origin-opener-policy"] == "same-origin"
    assert "camera=()" in headers["permissions-policy"]
    assert headers["cache-control"] == "no-store" or path.startswith("/static")
    assert "server" not in headers


POSTS = [path for method, path, _ in ROUTES if method == "POST"]
SECRET_ENOUGH = "/answer/{secret}"  # see channels/web/answer.py; its secrets are tried there


@pytest.mark.parametrize("path", [path for path in POSTS if path != SECRET_ENOUGH])
async def test_every_form_needs_its_token(browser, desk, path):
    link = desk.open_ticket("FL-7", "VPN")
    await browser.get("/")
    address = path.format(secret=link)
    for token in ("", "0" * 64, "ü", None):
        form = {"id": "12345678", "text": "x", "address": "a@example.org"}
        answer = await browser.post(address, data=form | ({"csrf": token} if token else {}))
        assert answer.status_code == 403
    assert desk.heard == []
    assert desk.asked_for == []
    assert desk.visitors == {}


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "http://127.0.0.1:1"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "cross-site", "Origin": "null"},
    ],
)
async def test_a_foreign_page_cannot_post_even_with_a_token(browser, desk, headers):
    form = await fields(browser, text="hello")
    answer = await browser.post("/say", data=form, headers=headers)
    assert answer.status_code == 403
    assert "our own page" in answer.text
    assert desk.heard == []


async def test_our_own_page_can(house, browser, desk):
    for headers in (
        {"Origin": house.url, "Sec-Fetch-Site": "same-origin"},
        {"Origin": "null", "Sec-Fetch-Site": "same-origin"},
    ):
        form = await fields(browser, text="hello")
        assert (await browser.post("/say", data=form, headers=headers)).status_code == 303


async def test_another_browsers_token_is_no_good(house, desk):
    async with house.browser() as anna, house.browser() as mallory:
        stolen = (await fields(mallory))["csrf"]
        form = await fields(anna, text="hello", csrf=stolen)
        assert (await anna.post("/say", data=form)).status_code == 403


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("evil.example", 421),
        ("127.0.0.1.evil.example", 421),
        ("help.example.org@evil.example", 421),
        ("[::1", 421),
        ("help.example.org", 200),
        ("HELP.example.org:443", 200),
        ("localhost:1234", 200),
        ("[::1]:80", 200),
    ],
)
async def test_only_our_own_names_are_answered(desk, host, status):
    public = "https://help.example.org"
    async with open_house(desk, public_url=public) as house, house.browser() as browser:
        url = f"http://127.0.0.1:{house.channel.port}/health"
        answer = await browser.get(url, headers={"Host": host})
    assert answer.status_code == status


async def test_health_and_readiness(browser, desk):
    assert (await browser.get("/health")).text == "alive"
    assert (await browser.get("/ready")).status_code == 200
    desk.well = False
    assert (await browser.get("/ready")).status_code == 503
    assert (await browser.get("/health")).status_code == 200
    assert "Disallow: /" in (await browser.get("/robots.txt")).text
    icon = await browser.get("/favicon.ico", follow_redirects=True)
    assert icon.headers["content-type"] == "image/svg+xml"


async def test_a_flood_from_one_session_is_slowed_down(desk):
    async with open_house(desk, messages_per_minute=2) as house, house.browser() as browser:
        answers = [await say(browser, f"message {n}") for n in range(3)]
    assert [answer.status_code for answer in answers] == [303, 303, 429]
    assert 1 <= int(answers[2].headers["retry-after"]) <= 60
    assert "message 2" in answers[2].text
    assert len(desk.heard) == 2


async def test_a_flood_from_one_address_is_slowed_down(desk):
    async with open_house(desk, requests_per_minute=3) as house, house.browser() as browser:
        answers = [(await browser.get("/t/guess")).status_code for _ in range(4)]
        assert answers == [404, 404, 404, 429]
        assert (await browser.get("/health")).status_code == 200


async def test_new_sessions_are_limited_by_address(desk):
    async with (
        open_house(desk, sessions_per_minute=1) as house,
        house.browser() as first,
        house.browser() as second,
    ):
        assert (await say(first, "hello")).status_code == 303
        assert (await say(second, "hello")).status_code == 429
        assert (await say(first, "hello")).status_code == 303
    assert len(desk.visitors) == 1


async def test_open_pages_are_limited_and_make_room_again(desk):
    async with open_house(desk, streams_per_session=1) as house, house.browser() as browser:
        await say(browser, "hello")
        async with browser.stream("GET", "/stream") as stream:
            await Events(stream).until("busy")
            refused = await browser.get("/stream")
            assert (refused.status_code, refused.headers["retry-after"]) == (429, "15")
        async with asyncio.timeout(PATIENCE):
            while (await _peek(browser)) != 200:
                await desk.change()


async def _peek(browser):
    async with browser.stream("GET", "/stream") as stream:
        return stream.status_code


async def test_a_proxy_is_believed_only_if_it_is_trusted(desk):
    forwarded = {"X-Forwarded-For": "203.0.113.9"}
    for proxies, last in (((), 429), (("127.0.0.1",), 200)):
        limits = {"requests_per_minute": 1, "trusted_proxies": proxies}
        async with open_house(desk, **limits) as house, house.browser() as browser:
            assert (await browser.get("/")).status_code == 200
            assert (await browser.get("/", headers=forwarded)).status_code == last


async def test_the_end_closes_open_streams_at_once(desk):
    async with open_house(desk) as house, house.browser() as browser:
        await say(browser, "hello")
        async with browser.stream("GET", "/stream") as stream:
            events = Events(stream)
            await events.until("busy")
            began = time.monotonic()
            house.running.cancel()
            with pytest.raises(AssertionError, match="ended"):
                await events.until("never")
            with contextlib.suppress(asyncio.CancelledError):
                await house.running
            assert house.running.cancelled()
            assert time.monotonic() - began < AT_ONCE
        with pytest.raises(ConnectionRefusedError):
            await asyncio.open_connection("127.0.0.1", house.channel.port)


async def test_an_impatient_end_leaves_no_socket_behind(desk):
    async with open_house(desk) as house:
        house.running.cancel()
        await asyncio.sleep(0)
        house.running.cancel()
        with pytest.raises(asyncio.CancelledError):
            await house.running
        with socket.create_server(("127.0.0.1", house.channel.port)):
            pass


async def test_a_taken_port_is_one_clear_sentence(desk):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(CannotListen, match=f"127.0.0.1 port {port} .*in use.*another") as error:
            await connect(WebSettings(port=port), desk).run(desk.hear)
    assert isinstance(error.value, OSError)


def test_an_answer_does_not_wait_until_its_head_is_acknowledged():
    with (
        serving.bind(WebSettings(port=0)) as listening,
        socket.create_connection(listening.getsockname()),
        listening.accept()[0] as accepted,
    ):
        assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)


async def test_slow_headers_are_not_waited_for(desk, monkeypatch):
    monkeypatch.setattr(serving, "HEADERS_WITHIN", 0.2)
    async with open_house(desk) as house:
        for opening in (b"", b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: "):
            reader, writer = await asyncio.open_connection("127.0.0.1", house.channel.port)
            writer.write(opening)
            async with asyncio.timeout(PATIENCE):
                assert await reader.read() == b""
            writer.close()
            await writer.wait_closed()


async def test_huge_headers_are_refused(house):
    reader, writer = await asyncio.open_connection("127.0.0.1", house.channel.port)
    writer.write(b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Big: " + b"x" * 40_000)
    async with asyncio.timeout(PATIENCE):
        assert (await reader.readline()).startswith(b"HTTP/1.1 400")
    writer.close()
    with contextlib.suppress(ConnectionError):
        await writer.wait_closed()


async def test_vendor_routes_can_stand_beside_the_pages(desk):
    async def hook(request):
        return PlainTextResponse((await request.body()).decode())

    routes = [Route("/hooks/vendor", hook, methods=["POST"])]
    async with open_house(desk, routes, requests_per_minute=1) as house, house.browser() as browser:
        for _ in range(3):
            answer = await browser.post("/hooks/vendor", content=b"event")
            assert (answer.status_code, answer.text) == (200, "event")


async def test_what_the_desk_sends_is_read_from_the_desk(house):
    message = OutboundMessage(key="queue/FL-7/3", conversation=chat_of(), text="You are third")
    assert await house.channel.send(message) == Receipt(external_id="queue/FL-7/3")
    assert house.channel.name == "web"
    assert house.channel.traits.markup is Markup.HTML


async def test_our_own_fault_is_admitted_and_tells_nothing(browser, desk, caplog):
    async def broken(secret):
        raise RuntimeError("the password is swordfish")

    desk.ticket_by_link = broken
    answer = await browser.get(f"/t/{'x' * 43}")
    assert answer.status_code == 500
    assert "swordfish" not in answer.text
    assert "on our side" in answer.text
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "swordfish" in caplog.text


def test_a_bucket_refills_and_its_table_is_bounded():
    buckets = Buckets(burst=2, rate=1.0, size=2)
    assert [buckets.take("a", 0), buckets.take("a", 0)] == [0, 0]
    assert buckets.take("a", 0) == 1.0
    assert buckets.take("a", 0.5) == 0.5
    assert buckets.take("a", 1.0) == 0
    for key in ("b", "c", "d"):
        assert buckets.take(key, 1.0) == 0
    assert len(buckets._levels) == 2


def test_slots_are_given_back_and_leave_nothing_behind():
    slots = Slots()
    with slots.hold(("a", 1), ("b", 2)):
        with pytest.raises(Refused), slots.hold(("a", 1), ("b", 2)):
            pass
        with slots.hold(("b", 2)):
            assert len(slots) == 3
    assert len(slots) == 0


def test_one_household_counts_as_one():
    assert neighbourhood("2001:db8::1") == neighbourhood("2001:db8::ffff:1")
    assert neighbourhood("2001:db8::1") != neighbourhood("2001:db8:0:1::1")
    assert neighbourhood("192.0.2.1") != neighbourhood("192.0.2.2")
    assert neighbourhood("") == ""


def test_settings_name_what_is_wrong():
    for wrong in ({"prot": 1}, {"public_url": "help.example.org"}, {"public_url": "https://a/b"}):
        with pytest.raises(ValidationError):
            WebSettings(**wrong)
    assert WebSettings(public_url="https://help.example.org/").secure
    assert not WebSettings(public_url="https://help.example.org", secure_cookies=False).secure
    assert not WebSettings().secure
