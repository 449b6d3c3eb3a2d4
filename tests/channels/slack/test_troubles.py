"""What an admin must mend: the message goes another way, and they are told once."""

import pytest

from channels.base import TryLater, Undeliverable
from channels.slack import errors
from channels.slack.alerts import SENTENCES
from channels.slack.errors import Refused, Unsure
from tests.channels.slack import outbound


@pytest.fixture
async def out():
    async with outbound.way_out() as out:
        yield out


async def refused(out, conversation, *, times=3, **more):
    """Why Slack refused, each time the same."""
    codes = set()
    for number in range(times):
        with pytest.raises(Undeliverable) as no:
            await out.say(conversation, f"try {number}", **more)
        codes.add(getattr(no.value, "code", type(no.value).__name__))
    return codes


async def test_an_archived_channel(out):
    here = await out.asked(out.help)
    out.fake.archive(out.help)
    assert await refused(out, here) == {"is_archived"}
    (alert,) = out.alerts()
    assert "archived" in alert


async def test_a_channel_that_we_were_put_out_of(out):
    here = await out.asked(out.help)
    out.fake.kick(out.help)
    assert await refused(out, here) == {"not_in_channel"}
    (alert,) = out.alerts()
    assert "/invite" in alert


async def test_a_channel_that_is_not_there(out):
    assert await refused(out, out.place("C0NOWHERE")) == {"channel_not_found"}
    (alert,) = out.alerts()
    assert "C0NOWHERE" in alert


async def test_a_revoked_token(out):
    here = await out.asked(out.help)
    await out.say(here)
    out.fake.revoke(out.fake.bot_token)
    assert await refused(out, here) <= {"token_revoked", "NotInstalled"}
    (alert,) = out.alerts()
    assert "no longer lets Firstline" in alert or "install" in alert.lower()


async def test_an_app_that_was_uninstalled(out):
    here = await out.asked(out.help)
    await out.say(here)
    out.fake.uninstall()
    assert await refused(out, here) <= {"account_inactive", "NotInstalled"}
    assert len(out.alerts()) == 1


async def test_a_missing_scope_is_named(out):
    here = await out.asked(out.help)
    out.fake.drop_scope("files:write")
    assert await refused(out, here, attachments=(out.file("a.txt"),)) == {"missing_scope"}
    (alert,) = out.alerts()
    assert "files:write" in alert


async def test_many_at_once_raise_one_alarm(out):
    places = [out.place(f"C0NOWHERE{number}") for number in range(3)]
    for place in places * 4:
        await refused(out, place, times=1)
    assert len(out.alerts()) == len(places)


async def test_somebody_who_has_left_alarms_nobody(out):
    out.fake.world.user("bob").deleted = True
    with pytest.raises(Undeliverable):
        await out.say(out.place("U0NOBODY"))
    assert out.alerts() == []


# --- the table -----------------------------------------------------------------------------------


@pytest.mark.parametrize("code", sorted(errors.LATER))
def test_what_passes_is_tried_later(code):
    meant = errors.meant_by(code, method="chat.postMessage")
    assert type(meant) is TryLater


@pytest.mark.parametrize("code", sorted(errors.NOBODY_KNOWS))
def test_what_nobody_knows_is_looked_up(code):
    assert type(errors.meant_by(code, method="chat.postMessage")) is Unsure


@pytest.mark.parametrize("code", ["user_not_found", "a_word_that_is_new", *sorted(errors.TROUBLES)])
def test_everything_else_is_refused_for_good(code):
    meant = errors.meant_by(code, method="chat.postMessage", needed="chat:write")
    assert isinstance(meant, Refused)
    assert (meant.code, meant.needed) == (code, "chat:write")


def test_every_trouble_has_a_sentence_and_none_passes_by_itself():
    assert set(errors.TROUBLES.values()) <= set(SENTENCES)
    assert not set(errors.TROUBLES) & (errors.LATER | errors.NOBODY_KNOWS)
    assert set(errors.TROUBLES) >= errors.PUT_OUT
