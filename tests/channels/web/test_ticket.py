"""A requester follows their ticket by its link, and nobody else does."""

from dataclasses import replace

import pytest

from channels.messages import Choice, ConversationRef
from channels.views import Audience, StoryLine
from tests.channels.web.conftest import ID, Events, fields
from tests.fakes.desk import NOON

SOLVED = Choice(token="solved:FL-7", label="This solved it")


def happened(text, audience=Audience.PUBLIC, what="reply", files=()):
    return StoryLine(at=NOON, who="Sam", what=what, text=text, audience=audience, attachments=files)


@pytest.fixture
async def link(desk):
    secret = desk.open_ticket(
        "FL-7",
        "VPN drops <often>",
        happened("We look into it"),
        happened("She is rude", Audience.INTERNAL, "note"),
    )
    desk.tickets["FL-7"] = replace(desk.tickets["FL-7"], choices=(SOLVED,))
    return f"/t/{secret}"


async def test_the_page_says_where_one_stands_and_hides_what_is_internal(browser, link):
    answer = await browser.get(link)
    assert answer.status_code == 200
    for words in (
        "FL-7",
        "VPN drops &lt;often&gt;",
        "It waits in line",
        "takes it next",
        "We look",
    ):
        assert words in answer.text
    assert "rude" not in answer.text
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert "noindex" in answer.headers["x-robots-tag"]
    assert answer.headers["cache-control"] == "no-store"


async def test_a_desk_that_forgets_to_hide_is_covered(browser, desk, link):
    async def all_of_it(secret):
        return desk.tickets["FL-7"]

    desk.ticket_by_link = all_of_it
    assert "rude" not in (await browser.get(link)).text


async def test_what_the_requester_said_is_theirs_and_a_closed_ticket_is_in_nobodys_hands(
    browser, desk, link
):
    story = desk.tickets["FL-7"]
    card = replace(story.card, requester="a guest (not verified)", assignee="Sam")
    said = replace(happened("It drops", what="said"), who="a guest")
    desk.tickets["FL-7"] = replace(story, card=card, lines=(said,))
    page = (await browser.get(link)).text
    assert '<span class="author">You</span>' in page
    assert "In the hands of" in page
    assert "guest" not in page
    assert "verified" not in page
    desk.tickets["FL-7"] = replace(desk.tickets["FL-7"], open=False)
    assert "In the hands of" not in (await browser.get(link)).text


@pytest.mark.parametrize("guess", ["a", "x" * 43, "FL-7", "%2e%2e", "ü" * 20, "x" * 300])
async def test_a_guess_finds_a_friendly_nothing(browser, link, guess):
    for path in (f"/t/{guess}", f"/t/{guess}/stream", f"/t/{guess}/files/{'0' * 64}"):
        answer = await browser.get(path)
        assert answer.status_code == 404
        assert "link leads to no ticket" in answer.text
        assert answer.headers["referrer-policy"] == "no-referrer"


async def test_a_reply_names_the_ticket(browser, desk, link):
    form = await fields(browser, link, text="It is worse now", id=ID)
    answer = await browser.post(link, data=form, files=[("files", ("a.txt", b"log", "text/plain"))])
    assert (answer.status_code, answer.headers["location"]) == (303, f"{link}?sent=1")
    [message] = desk.heard
    assert message.id == f"ticket/FL-7/{ID}"
    assert message.conversation == ConversationRef(channel="web", place="ticket", thread="FL-7")
    assert message.person.address == "link:FL-7"
    assert message.person.email == ""
    assert message.attachments[0].name == "a.txt"
    assert "Your message is with us" in (await browser.get(answer.headers["location"])).text


async def test_a_press_solves_it_and_a_made_up_one_does_not(browser, desk, link):
    pressed = await browser.post(link, data=await fields(browser, link, choice=SOLVED.token))
    assert pressed.status_code == 303
    assert (desk.heard[0].choice, desk.heard[0].text) == (SOLVED.token, SOLVED.label)
    made_up = await browser.post(link, data=await fields(browser, link, choice="solved:FL-8"))
    assert made_up.status_code == 409
    assert len(desk.heard) == 1


async def test_a_reply_that_was_not_kept_keeps_its_words_and_its_number(browser, desk, link):
    desk.failing = True
    form = await fields(browser, link, text="It is worse now", id=ID)
    answer = await browser.post(link, data=form)
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
    assert "It is worse now" in answer.text
    assert f'name="id" value="{ID}"' in answer.text


async def test_a_reply_from_elsewhere_is_refused(browser, desk, link):
    form = await fields(browser, link, text="close it", csrf="0" * 64)
    assert (await browser.post(link, data=form)).status_code == 403
    assert desk.heard == []


async def test_files_follow_the_lines_one_may_see(browser, desk, link):
    public = await desk.keep(b"for her", "public.txt")
    inside = await desk.keep(b"for the desk", "inside.txt")
    desk.tickets["FL-7"] = replace(
        desk.tickets["FL-7"],
        lines=(
            happened("see", files=(public,)),
            happened("note", Audience.INTERNAL, files=(inside,)),
        ),
    )
    assert (await browser.get(f"{link}/files/{public.source}")).content == b"for her"
    assert (await browser.get(f"{link}/files/{inside.source}")).status_code == 404


async def test_the_story_goes_on_until_the_link_is_revoked(browser, desk, link):
    async with browser.stream("GET", f"{link}/stream") as stream:
        events = Events(stream)
        assert "We look into it" in str(await events.until("part"))
        story = desk.tickets["FL-7"]
        desk.tickets["FL-7"] = replace(story, lines=(*story.lines, happened("It is fixed")))
        await desk.change()
        assert "rude" not in str(await events.until("It is fixed"))
        desk.ticket_links.clear()
        await desk.change()
        with pytest.raises(AssertionError, match="ended"):
            await events.until("never")
