"""Machines write, too: they are answered little, change nothing, and are held where they go on."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.runtime import views
from channels.messages import ConversationRef, Person
from channels.views import Audience, page_of
from store import correspondents, dead_letters, tickets, work_queue
from store.work_queue import INBOX
from tests.runtime.stories import BADGE, SAM, entry, fresh, happened, held, mailed
from tests.scenarios.stage import Place, Stage, by_mail

MOST = 12  # answers an hour
LIST = "It came by a mailing list."
MAILBOX = "A mailbox answers by itself."


async def flood(stage, count, *, name="Bot", first=1):
    """So many requests of one address, each about something else."""
    words = ("badge", "coffee", "door", "lamp", "chair", "sink", "blind", "plant", "stairs")
    for number in range(first, first + count):
        text = f"the {words[number % 9]} in the {words[number // 9 % 9]} room squeaks and rattles"
        await stage.say(fresh(name, number, f"About the {words[number % 9]} {number}"), text)


# --- the breaker ----------------------------------------------------------------------------------


async def test_one_answer_too_many_opens_the_breaker_and_what_came_is_kept(stage):
    await stage.say(SAM, "queue")
    await flood(stage, MOST)
    assert len(mailed(stage, by_mail("Bot"))) == await stage.count() == MOST
    assert (await held(stage)).held_at is None

    seen = await stage.last(SAM)
    await flood(stage, 3, first=MOST + 1)
    assert len(mailed(stage, by_mail("Bot"))) == await stage.count() == MOST
    told = await stage.heard(SAM, after=seen)
    assert len(told) == 1
    assert "is in quarantine: more than 12 automatic answers within an hour" in told[0]
    assert r"say **release bot\@desk\.example**" in told[0]
    kept = await stage.firstline.store.read(work_queue.buried, INBOX, 10)
    assert {row.reason for row in kept} == {"quarantine: bot@desk.example (email)"}
    assert len(kept) == 3


async def test_the_window_moves_on(stage):
    await flood(stage, MOST)
    await stage.pass_time(timedelta(hours=1))
    await flood(stage, 1, first=MOST + 1)
    assert await stage.count() == MOST + 1
    assert (await held(stage)).held_at is None


async def test_somebody_else_is_answered_as_ever(stage):
    await flood(stage, MOST + 1)
    await stage.say(by_mail("Ann", "Badge reader"), BADGE)
    assert len(mailed(stage, by_mail("Ann"))) == 1


async def test_agents_still_reach_who_is_held_and_news_waits(stage):
    await flood(stage, MOST + 1)
    before = len(mailed(stage, by_mail("Bot")))
    await stage.say(SAM, "claim FL-1001")
    assert len(mailed(stage, by_mail("Bot"))) == before
    await stage.say(SAM, "reply Who are you?")
    mails = mailed(stage, by_mail("Bot"))
    assert len(mails) == before + 1
    assert any("Who are you?" in mail.get_body(("plain",)).get_content() for mail in mails)
    await stage.say(SAM, "release bot@desk.example")
    assert len(mailed(stage, by_mail("Bot"))) == before + 3  # the news, and the kept request


async def test_who_is_held_can_still_answer_an_agent(stage):
    await flood(stage, MOST + 1)
    await stage.say(SAM, "claim FL-1001")
    await stage.say(SAM, "ask Which door?")
    await stage.say(fresh("Bot", 1), "the one on the left")
    assert (await happened(stage, "FL-1001"))[-1] == "said"
    assert (await stage.ticket("FL-1001")).status == "in_progress"


async def test_a_release_handles_what_was_kept_in_order_and_answers_all_of_it(stage):
    await flood(stage, MOST + 5)
    released = await stage.say(SAM, "release bot@desk.example")
    assert "handled now: 5 messages" in "".join(released)
    assert await stage.count() == MOST + 5
    opened = await stage.firstline.store.read(tickets.with_status, ("new",))
    assert [int(t.subject.split()[-1]) for t in opened] == list(range(1, MOST + 6))
    assert len(mailed(stage, by_mail("Bot"))) == MOST + 5
    assert (await held(stage)).held_at is None
    again = await stage.say(SAM, "release bot@desk.example")
    assert "it is not in quarantine" in "".join(again)


async def test_who_was_released_and_goes_on_is_held_again(stage):
    await flood(stage, MOST + 1)
    await stage.say(SAM, "release bot@desk.example")
    seen = await stage.last(SAM)
    await flood(stage, MOST + 1, first=20)
    assert (await held(stage)).held_at is not None
    assert sum("quarantine" in text for text in await stage.heard(SAM, after=seen)) == 1


async def test_a_retry_of_all_dead_letters_releases_nobody(stage):
    await flood(stage, MOST + 1)
    await stage.firstline.store.transact(dead_letters.retry, INBOX, (), now=stage.clock())
    await stage.turn()
    assert await stage.count() == MOST
    assert len(await stage.firstline.store.read(work_queue.buried, INBOX, 10)) == 1


async def test_what_happens_on_the_ticket_page_is_done_though_its_mail_waits(stage):
    """Who is held by mail may be a person who sits before the page of the ticket."""
    await flood(stage, MOST + 1)
    await stage.say(SAM, "claim FL-1001")
    await stage.say(SAM, "resolve done")
    guest = Person(address="FL-1001")
    page = Place(page_of("FL-1001"), guest)
    await stage.say(page, "No, not yet", choice="again/FL-1001")
    assert (await happened(stage, "FL-1001"))[-1] == "reopened"


async def test_one_ticket_is_talked_about_so_much_a_day_and_no_more(stage):
    stage = await _patient(stage, most_answers_per_ticket=5)
    bot = fresh("Bot", 1, "Badge reader")
    await stage.say(bot, BADGE)
    for _ in range(8):
        await stage.say(bot, "what is the status?")
        stage.clock.wind(timedelta(minutes=20))
    assert len(mailed(stage, bot)) == 5
    assert "about one ticket within a day" in (await held(stage)).held_why
    assert await stage.count() == 1


async def _patient(stage, **limits):
    """The same desk with other limits."""
    rules = replace(stage.firstline.rules, **limits)
    intake = replace(stage.firstline.intake, rules=rules)
    firstline = replace(stage.firstline, rules=rules, intake=intake)
    return Stage(firstline, stage.clock, stage.outgoing)


async def test_a_bug_of_ours_feeds_no_loop(stage):
    def broken(*_):
        raise ZeroDivisionError

    intake = replace(stage.firstline.intake, fixes=broken)
    stage.intake = intake.loop()
    for number in range(1, MOST + 4):
        await stage.accept(stage.message(fresh("Bot", number), f"it squeaks, said {number} times"))
        await stage.pass_time(timedelta(minutes=1))
    await stage.pass_time(timedelta(minutes=5))
    assert len(mailed(stage, by_mail("Bot"))) == MOST
    assert await stage.count() == MOST + 3  # nothing that came in is lost
    assert (await held(stage)).held_at is not None


async def test_a_kept_message_is_an_entry_like_any_other(stage):
    await flood(stage, MOST)
    message = stage.message(fresh("Bot", 50, "One more"), "the roof leaks into the archive")
    await stage.accept(message)
    await stage.settle()
    kept = await entry(stage, message)
    assert (kept.state, kept.attempts) == ("buried", 1)


async def test_what_is_done_elsewhere_is_done_though_its_mail_waits(stage, open_channel):
    """Ann is held by mail, and says on another channel what mail would tell her of."""
    open_channel("pigeon")
    person = Person(address="ann@desk.example", name="Ann", email="ann@desk.example")
    mail = replace(by_mail("Ann", "Badge reader"), person=person)
    bird = Place(ConversationRef(channel="pigeon", place="ann"), replace(person, address="ann"))
    await stage.say(mail, BADGE)
    await stage.say(SAM, "claim FL-1001")
    await stage.say(SAM, "resolve done")
    mails = len(mailed(stage, mail))
    hold = {"why": "a test", "now": stage.clock()}
    await stage.firstline.store.transact(correspondents.hold, "email", "ann@desk.example", **hold)
    await stage.say(bird, "No, not yet", choice="again/FL-1001")
    assert (await happened(stage, "FL-1001"))[-1] == "reopened"
    assert len(mailed(stage, mail)) == mails
    await stage.say(SAM, "release ann@desk.example")
    assert len(mailed(stage, mail)) == mails + 1


# --- a naive responder ----------------------------------------------------------------------------


class Responder:
    """Answers every mail with a fresh one, and carries no mark of a machine."""

    def __init__(self, stage, reply, *, name="Bot"):
        self.stage = stage
        self.reply = reply
        self.name = name
        self.seen = set()

    async def answer(self):
        """Answer what has come since; how much that was."""
        new = [
            m for m in mailed(self.stage, by_mail(self.name)) if m["Message-ID"] not in self.seen
        ]
        for mail in new:
            self.seen.add(mail["Message-ID"])
            subject, text = self.reply(mail, len(self.seen))
            await self.stage.say(fresh(self.name, 100 + len(self.seen), subject), text)
        return len(new)

    async def go_on(self, times=40):
        """Until nothing comes any more; how many mails came in all."""
        while times and await self.answer():
            times -= 1
        return len(self.seen)


RESPONSES = {
    "names our ticket": (lambda mail, n: (mail["Subject"], f"Noted, number {n} of {n * n}."), 1),
    "repeats itself": (lambda _, n: ("We are on it", "We have your message and will call."), 2),
    "counts": (lambda _, n: (f"Case {n}", f"We have your message no. A{n} of 12:0{n % 10}."), MOST),
}


@pytest.mark.parametrize("kind", RESPONSES)
async def test_a_ping_pong_ends_with_one_ticket(stage, kind):
    reply, most = RESPONSES[kind]
    first = reply({"Subject": "Hello desk"}, 0)
    await stage.say(SAM, "queue")
    await stage.say(fresh("Bot", 1, first[0]), first[1])
    assert await Responder(stage, reply).go_on() <= most
    assert await stage.count() == 1
    await stage.pass_time(timedelta(days=1))
    assert await Responder(stage, reply).go_on(1) <= most  # silence did not begin it anew


async def test_a_responder_with_ever_new_words_is_held_after_so_many_mails(stage):
    words = "abcdefghijklmnopqrstuvwxyz"

    def reply(_, n):
        return f"Topic {words[n]}", f"the {words[n] * 3} squeaks in room {words[-n]}"

    await stage.say(SAM, "queue")
    await stage.say(fresh("Bot", 1, "Lamp"), "the lamp in the hall flickers")
    assert await Responder(stage, reply).go_on() == MOST
    assert (await held(stage)).held_at is not None
    assert sum("quarantine" in text for text in await stage.heard(SAM)) == 1
    await stage.pass_time(timedelta(days=2))
    assert len(mailed(stage, by_mail("Bot"))) == MOST


# --- the same again -------------------------------------------------------------------------------


async def test_the_same_mail_again_adds_to_its_ticket_in_silence(stage):
    for thread in (1, 2, 3):
        await stage.say(fresh("Ann", thread, "Badge reader"), BADGE)
        stage.clock.wind(timedelta(hours=3))
    assert await stage.count() == 1
    assert (await happened(stage, "FL-1001")).count("said") == 2
    assert len(mailed(stage, by_mail("Ann"))) == 1


async def test_the_same_mail_after_the_ticket_was_solved_is_a_new_one(stage):
    await stage.say(fresh("Ann", 1, "Badge reader"), BADGE)
    await stage.say(SAM, "claim FL-1001")
    await stage.say(SAM, "resolve done")
    await stage.say(fresh("Ann", 2, "Badge reader"), BADGE)
    assert await stage.count() == 2


async def test_the_same_words_of_somebody_else_are_their_own_matter(stage):
    await stage.say(fresh("Ann", 1, "Badge reader"), BADGE)
    await stage.say(fresh("Bo", 2, "Badge reader"), BADGE)
    assert await stage.count() == 2


async def test_the_same_by_mail_and_on_another_channel_is_not_meant(stage, open_channel):
    open_channel("pigeon")
    ann = Person(address="ann@desk.example", name="Ann", email="ann@desk.example")
    mail = fresh("Ann", 1, "Badge reader")
    await stage.say(replace(mail, person=ann), BADGE)
    pigeon = Place(ConversationRef(channel="pigeon", place="ann"), replace(ann, address="ann"))
    await stage.say(pigeon, BADGE)
    assert await stage.count() == 2


async def test_a_second_mail_that_differs_in_a_number_is_added_and_the_person_told_so(stage):
    await stage.say(fresh("Ann", 1, "Screen"), "the screen in room 12 stays black all day")
    await stage.say(fresh("Ann", 2, "Screen"), "the screen in room 14 stays black all day")
    assert await stage.count() == 1
    assert len(mailed(stage, by_mail("Ann"))) == 2
    await stage.say(fresh("Ann", 2), "something new: the screen in room 14, too")
    assert await stage.count() == 2


# --- three verdicts -------------------------------------------------------------------------------


async def test_who_must_not_be_answered_gets_a_ticket_and_no_mail(stage):
    await stage.say(SAM, "queue")
    heard = await stage.last(SAM)
    await stage.say(by_mail("Ann", "Badge reader"), BADGE, unanswered=LIST)
    assert mailed(stage, by_mail("Ann")) == ()
    assert "FL-1001" in "".join(await stage.heard(SAM, after=heard))  # the desk sees it as always
    assert await happened(stage, "FL-1001") == ["opened"]
    shown = "".join(await stage.say(SAM, "show FL-1001"))
    assert "Not answered by itself: It came by a mailing list" in shown.replace("\\", "")
    page = await stage.firstline.store.read(
        views.story, 1001, Audience.PUBLIC, stage.firstline.rules, stage.clock()
    )
    assert "mailing list" not in "".join(line.text for line in page.lines)
    await stage.pass_time(timedelta(days=1))
    assert mailed(stage, by_mail("Ann")) == ()
    await stage.say(SAM, "reply I am on my way.")
    assert len(mailed(stage, by_mail("Ann"))) == 1


async def test_who_must_not_be_answered_reopens_without_a_word(stage):
    ann = by_mail("Ann", "Badge reader")
    await stage.say(ann, BADGE)
    await stage.say(SAM, "claim FL-1001")
    await stage.say(SAM, "resolve done")
    before = len(mailed(stage, ann))
    await stage.say(ann, "still not working", unanswered=LIST)
    assert (await happened(stage, "FL-1001"))[-1] == "reopened"
    assert len(mailed(stage, ann)) == before


@pytest.mark.parametrize("text", ["what is the status?", "thanks", "hello"])
async def test_a_question_that_must_not_be_answered_is_at_least_noted(stage, text):
    ann = by_mail("Ann", "Badge reader")
    await stage.say(ann, BADGE)
    await stage.say(ann, text, unanswered=LIST)
    assert (await happened(stage, "FL-1001"))[-1] == "noted"
    assert len(mailed(stage, ann)) == 1


@pytest.mark.parametrize("text", ["it works now", "still not working", "what is the status?"])
@pytest.mark.parametrize("facts", [{"keeps_state": MAILBOX}, {"automatic": True}])
async def test_a_machine_moves_no_ticket(stage, text, facts):
    ann = by_mail("Ann", "Badge reader")
    await stage.say(ann, BADGE)
    await stage.say(SAM, "claim FL-1001")
    for order, status in (("ask which?", "waiting_customer"), ("resolve done", "resolved")):
        await stage.say(SAM, order)
        mails = len(mailed(stage, ann))
        await stage.say(ann, text, **facts)
        assert (await stage.ticket("FL-1001")).status == status
        assert (await happened(stage, "FL-1001"))[-1] == "noted"
        assert len(mailed(stage, ann)) == mails


async def test_a_machine_that_meets_a_bug_of_ours_gets_no_mail_either(stage):
    def broken(*_):
        raise ZeroDivisionError

    stage.intake = replace(stage.firstline.intake, fixes=broken).loop()
    await stage.accept(stage.message(by_mail("Ann", "Away"), "I am away today", automatic=True))
    await stage.pass_time(timedelta(minutes=5))
    assert await stage.count() == 1
    assert mailed(stage, by_mail("Ann")) == ()
