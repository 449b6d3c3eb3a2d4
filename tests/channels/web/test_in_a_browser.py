"""The pages in a real Chromium: by keyboard, live, and without a request to anywhere else."""

import re
from dataclasses import replace

import pytest
import pytest_asyncio
from playwright.async_api import expect

from channels.messages import Choice, ConversationRef, InboundMessage, Person
from channels.views import Audience, StoryLine, desk_of
from tests.channels.web.conftest import chat_of, open_house
from tests.fakes.browsers import in_a_browser
from tests.fakes.desk import NOON, FakeDesk

WORKED = Choice(token="fix:1", label="This fixed it")
STUCK = Choice(token="fix:0", label="Still need help")

pytestmark = in_a_browser


class Watched:
    """A page together with everything about it that should not have happened."""

    def __init__(self, page, wrong):
        self.page = page
        self.wrong = wrong


@pytest_asyncio.fixture(loop_scope="session")
async def desk():
    """The desk of every test, in the loop of the browser."""
    return FakeDesk()


@pytest_asyncio.fixture(loop_scope="session")
async def house(desk):
    """Its site, likewise."""
    async with open_house(desk) as house:
        yield house


async def open_page(chromium, house, **how):
    context = await chromium.new_context(base_url=house.url, **how)
    wrong = []

    async def stay_home(route):
        if route.request.url.startswith(house.url):
            await route.continue_()
        else:
            wrong.append(f"asked {route.request.url}")
            await route.abort()

    await context.route("**/*", stay_home)
    page = await context.new_page()
    page.on("console", lambda told: wrong.append(told.text) if told.type == "error" else None)
    page.on("pageerror", lambda error: wrong.append(str(error)))
    return Watched(page, wrong)


@pytest_asyncio.fixture(loop_scope="session")
async def watched(chromium, house):
    return await open_page(chromium, house)


async def test_a_chat_by_keyboard_alone(watched, desk):
    page = watched.page
    await page.goto("/")
    await page.keyboard.type("My VPN drops")
    await page.keyboard.press("Shift+Enter")
    await page.keyboard.type("every hour <b>")
    await page.keyboard.press("Enter")
    await expect(page.locator(".line.mine:not(.pending)")).to_contain_text("every hour <b>")
    assert desk.heard[0].text == "My VPN drops\nevery hour <b>"
    await desk.add(chat_of(), "Try **this** first.", choices=(WORKED, STUCK))
    await expect(page.get_by_role("button", name="This fixed it")).to_be_visible()
    await page.keyboard.press("Shift+Tab")
    await page.keyboard.press("Enter")
    await expect(page.locator(".choices")).to_have_count(0)
    await expect(page.locator(".line.mine")).to_have_count(2)
    assert (desk.heard[1].choice, desk.heard[1].text) == ("fix:0", "Still need help")
    await expect(page.locator("#text")).to_be_focused()
    assert watched.wrong == []


async def test_a_message_waits_for_the_desk_and_arrives_once(watched, desk):
    page = watched.page
    await page.goto("/")
    desk.failing = True
    await page.fill("#text", "Nobody hears me")
    await page.keyboard.press("Enter")
    await expect(page.locator("#notice")).to_contain_text("Trying again")
    await expect(page.locator("#text")).to_have_value("Nobody hears me")
    desk.failing = False
    await expect(page.locator("#text")).to_have_value("", timeout=15_000)
    await expect(page.locator(".line.mine:not(.pending)")).to_have_count(1)
    assert [message.text for message in desk.heard] == ["Nobody hears me"]
    assert [text for text in watched.wrong if "503" not in text] == []


async def test_files_are_picked_pasted_and_taken_back(watched, desk):
    page = watched.page
    await page.goto("/")
    files = [{"name": n, "mimeType": "text/plain", "buffer": b"log"} for n in ("a.txt", "b.txt")]
    await page.set_input_files("#files", files)
    await page.get_by_role("button", name="Remove a.txt").click()
    await page.evaluate(
        """() => {
          const data = new DataTransfer();
          data.items.add(new File(["shot"], "shot.png", {type: "image/png"}));
          document.getElementById("text").dispatchEvent(
            new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true}));
        }"""
    )
    await expect(page.locator(".picked li")).to_have_count(2)
    await page.get_by_role("button", name="Send").click()
    await expect(page.get_by_role("link", name="shot.png")).to_be_visible()
    assert [a.name for a in desk.heard[0].attachments] == ["b.txt", "shot.png"]
    assert watched.wrong == []


