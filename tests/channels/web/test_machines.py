"""What machines ask: is it alive, is it ready, how does it stand; strangers are told nothing."""

import httpx
import pytest

from channels.web import WebSettings, app
from channels.web.site import Site
from tests.channels.web.conftest import open_house

TOKEN = "a-long-token"


async def test_alive_needs_no_database_and_ready_does(browser, desk):
    desk.well = False
    assert (await browser.get("/health")).status_code == 200
    assert (await browser.get("/ready")).status_code == 503
    desk.well = True
    assert (await browser.get("/ready")).status_code == 200


async def test_a_site_that_closes_is_not_ready_any_more(desk):
    site = Site(WebSettings(), desk, desk.hear)
    transport = httpx.ASGITransport(app.build(site))
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as browser:
        assert (await browser.get("/ready")).status_code == 200
        site.closing.set()
        answer = await browser.get("/ready")
        assert (answer.status_code, answer.text) == (503, "closing")
        assert (await browser.get("/health")).status_code == 200


@pytest.mark.parametrize(
    ("settings", "token", "status"),
    [
        ({}, "", 200),
        ({}, TOKEN, 200),
        ({"public_url": "https://help.example.org"}, "", 404),
        ({"public_url": "https://help.example.org"}, TOKEN, 404),
        ({"host": "0.0.0.0"}, "", 404),
        ({"trusted_proxies": ("127.0.0.1",)}, "", 404),
        ({"metrics_token": TOKEN}, "", 404),
        ({"metrics_token": TOKEN}, TOKEN, 200),
        ({"metrics_token": TOKEN}, TOKEN + "x", 404),
        ({"metrics_token": TOKEN, "public_url": "https://help.example.org"}, TOKEN, 200),
        ({"metrics_token": "Schlüssel"}, "falsch", 404),
    ],
)
async def test_figures_are_for_this_machine_or_for_who_has_the_token(desk, settings, token, status):
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    async with open_house(desk, **settings) as house:
        house.url = f"http://127.0.0.1:{house.channel.port}"
        async with house.browser(**headers) as browser:
            answer = await browser.get("/metrics")
            nowhere = await browser.get("/nowhere")
    assert answer.status_code == status
    if status == 200:
        assert answer.text == "firstline_figures 1\n"
        assert answer.headers["content-type"].startswith("text/plain; version=0.0.4")
    else:
        assert (answer.status_code, answer.text) == (nowhere.status_code, nowhere.text)


@pytest.mark.parametrize(
    ("peer", "headers", "status"),
    [
        ("127.0.0.1", {}, 200),
        ("::1", {"Host": "localhost:8080"}, 200),
        ("127.0.0.1", {"Host": "[::1]:8080"}, 200),
        ("192.0.2.7", {}, 404),
        ("127.0.0.1", {"X-Forwarded-For": "192.0.2.7"}, 404),
        ("127.0.0.1", {"X-Real-IP": "192.0.2.7"}, 404),
        ("127.0.0.1", {"Forwarded": "for=192.0.2.7"}, 404),
        ("127.0.0.1", {"Via": "1.1 front"}, 404),
    ],
)
async def test_a_proxy_on_this_machine_does_not_open_the_figures(desk, peer, headers, status):
    transport = httpx.ASGITransport(
        app.build(Site(WebSettings(), desk, desk.hear)), client=(peer, 4000)
    )
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as browser:
        assert (await browser.get("/metrics", headers=headers)).status_code == status
