"""In two real browsers: an employee and an agent, each seeing the other without reloading."""

import re

import pytest
from playwright.async_api import expect

from tests.fakes.browsers import in_a_browser
from tests.process.browsing import Visitor

pytestmark = [pytest.mark.process, *in_a_browser]


async def test_an_employee_and_an_agent_watch_each_other_live(server, chromium):
    link = server.order("link", email="sam@example.org")["link"]
    anna = await Visitor.come(chromium, server)
    sam = await Visitor.come(chromium, server)
    await _sign_in(sam, link)
    await _a_fix_that_does_not_help(anna)
    await _claimed_and_asked(anna, sam)
    await _solved(anna, sam)
    await _the_ticket_page(anna)
    assert await anna.has_stayed()
    assert (anna.wrong, sam.wrong) == ([], [])
    server.check_the_books()


async def _sign_in(sam, link):
    page = sam.page
    await page.goto(link)
    await sam.show("01-sam-opens-the-link")
    await page.get_by_role("button", name="Sign in as Sam").click()
    await expect(page.locator("#queue")).to_contain_text("Nobody is waiting")
    await sam.stays_without_reloading()
    await sam.show("02-an-empty-desk")


async def _a_fix_that_does_not_help(anna):
    page = anna.page
    await page.goto("/")
    await anna.show("03-the-chat-begins")
    await anna.stays_without_reloading()
    await page.fill("#text", "My VPN drops every few minutes")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("button", name="Still need help")).to_be_visible()
    await anna.show("04-a-fix-is-offered")
    await _say(anna, "I want to talk to a person")
    await expect(_heard(anna)).to_contain_text("FL-1001")
    await expect(_heard(anna)).to_contain_text("next in line")
    await anna.show("05-logged")


async def _claimed_and_asked(anna, sam):
    card = sam.page.get_by_role("link", name=re.compile("FL-1001"))
    await expect(card).to_contain_text("VPN")
    assert await sam.has_stayed()
    await sam.show("06-it-is-on-the-desk")
    await card.click()
    await sam.page.wait_for_url("**/desk?ticket=FL-1001")
    await sam.stays_without_reloading()
    await sam.page.get_by_role("button", name="Claim").click()
    await expect(_heard(anna)).to_contain_text("Sam is working on it")
    await _order(sam, "Note", "She is new here.")
    await expect(sam.page.locator("#story")).to_contain_text("only the desk sees this")
    await _order(sam, "Ask", "Are you at home?")
    await expect(_heard(anna)).to_contain_text("Are you at home?")
    await anna.show("07-sam-asks")
    await _say(anna, "Yes, at home, since Monday")
    await expect(sam.page.locator("#story")).to_contain_text("at home, since Monday")
    await sam.show("08-anna-answers")


async def _solved(anna, sam):
    await _order(sam, "Resolve", "Your router needed an update.")
    await expect(_heard(anna)).to_contain_text("router needed an update")
    await anna.show("09-sam-has-solved-it")
    await anna.page.get_by_role("button", name="No, not yet").click()
    await expect(sam.page.locator("#story .happened.reopened")).to_have_count(1)
    await sam.show("10-not-yet")
    await _order(sam, "Resolve", "And the client too.")
    await expect(_heard(anna)).to_contain_text("And the client too.")
    await anna.page.get_by_role("button", name="Yes, it is solved").click()
    await expect(_heard(anna)).to_contain_text("It is closed")
    await expect(sam.page.locator("#story .ticket-head")).to_contain_text("closed")
    assert await sam.has_stayed()
    await expect(anna.page.locator("#log")).not_to_contain_text("She is new here")
    await anna.show("11-closed")
    await sam.show("12-closed-on-the-desk")


async def _the_ticket_page(anna):
    link = anna.page.get_by_role("link", name="Follow it on its page").first
    page = await anna.page.context.new_page()
    await page.goto(await link.get_attribute("href"))
    await expect(page.locator(".state")).to_have_text("closed", ignore_case=True)
    await expect(page.locator("body")).not_to_contain_text("She is new here")
    reader = Visitor(page)
    await reader.show("13-the-page-of-the-ticket")


async def _say(anna, words):
    await anna.page.fill("#text", words)
    await anna.page.keyboard.press("Enter")
    await expect(anna.page.locator(".line.mine:not(.pending)").last).to_contain_text(words)


async def _order(sam, button, words):
    await sam.page.fill("#words", words)
    await sam.page.get_by_role("button", name=button, exact=True).click()
    await expect(sam.page.locator("#words")).to_have_value("")
    await expect(sam.page.locator("#story")).to_contain_text(words)


def _heard(anna):
    return anna.page.locator(".line.theirs").last
