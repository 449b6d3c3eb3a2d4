"""One story for the fake Slack and for local-slack: both are driven alike."""

from tests.fakes.slack import words


async def play(slack):
    """What a person and an agent do with the tiny app."""
    ts = await slack.say("ann", "", "my <vpn> drops")
    reply = await answer_to(slack, "ann", ts)
    assert words.unescaped(reply["text"]) == "You said: my <vpn> drops"
    await the_form(slack, reply["ts"])
    await a_file(slack)
    await an_edit_and_a_deletion(slack)
    await the_rest(slack)


async def answer_to(slack, channel, ts):
    return (await slack.until(lambda: slack.thread(channel, ts)[1:]))[0]


async def the_form(slack, card):
    await slack.press("ann", "", card, "card:ask")
    view = (await slack.until(lambda: slack.views("ann")))[0]
    answered = await slack.submit(view["id"], {"question": "eh"})
    assert answered.errors == {"question": "Please say more."}
    answered = await slack.submit(view["id"], {"question": "Which printer?"})
    assert (answered.errors, slack.views("ann")) == ({}, [])
    await slack.until(lambda: said(slack, "ann", "Asked: Which printer?"))


def said(slack, channel, text):
    return [each for each in slack.messages(channel) if text in each["text"]]


async def a_file(slack):
    ts = await slack.say("ann", "help", "see this", files={"log.txt": b"it broke"})
    await answer_to(slack, "help", ts)
    (file,) = slack.thread("help", ts)[0]["files"]
    assert await slack.download(file) == b"it broke"


async def an_edit_and_a_deletion(slack):
    ts = await slack.say("ann", "help", "@firstline the first words")
    await answer_to(slack, "help", ts)
    await slack.edit("ann", "help", ts, "other words")
    await slack.until(lambda: said(slack, "help", "other words"))
    later = await slack.say("ann", "help", "to be gone")
    await answer_to(slack, "help", later)
    await slack.delete("ann", "help", later)
    await slack.until(lambda: not [m for m in slack.messages("help") if m["text"] == "to be gone"])


async def the_rest(slack):
    await slack.command("bob", "help", "/helpdesk", "queue")
    await slack.until(lambda: [m["text"] for m in slack.ephemerals("bob")] == ["Ordered: queue"])
    ts = await slack.say("bob", "help", "hello")
    await slack.react("ann", "help", ts)
    await slack.until(lambda: "eyes" in reactions(slack.thread("help", ts)[0]))
    await slack.open_home("ann")
    home = await slack.until(lambda: slack.home("ann"))
    assert home["blocks"][0]["text"]["text"] == "Nothing is open."


def reactions(message):
    return [each["name"] for each in message.get("reactions", [])]
