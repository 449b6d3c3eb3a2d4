"""What a person must mend reaches those who work here by mail, once, whatever the servers."""

import asyncio
from datetime import timedelta
from email import policy
from email.parser import BytesParser

from tests.scenarios.stage import AGENTS, mailbox

DAY = timedelta(days=1)
SENTENCE = "The Slack channel it_help is archived. Bring it back."


async def test_of_many_who_ask_one_is_to_do_it_until_the_time_is_over(stage):
    house = stage.firstline.house
    asked = await asyncio.gather(*(house.once("a", within=DAY) for _ in range(8)))
    assert sorted(asked) == [False] * 7 + [True]
    assert await house.once("b", within=DAY)
    stage.clock.wind(DAY - timedelta(seconds=1))
    assert not await house.once("a", within=DAY)
    stage.clock.wind(timedelta(seconds=1))
    assert await house.once("a", within=DAY)


async def test_every_agent_gets_one_mail_and_there_is_no_ticket(stage, caplog):
    await stage.firstline.house.alarm(SENTENCE)
    await stage.firstline.house.alarm(SENTENCE)
    await stage.settle()
    mails = [_read(file) for file in (stage.outgoing / "new").iterdir()]
    assert sorted(mail["To"] for mail in mails) == sorted(map(mailbox, AGENTS))
    for mail in mails:
        assert mail["Subject"] == "Firstline needs somebody who mends its settings"
        words = mail.get_body(("plain",)).get_content()
        assert SENTENCE in words
        assert "firstline check" in words
    assert await stage.count() == 0
    assert SENTENCE in caplog.text


def _read(file):
    return BytesParser(policy=policy.default).parsebytes(file.read_bytes())


async def test_without_mail_it_is_in_the_log(stage, caplog):
    del stage.firstline.channels["email"]
    await stage.firstline.house.alarm(SENTENCE)
    assert SENTENCE in caplog.text
    assert await stage.dispatch.drain() == 0


async def test_while_the_database_is_away_it_is_in_the_log(stage, caplog):
    stage.firstline.store.close()
    await stage.firstline.house.alarm(SENTENCE)
    assert SENTENCE in caplog.text