async def test_firstline_is_seen_to_work_and_the_line_to_be_lost(watched, house, desk):
    page = watched.page
    await page.goto("/")
    desk.busy.add(chat_of().key)
    await page.fill("#text", "hello")
    await page.keyboard.press("Enter")
    await expect(page.locator("#busy")).to_be_visible()
    desk.busy.clear()
    await desk.add(chat_of(), "Hello Anna")
    await expect(page.locator("#busy")).to_be_hidden()
    assert watched.wrong == []
    house.running.cancel()
    await expect(page.locator("#link")).to_contain_text("connection is lost")


async def test_the_chat_works_without_a_script(chromium, house, desk):
    watched = await open_page(chromium, house, java_script_enabled=False)
    page = watched.page
    await page.goto("/")
    await page.fill("#text", "My VPN drops")
    await page.get_by_role("button", name="Send").click()
    await expect(page.locator(".line.mine")).to_contain_text("My VPN drops")
    await desk.add(chat_of(), "Try this", choices=(WORKED,))
    await page.reload()
    await page.get_by_role("button", name="This fixed it").click()
    await expect(page.locator(".line.mine")).to_have_count(2)
    assert desk.heard[1].choice == "fix:1"
    assert watched.wrong == []


async def test_a_ticket_follows_the_desk_and_takes_a_press(watched, desk):
    link = desk.open_ticket("FL-7", "VPN drops")
    solved = Choice(token="solved:FL-7", label="This solved it")
    page = watched.page
    await page.goto(f"/t/{link}")
    story = desk.tickets["FL-7"]
    desk.tickets["FL-7"] = replace(story, status="Sam is working on it", choices=(solved,))
    await desk.change()
    await expect(page.locator(".state")).to_have_text("Sam is working on it")
    await page.get_by_role("button", name="This solved it").click()
    await expect(page.locator(".notice")).to_contain_text("Your message is with us")
    assert desk.heard[0].choice == "solved:FL-7"
    assert watched.wrong == []


LONG = "Nein, der Energieversorgungsunternehmensdrucker druckt immer noch nicht, auch heute nicht"


def answer_of(text, subject):
    return InboundMessage(
        id=f"press/{text}",
        conversation=ConversationRef(channel="email", place="it@example.org>ann@example.org"),
        person=Person(address="ann@example.org"),
        at=NOON,
        text=text,
        subject=subject,
        choice="again/FL-7",
    )


@pytest.mark.parametrize("script", [True, False])
async def test_an_answer_from_a_mail_by_keyboard(chromium, house, desk, script):
    watched = await open_page(
        chromium,
        house,
        java_script_enabled=script,
        viewport={"width": 360, "height": 740},
    )
    page = watched.page
    link = desk.link_to(answer_of(LONG, f"Störung {'x' * 150} [FL-7]"))
    await page.goto(f"/answer/{link}")
    await expect(page.get_by_text(LONG)).to_be_visible()
    root = page.locator("html")
    assert await root.evaluate("it => it.scrollWidth <= it.clientWidth")
    assert desk.heard == []
    await page.get_by_role("button", name="Send this answer").press("Enter")
    await expect(page.get_by_role("status")).to_contain_text("Your answer is with us")
    assert await root.evaluate("it => it.scrollWidth <= it.clientWidth")
    assert [message.choice for message in desk.heard] == ["again/FL-7"]
    await page.reload()
    assert len(desk.heard) == 1
    assert watched.wrong == []


async def test_the_desk_page_follows_the_desk(watched, desk):
    desk.open_ticket("FL-7", "VPN drops")
    page = watched.page
    await page.goto(f"/desk/in/{desk.link_for('sam@example.org', 'Sam')}")
    await page.get_by_role("button", name="Sign in as Sam").click()
    await page.get_by_role("link", name=re.compile("FL-7")).click()
    await page.wait_for_url("**/desk?ticket=FL-7")  # and for its script
    await page.fill("#words", "half a thought")
    await page.get_by_role("button", name="Claim").click()
    await expect(page.locator("#talk")).to_contain_text("claim FL-7")
    await expect(page.locator("#words")).to_have_value("half a thought")
    await page.get_by_role("button", name="Note").click()
    await expect(page.locator("#talk")).to_contain_text("note FL-7 half a thought")
    await expect(page.locator("#words")).to_have_value("")
    desk.open_ticket("FL-8", "Printer on fire", opened_at=NOON, place=2)
    await desk.add(desk_of("sam@example.org"), "It is yours.")
    await expect(page.locator("#queue")).to_contain_text("Printer on fire")
    await expect(page.locator("#talk")).to_contain_text("It is yours.")
    await page.fill("#text", "queue")
    await page.keyboard.press("Enter")
    await expect(page.locator("#text")).to_have_value("")
    assert [m.text for m in desk.heard] == ["claim FL-7", "note FL-7 half a thought", "queue"]
    assert watched.wrong == []
    await page.get_by_role("button", name="Sign out").click()
    await expect(page.get_by_role("button", name="Send me a link")).to_be_visible()


