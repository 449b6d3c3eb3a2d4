"""Nothing can be kept or looked up for a while: everybody is told so, and keeps their words."""

import pytest

from tests.channels.web.conftest import ID, Events, fields, hidden, open_house, say
from tests.fakes.desk import FakeDesk

ASKED = {"Accept": "application/json"}
FILE = ("files", ("log.txt", b"x" * 300_000, "text/plain"))


def assert_not_kept(answer):
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")


async def send_again(browser, answer):
    """What the page holds is sent as it stands, as the button does it."""
    names = [
        name for name in ("csrf", "id", "choice", "name", "email") if f'"{name}"' in answer.text
    ]
    form = {name: hidden(answer.text, name) for name in names}
    return await browser.post(answer.request.url.path, data={**form, "text": "Please <help>"})


@pytest.fixture(params=["new here", "known"])
async def visitor(request, browser):
    if request.param == "known":
        await say(browser, "hello")
    return browser


async def test_the_words_of_a_chat_stay_and_may_be_sent_again(visitor, desk):
    before = len(desk.heard)
    form = await fields(visitor, text="Please <help>", id=ID)
    desk.away = True
    refused = await visitor.post("/say", data=form)
    assert_not_kept(refused)
    assert "Please &lt;help&gt;</textarea>" in refused.text
    assert 'action="/say"' in refused.text
    assert_not_kept(await visitor.post("/say", data=form, headers=ASKED))
    desk.away = False
    assert (await send_again(visitor, refused)).status_code == 303
    assert [message.text for message in desk.heard[before:]] == ["Please <help>"]
    assert desk.heard[-1].id.endswith(ID)


class Dying(FakeDesk):
    """A desk that goes away as soon as it is told something."""

    async def hear(self, message):
        self.away = True
        raise ConnectionError("the database is away")


async def test_the_words_stay_even_if_the_conversation_cannot_be_shown_any_more():
    async with open_house(Dying()) as house, house.browser() as browser:
        refused = await say(browser, "Please <help>", id=ID)
    assert_not_kept(refused)
    assert "Please &lt;help&gt;</textarea>" in refused.text
    assert hidden(refused.text, "id") == ID


@pytest.mark.parametrize("headers", [{}, ASKED])
async def test_a_file_that_cannot_be_kept_costs_nobody_their_words(browser, desk, headers):
    form = await fields(browser, text="Please <help>", id=ID)
    desk.blobs.full = True
    refused = await browser.post("/say", data=form, files=[FILE, FILE], headers=headers)
    assert_not_kept(refused)
    assert headers or "Please &lt;help&gt;</textarea>" in refused.text
    desk.blobs.full = False
    taken = await browser.post("/say", data=form, files=[FILE], headers=ASKED)
    assert taken.status_code == 200
    assert len(desk.heard[0].attachments) == 1


async def test_a_reply_on_a_ticket_page_stays(browser, desk):
    link = f"/t/{desk.open_ticket('FL-1', 'VPN')}"
    form = await fields(browser, link, text="Please <help>", id=ID)
    desk.away = True
    refused = await browser.post(link, data=form, files=[FILE])
    assert_not_kept(refused)
    assert f'action="{link}"' in refused.text
    assert refused.headers["referrer-policy"] == "no-referrer"
    assert_not_kept(await browser.post(link, data=form, files=[FILE], headers=ASKED))
    desk.away = False
    assert (await send_again(browser, refused)).status_code == 303
    assert [message.text for message in desk.heard] == ["Please <help>"]


async def test_an_order_and_a_name_stay(browser, desk):
    browser.cookies.set("firstline_desk", desk.sign_in("sam@example.org", "Sam"))
    order = await fields(browser, "/desk", words="Try <this>", verb="reply", reference="FL-1")
    claim = await fields(browser, name="Ann <A>", email="ann@example.org")
    desk.away = True
    refused = await browser.post("/desk/order", data=order)
    assert_not_kept(refused)
    assert "Try &lt;this&gt;</textarea>" in refused.text
    assert (hidden(refused.text, "verb"), hidden(refused.text, "reference")) == ("reply", "FL-1")
    refused = await browser.post("/who", data=claim)
    assert_not_kept(refused)
    assert hidden(refused.text, "name") == "Ann <A>"


async def test_a_form_that_is_not_ours_is_not_given_back(browser, desk):
    form = await fields(browser, text="Please")
    desk.away = True
    for path in ("/say", "/desk/order", f"/t/{'x' * 43}"):
        answer = await browser.post(path, data=form | {"csrf": "guessed"})
        assert answer.status_code == 403, path


async def test_whoever_only_looks_is_told_to_come_back(browser, desk):
    await say(browser, "hello")
    browser.cookies.set("firstline_desk", desk.sign_in("sam@example.org", "Sam"))
    ticket = f"/t/{desk.open_ticket('FL-1', 'VPN')}"
    desk.away = True
    for path in ("/", "/stream", "/files/x", ticket, "/desk", f"/desk/in/{'x' * 43}"):
        answer = await browser.get(path)
        assert_not_kept(answer)
        assert "try again" in answer.text, path
    assert (await browser.get("/health")).status_code == 200


async def test_a_stream_ends_and_can_be_opened_again(browser, desk):
    await say(browser, "hello")
    async with browser.stream("GET", "/stream?after=0") as stream:
        events = Events(stream)
        await events.until("busy")
        desk.away = True
        await desk.change()
        with pytest.raises(AssertionError, match="the stream ended"):
            await events.until("an event that never comes")
    desk.away = False
    async with browser.stream("GET", "/stream?after=0") as stream:
        assert await Events(stream).until("hello")
