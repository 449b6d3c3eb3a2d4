"""Somebody writes in the chat, presses, comes back, and is never mistaken for somebody else."""

import asyncio

from channels.messages import Choice
from tests.channels.web.conftest import ID, Events, chat_of, fields, open_house, say

WORKED = Choice(token="fix:1", label="This fixed it")


async def test_a_message_reaches_the_desk_and_shows_on_the_page(browser, desk):
    answer = await say(browser, "My VPN drops", id=ID)
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    [message] = desk.heard
    assert message.id == f"guest-1/{ID}"
    assert message.conversation == chat_of()
    assert (message.text, message.person.address) == ("My VPN drops", "guest-1")
    assert (message.person.email, message.private) == ("", False)
    assert "My VPN drops" in (await browser.get("/")).text


async def test_looking_at_the_page_opens_no_session(browser, desk):
    await browser.get("/")
    assert (await browser.get("/stream")).status_code == 403
    assert desk.visitors == {}


async def test_the_session_cookie_is_out_of_reach(browser):
    answer = await say(browser, "hello")
    cookie = next(c for c in answer.headers.get_list("set-cookie") if "firstline_chat" in c)
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert "Path=/" in cookie
    assert "Secure" not in cookie


async def test_cookies_are_locked_to_tls_where_the_site_is_public(desk):
    async with open_house(desk, public_url="https://help.example.org") as house:
        url = f"http://127.0.0.1:{house.channel.port}"
        async with house.browser() as browser:
            cookie = (await browser.get(f"{url}/")).headers["set-cookie"]
    assert cookie.startswith("__Host-firstline_form=")
    assert "Secure" in cookie


async def test_a_double_click_is_one_message_in_one_conversation(browser, desk):
    form = await fields(browser, text="Printer on fire", id=ID)
    answers = await asyncio.gather(*(browser.post("/say", data=form) for _ in range(3)))
    assert {answer.status_code for answer in answers} == {303}
    assert [message.id for message in desk.heard] == [f"guest-1/{ID}"]
    assert len(desk.visitors) == 1


async def test_a_message_that_was_not_kept_comes_again_under_the_same_number(browser, desk):
    desk.failing = True
    refused = await say(browser, "Please <help>", id=ID)
    assert refused.status_code == 503
    assert refused.headers["retry-after"] == "5"
    assert "Please &lt;help&gt;" in refused.text
    assert f'name="id" value="{ID}"' in refused.text
    desk.failing = False
    await say(browser, "Please <help>", id=ID)
    assert [message.id for message in desk.heard] == [f"guest-1/{ID}"]


async def test_a_script_hears_what_happened(browser, desk):
    form = await fields(browser, text="My mail is gone")
    asked = {"Accept": "application/json"}
    desk.failing = True
    refused = await browser.post("/say", data=form, headers=asked)
    assert (refused.status_code, refused.headers["retry-after"]) == (503, "5")
    assert "not" in refused.json()["error"]
    desk.failing = False
    taken = await browser.post("/say", data=form, headers=asked)
    assert taken.status_code == 200
    again = {"csrf": taken.json()["csrf"], "id": taken.json()["id"], "text": "More of it"}
    assert (await browser.post("/say", data=again, headers=asked)).status_code == 200
    assert [message.text for message in desk.heard] == ["My mail is gone", "More of it"]


async def test_a_press_says_its_label_and_cannot_be_made_twice(browser, desk):
    await say(browser, "VPN")
    await desk.add(chat_of(), "Try this", choices=(WORKED,))
    page = (await browser.get("/")).text
    assert 'value="fix:1"' in page
    pressed = await say(browser, "", choice="fix:1")
    assert pressed.status_code == 303
    assert (desk.heard[-1].choice, desk.heard[-1].text) == ("fix:1", "This fixed it")
    again = await say(browser, "", choice="fix:1")
    assert again.status_code == 409
    assert "answered already" in again.text
    assert (await say(browser, "", choice="made-up")).status_code == 409
    assert len(desk.heard) == 2


