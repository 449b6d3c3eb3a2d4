"""Files that people send: copied, or their link kept with the reason why not."""

import pytest

from channels.slack.files import Files
from channels.slack.payloads import Json
from channels.slack.people import described
from channels.slack.said import said
from tests.channels.slack.office import office
from tests.channels.slack.samples import FILE, SAID

PICTURE = b"\x89PNG" + bytes(2000)


async def _sent(here, **fields):
    """What Ann's message with a file is read as; `fields` change how Slack describes the file."""
    here.slack.hold_frames()
    await here.slack.say("ann", "", "look", files={"screen.png": PICTURE})
    held = here.slack.postman.held()
    for given in held:
        for file in given.payload["event"].get("files", []):
            file |= fields
        here.slack.postman.send(given)
    return await here.one()


async def test_a_file_is_copied_and_no_link_is_needed():
    async with office() as here:
        message = await _sent(here)
        (file,) = message.attachments
        assert here.desk.blobs.kept[file.source] == PICTURE
        assert (file.name, file.size) == ("screen.png", len(PICTURE))
        assert message.text == "look"
        assert message.remark == ""


async def test_a_file_alone_is_a_message_too():
    async with office() as here:
        await here.slack.say("ann", "help", "", files={"screen.png": PICTURE})
        message = await here.one()
        assert message.text == ""
        assert len(message.attachments) == 1


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"size": 10**9}, "larger than the desk keeps"),
        ({"mode": "external"}, "outside Slack"),
        ({"mode": "tombstone"}, "does not have it any more"),
        ({"mode": "hidden_by_limit"}, "does not have it any more"),
        ({"url_private_download": "https://evil.example.org/x"}, "outside Slack"),
        ({"url_private_download": "https://slack.com.evil.example.org/x"}, "outside Slack"),
        ({"url_private_download": "http://files.slack.com/x"}, "outside Slack"),
        ({"url_private_download": "https://[broken/x"}, "outside Slack"),
    ],
)
async def test_what_cannot_be_copied_leaves_its_link_and_a_reason(fields, why):
    async with office() as here:
        message = await _sent(here, **fields)
        assert message.attachments == ()
        assert message.text.startswith("look\nscreen.png: http")
        assert why in message.remark


async def test_a_file_that_is_larger_than_it_says_is_not_kept():
    async with office(file_limit=1024) as here:
        message = await _sent(here, size=10)
        assert message.attachments == ()
        assert "larger" in message.remark


async def test_slacks_sign_in_page_is_not_taken_for_the_file_and_the_admins_are_told():
    async with office(admins=("U0ADMIN",)) as here:
        here.slack.drop_scope("files:read")
        message = await _sent(here)
        assert message.attachments == ()
        assert "files:read" in message.remark
        assert "screen.png: http" in message.text
        assert any("files:read" in sentence for sentence in here.desk.alarms)


async def test_a_page_that_was_sent_as_a_page_is_a_file():
    async with office() as here:
        await here.slack.say("ann", "", "look", files={"page.html": b"<html>hi</html>"})
        (file,) = (await here.one()).attachments
        assert here.desk.blobs.kept[file.source] == b"<html>hi</html>"


async def test_a_file_of_another_organisation_is_looked_up_first():
    async with office() as here:
        message = await _sent(here, file_access="check_file_info", url_private_download="")
        assert len(message.attachments) == 1
        assert here.slack.called("files.info")


async def test_a_file_in_a_message_made_a_request_comes_along():
    async with office() as here:
        ts = await here.slack.say("ann", "general", "look", files={"screen.png": PICTURE})
        await here.slack.react("bob", "general", ts)
        assert len((await here.one()).attachments) == 1


def test_our_token_goes_to_slack_alone():
    files = Files(
        None, None, token=None, missing=None, limit=1, base_url="https://gov.example.org/api/"
    )
    for url in ("https://files.slack.com/x", "https://gov.example.org/x"):
        assert files._is_slack(url)
    for url in (
        "https://slack.com@evil.org/",
        "https://notslack.com/",
        "ftp://files.slack.com/",
        "",
    ):
        assert not files._is_slack(url)


def test_a_file_is_read_as_slack_describes_it():
    (file,) = said(Json({**SAID, "files": [FILE]}), channel="C0HELP").files
    assert (file.name, file.media_type, file.size) == ("screen.png", "image/png", 1234)
    assert file.url.endswith("/download/screen.png")
    assert file.page.startswith("https://acme.slack.com/")


@pytest.mark.parametrize(
    ("user", "email"),
    [
        ({"team_id": "T0ACME"}, "a@e.org"),
        ({"team_id": "T0OTHER"}, ""),
        ({"team_id": "T0ACME", "is_bot": True}, ""),
        ({"team_id": "T0ACME", "is_stranger": True}, ""),
        ({"team_id": "T0ACME", "deleted": True}, ""),
        ({"team_id": "T0ACME", "is_restricted": True}, "a@e.org"),
        ({"team_id": "E0ORG", "enterprise_user": {"teams": ["T0ACME"]}}, "a@e.org"),
    ],
)
def test_slack_vouches_for_its_own_people_alone(user, email):
    profile = {"real_name": " Ann ", "email": "A@e.org"}
    person = described(Json({**user, "profile": profile, "locale": "de-DE"}), "T0ACME", "U0ANN")
    assert (person.name, person.email, person.language) == ("Ann", email, "de")
    assert person.address == "T0ACME/U0ANN"


async def test_people_are_asked_for_once_and_a_refusal_is_no_trouble():
    async with office() as here:
        here.slack.drop_scope("users:read")
        await here.slack.say("ann", "", "one")
        message = await here.one()
        assert (message.person.name, message.person.email) == ("", "")
    async with office() as here:
        for number in range(5):
            await here.slack.say("ann", "", f"{number}")
        await here.heard()
        assert len(here.slack.called("users.info")) == 1
