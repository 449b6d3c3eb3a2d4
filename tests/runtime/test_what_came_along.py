"""What came along with a request is on its ticket, however many rounds it took to open one."""

from channels.messages import Attachment
from tests.runtime.stories import ANN

VPN = "my vpn drops every few minutes"
LOG = Attachment(name="vpn.log", media_type="text/plain", size=9, source="a" * 64)
PHOTO = Attachment(name="photo.png", media_type="image/png", size=9, source="b" * 64)


async def test_a_file_sent_before_a_fix_was_tried_is_on_the_ticket(stage):
    await stage.say(ANN, VPN, attachments=(LOG,), cut="Bo: mine too", remark="Seeded by Bo.")
    await stage.say(ANN, choice="failed/vpn-drops")
    opened, *later = await stage.timeline("FL-1001")
    (noted,) = (event for event in later if event.kind == "noted")
    assert [each["name"] for each in opened.data["attachments"]] == ["vpn.log"]
    assert opened.data["cut"] == "Bo: mine too"
    assert (noted.public, noted.data["text"]) == (False, "Seeded by Bo.")


async def test_a_file_of_the_last_ticket_is_not_on_the_next(stage):
    await stage.say(ANN, VPN, attachments=(LOG,))
    await stage.say(ANN, choice="failed/vpn-drops")
    await stage.say(ANN, "New: the badge reader at door 3 is dead", attachments=(PHOTO,))
    (opened, *_) = await stage.timeline("FL-1002")
    assert [each["name"] for each in opened.data["attachments"]] == ["photo.png"]
