"""An agent signs in once by a link, works with words and buttons, and signs out."""

import re
from dataclasses import replace

import pytest

from channels.messages import Choice
from channels.views import Audience, StoryLine, desk_of
from channels.web.app import ROUTES
from tests.channels.web.conftest import ID, Events, fields, hidden, open_house
from tests.fakes.desk import NOON

SAM = "sam@example.org"
TALK = desk_of(SAM)


@pytest.fixture
async def sam(house, desk):
    """A browser that is signed in, and a ticket to work on."""
    inside = StoryLine(
        at=NOON, who="Kim", what="note", text="Known bug", audience=Audience.INTERNAL
    )
    desk.open_ticket("FL-7", "VPN drops", inside)
    async with house.browser() as browser:
        path = f"/desk/in/{desk.link_for(SAM, 'Sam')}"
        await browser.post(path, data={"csrf": hidden((await browser.get(path)).text, "csrf")})
        yield browser


async def order(browser, **values):
    form = await fields(browser, "/desk?ticket=FL-7", **values)
    return await browser.post("/desk/order", data=form)


async def test_looking_at_a_sign_in_link_uses_nothing_up_and_it_works_once(browser, desk):
    path = f"/desk/in/{desk.link_for(SAM, 'Sam')}"
    for _ in range(2):
        page = await browser.get(path)
        assert "Sign in as Sam" in page.text
        assert page.headers["referrer-policy"] == "no-referrer"
    assert desk.agents == {}
    form = {"csrf": hidden(page.text, "csrf")}
    answer = await browser.post(path, data=form)
    assert (answer.status_code, answer.headers["location"]) == (303, "/desk")
    cookie = next(c for c in answer.headers.get_list("set-cookie") if "firstline_desk" in c)
    assert "HttpOnly" in cookie
    assert "SameSite=strict" in cookie
    assert "Path=/desk" in cookie
    assert "Your line to the desk" in (await browser.get("/desk")).text
    assert (await browser.post(path, data=form)).status_code == 404
    assert (await browser.get(path)).status_code == 404


async def test_a_sign_in_cannot_be_forced_on_somebody(browser, desk):
    path = f"/desk/in/{desk.link_for(SAM, 'Sam')}"
    assert (await browser.post(path, data={"csrf": "0" * 64})).status_code == 403
    assert len(desk.links) == 1


async def test_asking_for_a_link_tells_nothing_and_has_a_limit(desk):
    async with open_house(desk, links_per_hour=3) as house, house.browser() as browser:
        form = {"csrf": hidden((await browser.get("/desk")).text, "csrf")}
        answers = [
            await browser.post("/desk/link", data={**form, "address": address})
            for address in (SAM, "stranger@example.org")
        ]
        assert [answer.status_code for answer in answers] == [200, 200]
        assert answers[0].text == answers[1].text
        bad = await browser.post("/desk/link", data={**form, "address": "x@y\nBcc: z@example.org"})
        assert bad.status_code == 422
        await browser.post("/desk/link", data={**form, "address": "third@example.org"})
        fourth = await browser.post("/desk/link", data={**form, "address": SAM})
        assert (fourth.status_code, "retry-after" in fourth.headers) == (429, True)
    assert desk.asked_for == [SAM, "stranger@example.org", "third@example.org"]


DESK_ROUTES = [(method, path) for method, path, _ in ROUTES if path.startswith("/desk")]


@pytest.mark.parametrize(("method", "path"), DESK_ROUTES)
async def test_the_desk_is_closed_to_everybody_else(browser, desk, method, path):
    desk.open_ticket("FL-7", "Confidential VPN trouble")
    desk.sign_in(SAM, "Sam")
    address = path.format(secret="x" * 43, source="0" * 64, reference="FL-7")
    for cookie in ("", "x" * 43):
        browser.cookies.set("firstline_desk", cookie, path="/desk")
        answer = await browser.request(method, f"{address}?ticket=FL-7", data={"csrf": "x"})
        assert "Confidential" not in answer.text
        assert answer.status_code in (403, 404) or path == "/desk"
    assert desk.heard == []
    assert desk.asked_for == []


async def test_the_desk_without_a_cookie_asks_who_is_there(browser):
    page = await browser.get("/desk")
    assert page.status_code == 200
    assert "Send me a link" in page.text


async def test_the_page_shows_the_queue_and_the_ticket_with_its_notes(sam):
    page = (await sam.get("/desk?ticket=fl-7")).text
    assert "Known bug" in page
    assert "only the desk sees this" in page
    assert 'value="claim"' in page
    assert (await sam.get("/desk?ticket=FL-9")).text.count("no ticket with this number") >= 1


def verbs(page):
    return set(re.findall(r'name="verb" value="([a-z]+)"', page))


async def test_a_ticket_is_offered_what_it_allows(sam, desk):
    story = desk.tickets["FL-7"]
    free = {"note", "ask", "reply", "resolve", "claim"}
    assert verbs((await sam.get("/desk?ticket=FL-7")).text) == free
    desk.tickets["FL-7"] = replace(story, card=replace(story.card, assignee="Sam"))
    assert verbs((await sam.get("/desk?ticket=FL-7")).text) == free - {"claim"}
    assert 'class="choices"' not in (await sam.get("/desk?ticket=FL-7")).text
    desk.tickets["FL-7"] = replace(story, open=False)
    assert verbs((await sam.get("/desk?ticket=FL-7")).text) == {"note", "reply", "reopen"}


