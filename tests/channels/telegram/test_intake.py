"""Updates come in once each, in order, and are confirmed only when they are kept."""

import json

from tests.channels.telegram.conftest import until


async def test_a_message_comes_in_with_who_said_it_and_where(telegram, channel, inbox, house):
    ann = telegram.person("Ann", last_name="Archer", language_code="de")
    sent = await telegram.say(ann, "my printer is offline")
    (message,) = await until(lambda: inbox.messages)
    assert message.id == f"{ann.id}/{sent['message_id']}"
    assert message.conversation.key == f"telegram|{ann.id}|"
    assert (message.person.address, message.person.name) == (str(ann.id), "Ann Archer")
    assert message.person.language == "de"
    assert message.text == "my printer is offline"
    assert not message.private
    kept = json.loads(house.blobs.kept[message.raw])
    assert kept["message"]["text"] == "my printer is offline"
    read = await channel.read(message)
    assert (read.text, read.raw) == ("my printer is offline", "")
