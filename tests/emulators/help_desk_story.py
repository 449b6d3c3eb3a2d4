"""The story of a help desk in Slack, from the first message to the reopened ticket."""

import json

from tests.emulators.help_desk import HELP, TRIAGE

VPN = "my vpn drops every few minutes"
STILL, CLAIM, ASK, RESOLVE = "Still need help", "Claim", "Ask…", "Resolve…"


async def play(slack):
    """All of it; `slack` is the fake or an emulator by others."""
    root = await a_fix_that_fails(slack)
    card = await a_card(slack, "FL-1001")
    await two_who_claim(slack, card)
    await a_note_that_stays_inside(slack, root, card)
    await a_question_and_its_answer(slack, root, card)
    await second_thoughts(slack, root)
    await files_both_ways(slack, root, card)
    await solved_and_open_again(slack, root, card)
    await by_command(slack)
    await by_mention(slack)
    await homes(slack)


async def a_fix_that_fails(slack):
    """DM -> suggestion -> "still" -> ticket, all in the thread of the first message."""
    root = await slack.say("ann", "", VPN)
    dm = slack.dm("ann")
    offered = await heard(slack, dm, root, "Did that fix it?")
    await slack.press("ann", dm, offered["ts"], label=STILL)
    await heard(slack, dm, root, "FL-1001")
    await slack.press("ann", dm, offered["ts"], label=STILL)  # twice is harmless
    await heard(slack, dm, root, "noted already")
    return root


async def a_card(slack, reference):
    return await slack.until(
        lambda: next((m for m in slack.messages(TRIAGE) if reference in words(m)), None),
    )


async def two_who_claim(slack, card):
    """Both press what they see; the first has it, the other learns who was faster."""
    await slack.press("sam", TRIAGE, card["ts"], label=CLAIM)
    await slack.press("mira", TRIAGE, card["ts"], label=CLAIM)
    await heard(slack, slack.dm("ann"), first(slack, "ann"), "Sam")
    await whispered(slack, "mira", "Sam has FL-1001")
    await slack.until(lambda: "Sam" in words(at(slack, TRIAGE, card["ts"])))


async def a_note_that_stays_inside(slack, root, card):
    await slack.say("sam", TRIAGE, "between us: her laptop is ancient", card["ts"])
    await heard(slack, TRIAGE, card["ts"], "noted, for the desk only")
    assert "ancient" not in all_words(slack, slack.dm("ann"))


async def a_question_and_its_answer(slack, root, card):
    """By a dialog that first complains, then asks."""
    await slack.press("sam", TRIAGE, card["ts"], label=ASK)
    view = await slack.until(lambda: next(iter(slack.views("sam")), None))
    refused = await slack.submit(view["id"], {"question": " "})
    assert refused.errors
    sent = await slack.submit(view["id"], {"question": "Which network are you on?"})
    assert not sent.errors
    await heard(slack, slack.dm("ann"), root, "Which network are you on?")
    await slack.say("ann", "", "The guest wifi", root)
    await told(slack, "sam", "guest wifi")


async def second_thoughts(slack, root):
    """An edit and a deletion reach the ticket, and bring no new suggestion."""
    before = len(slack.thread(slack.dm("ann"), root))
    said = await slack.say("ann", "", "and my name is Anne", root)
    await slack.until(lambda: len(slack.thread(slack.dm("ann"), root)) > before)
    await slack.edit("ann", "", said, "and my name is Ann, sorry")
    gone = await slack.say("ann", "", "my password is hunter2", root)
    await slack.delete("ann", "", gone)


async def files_both_ways(slack, root, card):
    await slack.say("ann", "", "this is the log", root, files={"vpn.log": b"it broke at noon"})
    await told(slack, "sam", "this is the log")
    await slack.say(
        "sam", TRIAGE, "@firstline reply Use this profile", card["ts"], files={"p.ovpn": b"remote"}
    )
    await heard(slack, slack.dm("ann"), root, "Use this profile")
    shared = await slack.until(lambda: file_in(slack, slack.dm("ann"), root, "p.ovpn"))
    assert await slack.download(shared) == b"remote"