async def test_the_hint_names_a_ticket_there_is(sam, desk):
    assert "show FL-7" in (await sam.get("/desk")).text
    desk.tickets.clear()
    assert "show FL-1042" in (await sam.get("/desk")).text


@pytest.mark.parametrize(
    ("values", "text"),
    [
        ({"text": "claim FL-7"}, "claim FL-7"),
        ({"verb": "claim", "words": "ignored"}, "claim FL-7"),
        ({"verb": "reopen"}, "reopen FL-7"),
        ({"verb": "note", "words": "Seen before.\r\nTwice."}, "note FL-7 Seen before.\nTwice."),
        ({"verb": "reply", "words": "Please reboot"}, "reply FL-7 Please reboot"),
        ({"verb": "ask", "words": "Which model?"}, "ask FL-7 Which model?"),
        ({"verb": "resolve", "words": "New driver"}, "resolve FL-7 New driver"),
    ],
)
async def test_orders_are_words_whoever_makes_them(sam, desk, values, text):
    answer = await order(sam, id=ID, reference="FL-7", **values)
    assert (answer.status_code, answer.headers["location"]) == (303, "/desk?ticket=FL-7")
    [message] = desk.heard
    assert (message.id, message.text, message.private) == (f"desk/{SAM}/{ID}", text, True)
    assert message.conversation == TALK
    assert (message.person.address, message.person.name) == (SAM, "Sam")
    assert message.person.email == SAM


@pytest.mark.parametrize(
    ("values", "status"),
    [
        ({"verb": "delete", "reference": "FL-7"}, 400),
        ({"verb": "note", "reference": "FL-7\nclaim FL-8", "words": "x"}, 400),
        ({"verb": "note", "reference": "FL-7", "words": "  "}, 422),
        ({"text": ""}, 422),
        ({"text": "x" * 8001}, 413),
        ({"text": "queue", "id": "no"}, 400),
        ({"text": "queue", "csrf": "0" * 64}, 403),
        ({"choice": "claim:FL-8"}, 409),
    ],
)
async def test_orders_that_make_no_sense_are_refused(sam, desk, values, status):
    assert (await order(sam, **values)).status_code == status
    assert desk.heard == []


async def test_choices_of_the_talk_and_of_the_ticket_can_be_pressed(sam, desk):
    await desk.add(TALK, "Which one?", choices=(Choice(token="show:FL-7", label="FL-7"),))
    mine = Choice(token="claim:FL-7", label="I take it")
    desk.tickets["FL-7"] = replace(desk.tickets["FL-7"], choices=(mine,))
    assert (await order(sam, choice="show:FL-7")).status_code == 303
    assert (await order(sam, choice="claim:FL-7", reference="FL-7")).status_code == 303
    assert [m.choice for m in desk.heard] == ["show:FL-7", "claim:FL-7"]
    assert all(m.private for m in desk.heard)


async def test_an_order_that_was_not_kept_keeps_its_words(sam, desk):
    desk.failing = True
    answer = await order(sam, id=ID, verb="note", reference="FL-7", words="Seen <before>")
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
    assert "Seen &lt;before&gt;" in answer.text
    assert answer.text.count(f'name="id" value="{ID}"') == 1


async def test_the_page_follows_the_desk_until_one_signs_out(sam, desk):
    async with sam.stream("GET", "/desk/stream?ticket=FL-7") as stream:
        events = Events(stream)
        first = str(await events.until('"story"'))
        assert "VPN drops" in first
        assert "Known bug" in first
        desk.open_ticket("FL-8", "Printer on fire")
        await desk.change()
        assert "Printer on fire" in str(await events.until("Printer"))
        await desk.add(TALK, "Done.")
        assert "Done." in str(await events.until("Done."))
        out = await sam.post("/desk/out", data=await fields(sam, "/desk"))
        assert out.status_code == 303
        with pytest.raises(AssertionError, match="ended"):
            await events.until("never")
    assert desk.agents == {}
    assert "Send me a link" in (await sam.get("/desk")).text


async def test_signing_out_cannot_be_forced(sam, desk):
    assert (await sam.post("/desk/out", data={"csrf": "0" * 64})).status_code == 403
    assert len(desk.agents) == 1


async def test_files_of_a_ticket_and_of_the_talk(sam, desk):
    note = await desk.keep(b"trace", "trace.txt")
    line = StoryLine(
        at=NOON, who="Kim", what="note", text="", audience=Audience.INTERNAL, attachments=(note,)
    )
    desk.tickets["FL-7"] = replace(desk.tickets["FL-7"], lines=(line,))
    list_ = await desk.keep(b"list", "list.txt")
    await desk.add(TALK, "The list", files=(list_,))
    got = await sam.get(f"/desk/tickets/FL-7/files/{note.source}")
    assert got.content == b"trace"
    assert (await sam.get(f"/desk/files/{list_.source}")).content == b"list"
    assert (await sam.get(f"/desk/files/{note.source}")).status_code == 404
    assert (await sam.get(f"/desk/tickets/FL-9/files/{note.source}")).status_code == 404