async def test_nonsense_is_refused_with_a_sentence(browser, desk):
    wrong = {
        400: {"text": "hello", "id": "short"},
        413: {"text": "x" * 8001},
        422: {"text": "  \n "},
    }
    for status, values in wrong.items():
        answer = await browser.post("/say", data=await fields(browser, **values))
        assert answer.status_code == status, values
        assert "Please" in answer.text
    for id in ("", "bad/number", "x" * 65, "line\nbreak1", "ümläute-"):
        assert (await say(browser, "hello", id=id)).status_code == 400, id
    assert desk.heard == []


async def test_control_characters_and_windows_line_ends_are_tidied(browser, desk):
    await say(browser, "one\r\ntwo\x00\x1b[31m\rthree")
    assert desk.heard[0].text == "one\ntwo[31m\nthree"


async def test_markup_is_shown_and_never_run(browser, desk):
    await say(browser, "<script>alert(1)</script> & <img src=x onerror=alert(2)>")
    await desk.add(chat_of(), "[click](javascript:alert(3)) <b>bold</b>")
    page = (await browser.get("/")).text
    assert "<script>alert" not in page
    assert "<img src=x" not in page
    assert 'href="javascript' not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


async def test_a_name_is_a_claim(browser, desk):
    form = await fields(browser, name="  Anna\tB. ", email="anna@example.org")
    assert (await browser.post("/who", data=form)).status_code == 303
    await say(browser, "hello")
    person = desk.heard[0].person
    assert (person.name, person.claimed_email, person.email) == ("Anna B.", "anna@example.org", "")
    for values in ({"email": "no address"}, {"email": "a@b\nBcc: c@d"}, {"name": "x" * 81}):
        refused = await browser.post("/who", data=await fields(browser, **values))
        assert refused.status_code == 422


async def test_a_stream_replays_from_the_last_line_one_has(browser, desk):
    await say(browser, "one")
    for text in ("two", "three", "four"):
        await desk.add(chat_of(), text)
    async with browser.stream("GET", "/stream", headers={"Last-Event-ID": "2"}) as stream:
        assert stream.headers["content-type"].startswith("text/event-stream")
        events = Events(stream)
        seen = await events.until("four")
        assert [event["id"] for event in seen if event["event"] == "line"] == ["3", "4"]
        await desk.add(chat_of(), "five")
        later = await events.until("five")
    assert [event["id"] for event in later if event["event"] == "line"] == ["5"]


async def test_a_stream_tells_when_choices_are_gone_and_when_firstline_works(browser, desk):
    await say(browser, "VPN")
    await desk.add(chat_of(), "Try this", choices=(WORKED,))
    async with browser.stream("GET", "/stream?after=1") as stream:
        events = Events(stream)
        seen = await events.until("busy")
        assert [e["data"] for e in seen if e["event"] == "open_choices"] == ["[2]"]
        desk.busy.add(chat_of().key)
        await say(browser, "", choice="fix:1")
        later = await events.until("true")
    assert [e["data"] for e in later if e["event"] == "open_choices"][-1] == "[]"


async def test_a_stream_cannot_be_opened_without_being_read(browser):
    await say(browser, "hello")
    assert (await browser.head("/stream")).status_code == 405


async def test_nobody_reads_another_session(house, desk):
    async with house.browser() as anna, house.browser() as mallory:
        await say(anna, "My secret trouble")
        await say(mallory, "Give me the other one")
        async with mallory.stream("GET", "/stream?after=0") as stream:
            seen = await Events(stream).until("busy")
        assert "secret trouble" not in str(seen)
        mallory.cookies.clear()
        mallory.cookies.set("firstline_chat", "guest-1-guess-guess-guess")
        assert (await mallory.get("/stream")).status_code == 403
        assert "secret trouble" not in (await mallory.get("/")).text


async def test_a_session_that_is_over_begins_anew(browser, desk):
    await say(browser, "hello")
    desk.visitors.clear()
    form = await fields(browser, text="again")
    assert (await browser.post("/say", data=form)).status_code == 303
    assert (await say(browser, "and again")).status_code == 303
    assert len(desk.visitors) == 1
