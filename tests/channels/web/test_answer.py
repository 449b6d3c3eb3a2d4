"""A link in a mail shows an answer and sends it when asked to, and only then."""

import pytest

from channels.messages import ConversationRef, InboundMessage, Person
from tests.channels.web.conftest import hidden, open_house
from tests.fakes.desk import NOON

TALK = ConversationRef(
    channel="email", place="helpdesk@example.org>ann@example.org", thread="<root@example.org>"
)
SOLVED = InboundMessage(
    id="press/solved/FL-7/<firstline.1@example.org>",
    conversation=TALK,
    person=Person(address="ann@example.org"),
    at=NOON,
    text="Yes, it is <solved>",
    subject="Printer & co [FL-7]",
    choice="solved/FL-7",
    answers="<firstline.1@example.org>",
)


@pytest.fixture
def link(desk):
    return f"/answer/{desk.link_to(SOLVED)}"


async def press(browser, link, **more):
    page = (await browser.get(link)).text
    return await browser.post(link, data={"sure": hidden(page, "sure"), **more})


async def test_the_page_shows_the_answer_and_changes_nothing(browser, desk, link):
    for method in ("GET", "HEAD", "GET"):
        seen = await browser.request(method, link)
        assert seen.status_code == 200
        assert seen.headers["referrer-policy"] == "no-referrer"
        assert seen.headers["cache-control"] == "no-store"
        assert "set-cookie" not in seen.headers
    assert "“Yes, it is &lt;solved&gt;”" in seen.text
    assert "Printer &amp; co [FL-7]" in seen.text
    assert "Nothing has been sent so far" in seen.text
    assert desk.heard == []


async def test_a_press_is_an_ordinary_message_in_the_mails_conversation(browser, desk, link):
    answer = await press(browser, link)
    assert answer.status_code == 200
    assert "Your answer is with us" in answer.text
    assert "<button" not in answer.text
    (said,) = desk.heard
    assert (said.key, said.choice, said.text) == (SOLVED.key, "solved/FL-7", SOLVED.text)
    assert (said.conversation, said.person) == (TALK, SOLVED.person)
    assert said.at > NOON


async def test_pressed_twice_is_once(browser, desk, link):
    for _ in range(2):
        assert "Your answer is with us" in (await press(browser, link)).text
    assert len(desk.heard) == 1


@pytest.mark.parametrize("method", ["OPTIONS", "PUT", "DELETE", "PATCH"])
async def test_no_other_method_does_anything(browser, desk, link, method):
    assert (await browser.request(method, link)).status_code == 405
    assert desk.heard == []


@pytest.mark.parametrize("guess", ["a", "x" * 43, "solved/FL-7", "%2e%2e", "ü" * 20, "x" * 300])
@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_a_guess_finds_a_friendly_nothing(browser, desk, link, guess, method):
    answer = await browser.request(method, f"/answer/{guess}", data={"sure": "yes"})
    assert answer.status_code == 404
    assert "FL-7" not in answer.text
    assert desk.heard == []
    if "/" not in guess and "." not in guess and "%" not in guess:
        assert "answer the mail itself" in answer.text


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site", "Origin": "null"},
    ],
)
async def test_another_site_cannot_press(browser, desk, link, headers):
    refused = await browser.post(link, data={"sure": "yes"}, headers=headers)
    assert refused.status_code == 403
    assert desk.heard == []


async def test_only_this_answer_can_be_given(browser, desk, link):
    other = {"choice": "claim FL-7", "text": "resolve all", "person": "sam@example.org"}
    await press(browser, link, **other)
    (said,) = desk.heard
    assert (said.choice, said.text, said.person) == (SOLVED.choice, SOLVED.text, SOLVED.person)


async def test_an_answer_that_was_not_kept_can_be_sent_again(browser, desk, link):
    desk.failing = True
    refused = await press(browser, link)
    assert (refused.status_code, refused.headers["retry-after"]) == (503, "5")
    assert "could not be stored" in refused.text
    assert "<button" in refused.text
    desk.failing = False
    assert (await press(browser, link)).status_code == 200
    assert len(desk.heard) == 1


async def test_while_the_desk_is_away_nothing_is_lost(browser, desk, link):
    desk.away = True
    assert (await browser.get(link)).status_code == 503
    refused = await browser.post(link, data={"sure": "yes"})
    assert refused.status_code == 503
    assert hidden(refused.text, "sure") == "yes"
    assert f'action="{link}"' in refused.text
    desk.away = False
    assert (await press(browser, link)).status_code == 200


async def test_too_many_presses_have_to_wait(desk):
    async with open_house(desk, messages_per_minute=2) as house, house.browser() as browser:
        link = f"/answer/{desk.link_to(SOLVED)}"
        codes = [(await press(browser, link)).status_code for _ in range(3)]
    assert codes == [200, 200, 429]


async def test_a_large_form_is_refused(browser, desk, link):
    refused = await browser.post(link, data={"sure": "x" * 500_000})
    assert refused.status_code == 413
    assert desk.heard == []
