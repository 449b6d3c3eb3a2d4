"""The webhook on the real site: what Telegram posts gets in, and nobody else leaves a trace."""

import asyncio

import httpx
import pytest
from sqlalchemy import text

from bot import checks
from bot.app import build, prepare
from store.engine import open_store
from tests.channels.telegram.conftest import settings_for, until
from tests.fakes.ports import free_port
from tests.fakes.telegram import FakeTelegram
from tests.scenarios.stage import HandClock, settings_in

PUBLIC = "https://help.example.org"
SECRET = "X-Telegram-Bot-Api-Secret-Token"
HOST = {"Host": "help.example.org"}
UPDATE = {
    "update_id": 5,
    "message": {
        "message_id": 9,
        "date": 1,
        "chat": {"id": 101, "type": "private"},
        "from": {"id": 101, "is_bot": False, "first_name": "Ann"},
        "text": "hello there",
    },
}

pytestmark = pytest.mark.usefixtures("one_index")


def settings_of(folder, telegram, **more):
    settings = settings_in(folder, public_url=PUBLIC)
    web = settings.web.model_copy(update={"port": free_port()})
    said = settings_for(telegram, mode="webhook", public_url=PUBLIC)
    changed = {"telegram": said, "web": web, "channels": ("web", "telegram"), **more}
    return settings.model_copy(update=changed)


@pytest.fixture
async def site(sqlite_url, tmp_path):
    """The site as the composition root builds it; posts to it, and what was kept."""
    store = open_store(sqlite_url)
    async with FakeTelegram() as telegram:
        settings = settings_of(tmp_path, telegram)
        firstline = build(settings, clock=HandClock(), store=store)
        await prepare(firstline)
        doors = [asyncio.create_task(c.run(firstline.intake.accept)) for c in firstline.running()]
        await until(lambda: all(each.ready.is_set() for each in firstline.running()))
        base = f"http://127.0.0.1:{settings.web.port}"
        async with httpx.AsyncClient(base_url=base, headers=HOST) as client:
            yield client, store, {SECRET: settings.telegram.webhook_secret}
        for door in doors:
            door.cancel()
        await asyncio.gather(*doors, return_exceptions=True)
    store.close()


async def kept(store):
    def count(unit):
        return unit.connection.scalar(text("SELECT count(*) FROM inbox"))

    return await store.read(count)


async def test_telegram_gets_in_as_often_as_it_likes_and_each_update_is_kept_once(site):
    client, store, secret = site
    for number in range(150):
        changed = {**UPDATE, "message": {**UPDATE["message"], "message_id": number // 2 + 1}}
        answer = await client.post("/telegram/webhook", json=changed, headers=secret)
        assert answer.status_code == 200
    assert await kept(store) == 75


@pytest.mark.parametrize(
    ("shown", "status"),
    [({}, 403), ({SECRET: "wrong"}, 403), ({SECRET: ""}, 403), ({"Host": "evil.example"}, 421)],
)
async def test_strangers_leave_no_row(site, shown, status):
    client, store, secret = site
    headers = {**secret, **shown} if "Host" in shown else shown
    answer = await client.post("/telegram/webhook", json=UPDATE, headers=headers)
    assert answer.status_code == status
    assert await kept(store) == 0


async def test_the_check_says_where_telegram_would_knock_in_vain(tmp_path, telegram):
    def said(**more):
        chosen = settings_of(tmp_path, telegram, **more)
        return {f.mark for f in checks._called_by_telegram(chosen)}

    assert said() == set()
    assert said(channels=("telegram",)) == {"wrong"}
    elsewhere = settings_in(tmp_path, public_url="https://other.example.org").web
    assert said(web=elsewhere) == {"note"}
