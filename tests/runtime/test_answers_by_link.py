"""A choice in a mail, made by one press on a page: the desk hears it as if it had been said."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest

from bot import commands
from bot.runtime.house import ANSWER_LIFE
from channels.email import signed
from store import talks
from tests.runtime.stories import BADGE, SAM, happened
from tests.scenarios.stage import OUR_ADDRESS, by_mail, open_stage

PAGES = "https://help.desk.example"
LINK = re.compile(rf"{PAGES}/answer/([A-Za-z0-9_-]{{43}})(?![A-Za-z0-9_-])")
ANN = by_mail("Ann", "Badge reader")


@pytest.fixture
async def stage(store, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return await open_stage(store, tmp_path / "desk", public_url=PAGES)


def choices(mail):
    """By label: the secret of the link."""
    words = mail.get_body(("html",)).get_content()
    found = re.findall(r'<a href="([^"]+)"[^>]*>([^<]+)</a>', words)
    return {label: LINK.fullmatch(href)[1] for href, label in found if LINK.fullmatch(href)}


async def solved(stage):
    """A ticket that was opened by mail and solved; the mail that asks whether it is."""
    await stage.say(ANN, BADGE)
    await stage.say(SAM, "claim FL-1001")
    await stage.say(SAM, "resolve FL-1001 a new battery")
    return next(mail for mail in stage.mails(ANN) if choices(mail))


async def press(stage, secret):
    """What the page does."""
    said = await stage.firstline.house.offered(secret)
    await stage.accept(replace(said, at=stage.clock()))
    await stage.settle()


async def test_yes_closes_the_ticket_however_often_it_is_pressed(stage):
    secret = choices(await solved(stage))["Yes, it is solved"]
    before = len(stage.mails(ANN))
    for _ in range(3):
        await press(stage, secret)
    assert (await happened(stage, "FL-1001")).count("confirmed") == 1
    assert len(stage.mails(ANN)) == before + 1
    ticket = await stage.ticket("FL-1001")
    assert ticket.status == "closed"
    assert ticket.requester_id


async def test_no_reopens_it_and_the_answer_stands_in_the_thread(stage):
    mail = await solved(stage)
    await press(stage, choices(mail)["No, not yet"])
    assert (await happened(stage, "FL-1001"))[-1] == "reopened"
    threads = {each["In-Reply-To"] for each in stage.mails(ANN)}
    assert mail["Message-ID"] in threads


async def test_the_person_keeps_the_name_they_wrote_under(stage):
    await press(stage, choices(await solved(stage))["Yes, it is solved"])
    events = await stage.timeline("FL-1001")
    assert {event.actor for event in events if event.kind in ("opened", "confirmed")} == {"Ann"}


async def test_to_look_changes_nothing(stage):
    secret = choices(await solved(stage))["Yes, it is solved"]
    before = await happened(stage, "FL-1001")
    for _ in range(3):
        said = await stage.firstline.house.offered(secret)
    await stage.settle()
    assert (said.text, said.choice) == ("Yes, it is solved", "solved/FL-1001")
    assert "[FL-1001]" in said.subject
    assert await happened(stage, "FL-1001") == before


async def test_it_opens_nothing_else_and_not_for_ever(stage):
    house = stage.firstline.house
    secret = choices(await solved(stage))["Yes, it is solved"]
    assert await house.ticket_by_link(secret) is None
    assert await house.visitor(secret) is None
    assert await house.agent(secret) is None
    assert await house.link_owner(secret) is None
    assert await house.offered(secret[:-1] + ("a" if secret[-1] != "a" else "b")) is None
    stage.clock.wind(ANSWER_LIFE + timedelta(seconds=1))
    assert await house.offered(secret) is None


async def test_a_mail_that_goes_again_has_the_same_links(stage):
    first = choices(await solved(stage))
    said = [await stage.firstline.house.offered(secret) for secret in first.values()]
    again = await stage.firstline.house.offer(said)
    assert [LINK.fullmatch(link)[1] for link in again] == list(first.values())
    assert all(len(link) < 1000 for link in again)


async def test_a_key_that_replaces_all_others_ends_the_links(stage):
    mail = await solved(stage)
    secret = choices(mail)["Yes, it is solved"]
    house = stage.firstline.house
    await commands.new_key(stage.firstline, {"only": False})
    assert await house.offered(secret)
    await commands.new_key(stage.firstline, {"only": True})
    assert await house.offered(secret) is None
    assert signed.read(mail["Reply-To"].addresses[0].addr_spec, house.signer) == ""


async def test_the_address_to_answer_to_leads_to_conversation_and_ticket(stage):
    mail = await solved(stage)
    address = mail["Reply-To"].addresses[0].addr_spec
    named = signed.read(address.upper(), stage.firstline.house.signer)
    line = await stage.firstline.store.read(talks.find, "email", named)
    assert (line.talk, line.ticket_id) == (ANN.conversation.key, 1001)
    assert address.startswith(f"{OUR_ADDRESS.partition('@')[0]}+")


async def test_each_mail_names_those_before_it(stage):
    await solved(stage)
    mails = sorted(stage.mails(ANN), key=lambda mail: len(mail["References"]))
    last = mails[-1]["References"].split()
    assert last[0] == ANN.conversation.thread
    assert {mail["Message-ID"] for mail in mails[:-1]} <= set(last)


async def test_where_people_reach_no_pages_words_have_to_do(store, tmp_path):
    stage = await open_stage(store, tmp_path / "desk")
    await stage.say(ANN, BADGE)
    await stage.say(SAM, "resolve FL-1001 a new battery")
    words = [mail.get_body(("plain",)).get_content() for mail in stage.mails(ANN)]
    assert not any("/answer/" in each for each in words)
    assert any("Answer this mail with “Yes, it is solved”" in each for each in words)