async def solved_and_open_again(slack, root, card):
    await slack.press("sam", TRIAGE, card["ts"], label=RESOLVE)
    view = await slack.until(lambda: next(iter(slack.views("sam")), None))
    sent = await slack.submit(view["id"], {"resolution": "The profile was too old"})
    assert not sent.errors
    solved = await heard(slack, slack.dm("ann"), root, "The profile was too old")
    again = next(b for b in buttons(solved) if "not" in b.lower() or "still" in b.lower())
    await slack.press("ann", slack.dm("ann"), solved["ts"], label=again)
    await slack.until(lambda: "esolved" not in status_of(slack, card))


async def by_command(slack):
    """A request in the help channel, claimed by a slash command."""
    root = await slack.say("bob", HELP, "The franking machine in room 7 eats our stamps")
    told = await heard(slack, HELP, root, "FL-1002")
    assert "FL-1002" in words(told)
    await slack.command("mira", TRIAGE, "/helpdesk", "queue")
    await whispered(slack, "mira", "FL-1002")
    await slack.command("mira", TRIAGE, "/helpdesk", "claim FL-1002")
    await heard(slack, HELP, root, "Mira")
    await slack.command("bob", HELP, "/helpdesk", "claim FL-1001")
    await whispered(slack, "bob", "desk")


async def by_mention(slack):
    """In a thread there are no commands: agents mention Firstline there."""
    root = await slack.say("bob", HELP, "The shredder in room 8 smells of cinnamon")
    await heard(slack, HELP, root, "FL-1003")
    card = await a_card(slack, "FL-1003")
    await slack.say("mira", TRIAGE, "@firstline reply Do not drink from it", card["ts"])
    await heard(slack, HELP, root, "Do not drink from it")  # the first words on its card
    await slack.say("sam", HELP, "@firstline claim", root)
    await heard(slack, HELP, root, "Sam")


async def homes(slack):
    await slack.open_home("bob")
    await slack.until(lambda: "FL-1002" in json.dumps(slack.home("bob") or {}))
    await slack.open_home("sam")
    await slack.until(lambda: "FL-1001" in json.dumps(slack.home("sam") or {}))


# --- what is seen ---------------------------------------------------------------------------


async def heard(slack, channel, root, text):
    """What Firstline says in a thread, as soon as it says this."""

    def look():
        ours = filter(is_ours, slack.thread(channel, root))
        return next((m for m in ours if text in words(m)), None)

    try:
        return await slack.until(look)
    except TimeoutError:
        thread = "\n".join(m.get("text", "") for m in slack.thread(channel, root))
        raise AssertionError(f"nobody says {text!r} here:\n{thread}") from None


async def told(slack, user, text):
    """What Firstline says to one person directly."""
    await slack.until(lambda: text in all_words(slack, slack.dm(user)))


async def whispered(slack, user, text):
    """What only one person sees."""

    def look():
        return [m for m in slack.ephemerals(user) if text in words(m)]

    try:
        return await slack.until(look)
    except TimeoutError:
        heard = "\n".join(m["text"] for m in slack.ephemerals(user))
        raise AssertionError(f"{user} does not hear {text!r} but:\n{heard}") from None


def is_ours(message):
    return bool(message.get("bot_id") or message.get("app_id"))


def words(message):
    return message.get("text", "") + json.dumps(message.get("blocks", []), ensure_ascii=False)


def all_words(slack, channel):
    return " ".join(map(words, slack.messages(channel)))


def at(slack, channel, ts):
    return next(m for m in slack.messages(channel) if m["ts"] == ts)


def first(slack, user):
    return slack.messages(slack.dm(user))[0]["ts"]


def status_of(slack, card):
    return words(at(slack, TRIAGE, card["ts"]))


def file_in(slack, channel, root, name):
    files = (f for m in slack.thread(channel, root) for f in m.get("files", []))
    return next((f for f in files if f["name"] == name), None)


def buttons(message):
    elements = (e for b in message.get("blocks", []) for e in b.get("elements", []))
    return [e["text"]["text"] for e in elements if e.get("type") == "button"]