def replied(text):
    return StoryLine(at=NOON, who="Sam", what="replied", text=text, audience=Audience.PUBLIC)


def long_story(desk):
    """A ticket with more in it than fits on a screen; returns its link."""
    return desk.open_ticket("FL-7", "VPN drops", *[replied(f"Answer {n}") for n in range(30)])


async def more(desk, text):
    story = desk.tickets["FL-7"]
    desk.tickets["FL-7"] = replace(story, lines=(*story.lines, replied(text)))
    await desk.change()


async def sign_in(page, desk):
    await page.goto(f"/desk/in/{desk.link_for('sam@example.org', 'Sam')}")
    await page.get_by_role("button", name="Sign in as Sam").click()
    await page.wait_for_url("**/desk")


async def test_a_story_is_read_from_its_end_and_says_when_there_is_more(watched, desk):
    long_story(desk)
    page = watched.page
    await sign_in(page, desk)
    await page.goto("/desk?ticket=FL-7")
    await expect(page.get_by_text("Answer 29")).to_be_in_viewport()
    await more(desk, "The newest")
    await expect(page.get_by_text("The newest")).to_be_in_viewport()
    await expect(page.locator("#below")).to_be_hidden()
    await page.evaluate("document.getElementById('story').scrollTop = 0")
    await more(desk, "One more")
    await expect(page.locator("#below")).to_be_visible()
    await expect(page.get_by_text("Answer 0")).to_be_in_viewport()
    await page.get_by_role("button", name="New below").click()
    await expect(page.get_by_text("One more")).to_be_in_viewport()
    await expect(page.locator("#below")).to_be_hidden()
    assert watched.wrong == []


async def test_the_orders_follow_the_ticket(watched, desk):
    desk.open_ticket("FL-7", "VPN drops")
    page = watched.page
    await sign_in(page, desk)
    await page.goto("/desk?ticket=FL-7")
    await expect(page.get_by_role("button", name="Resolve")).to_be_visible()
    desk.tickets["FL-7"] = replace(desk.tickets["FL-7"], open=False)
    await desk.change()
    await expect(page.get_by_role("button", name="Resolve")).to_have_count(0)
    await expect(page.get_by_role("button", name="Reopen")).to_be_visible()
    await page.fill("#words", "Seen before")
    await page.get_by_role("button", name="Note").click()
    await expect(page.locator("#words")).to_have_value("")
    assert [m.text for m in desk.heard] == ["note FL-7 Seen before"]
    assert watched.wrong == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_nothing_is_wider_than_a_phone(chromium, house, desk, scheme):
    wide = f"```\n{'wide ' * 60}\n```\n> {'x' * 200}"
    link = desk.open_ticket("FL-7", "y" * 120, replied(wide), requester="z" * 90)
    watched = await open_page(
        chromium, house, viewport={"width": 360, "height": 740}, color_scheme=scheme
    )
    page = watched.page
    await page.goto("/")
    await page.fill("#text", "w" * 200)
    await page.keyboard.press("Enter")
    await expect(page.locator(".line.mine:not(.pending)")).to_be_visible()
    for talk in (chat_of(), desk_of("sam@example.org")):
        await desk.add(talk, wide, choices=(WORKED, STUCK))
    await sign_in(page, desk)
    for path in ("/", f"/t/{link}", "/desk", "/desk?ticket=FL-7"):
        await page.goto(path)
        await expect(page.locator(".bubble").last).to_be_visible()
        root = "document.documentElement"
        assert await page.evaluate(f"{root}.scrollWidth <= {root}.clientWidth"), path
    assert watched.wrong == []
