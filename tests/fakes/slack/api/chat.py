"""Saying things: chat.postMessage and its kin."""

from tests.fakes.slack import blocks, talk, words
from tests.fakes.slack.method import Call, method
from tests.fakes.slack.refusals import Refused
from tests.fakes.slack.world import Channel

WORDS = "text blocks:list attachments:list markdown_text metadata:object"
HOW = "parse link_names:bool unfurl_links:bool unfurl_media:bool mrkdwn:bool as_user:bool"
LOOKS = "username icon_url icon_emoji"
LONGEST = 40_000
LONGEST_MARKDOWN = 12_000


def content(call: Call) -> dict:
    """The words of a message, checked. Raises Refused."""
    given = call.args
    if not any(given.get(each) for each in ("text", "blocks", "attachments", "markdown_text")):
        raise Refused("no_text")
    if given.get("markdown_text"):
        return _markdown(given)
    if len(given.get("text", "")) > LONGEST:
        raise Refused("msg_too_long")
    blocks.check_message(given.get("blocks", []))
    kept = {name: given[name] for name in ("attachments", "metadata") if name in given}
    shown = blocks.with_ids(given["blocks"]) if given.get("blocks") else _rich(given)
    return {"text": words.sent(given.get("text", "")), **shown, **kept, **_checked_metadata(given)}


def _rich(given: dict) -> dict:
    return {"blocks": words.rich(words.sent(given["text"]))} if given.get("text") else {}


def _markdown(given: dict) -> dict:
    if given.get("text") or given.get("blocks"):
        raise Refused("markdown_text_conflict")
    if len(given["markdown_text"]) > LONGEST_MARKDOWN:
        raise Refused("msg_too_long")
    return {"text": given["markdown_text"], **_checked_metadata(given)}


def _checked_metadata(given: dict) -> dict:
    metadata = given.get("metadata")
    if not metadata:
        return {}
    right = isinstance(metadata.get("event_type"), str) and isinstance(
        metadata.get("event_payload"), dict
    )
    if not right or set(metadata) - {"event_type", "event_payload", "entities"}:
        raise Refused("invalid_metadata_format")
    return {"metadata": metadata}


def writable(call: Call) -> Channel:
    """Where to write: a channel the app is in, or a person's direct messages."""
    person = call.world.users.get(call.args["channel"])
    if person is not None and person.team == call.token.team:
        return call.world.talk(person)
    channel = call.channel()
    if channel.archived:
        raise Refused("is_archived")
    if call.token.user not in channel.members:
        raise Refused("not_in_channel")
    return channel


def author(call: Call) -> dict:
    """Who it is shown to be from: the app, or with chat:write.customize whom it names."""
    bot = call.world.users[call.token.user]
    app = {"bot_id": bot.bot_id, "app_id": call.world.app.id}
    if not any(call.args.get(each) for each in LOOKS.split()):
        return app | {"user": bot.id, "bot_profile": _profile(call)}
    if "chat:write.customize" not in call.token.scopes:
        provided = ",".join(sorted(call.token.scopes))
        raise Refused("missing_scope", needed="chat:write.customize", provided=provided)
    icons = {"image_48": call.args["icon_url"]} if call.args.get("icon_url") else {}
    named = {"username": call.args.get("username", bot.name), "icons": icons}
    return app | {"subtype": "bot_message"} | named


def _profile(call: Call) -> dict:
    bot = call.world.users[call.token.user]
    named = {"id": bot.bot_id, "app_id": call.world.app.id, "name": bot.name}
    return named | {"deleted": False, "team_id": call.team.id, "icons": {}, "updated": 1700000000}


@method(
    "chat.postMessage",
    scope="chat:write",
    needs="channel",
    takes=f"{WORDS} {HOW} {LOOKS} thread_ts reply_broadcast:bool",
)
def post_message(call: Call) -> dict:
    message = author(call) | content(call)
    channel = writable(call)
    thread = _thread(channel, call.args.get("thread_ts", ""))
    if thread and call.args.get("reply_broadcast"):
        message = {"subtype": "thread_broadcast"} | message
    posted = talk.post(call.world, channel, message, thread=thread)
    return {"channel": channel.id, "ts": posted["ts"], "message": posted}


def _thread(channel: Channel, ts: str) -> str:
    """The root that a reply goes to: Slack follows a reply's own ts to its root."""
    if not ts:
        return ""
    root = channel.messages.get(ts)
    if root is None:
        raise Refused("thread_not_found")
    if root.get("subtype") in ("channel_join", "channel_leave"):
        raise Refused("cannot_reply_to_message")
    return root.get("thread_ts", ts)


@method(
    "chat.postEphemeral",
    scope="chat:write",
    needs="channel user",
    takes=f"{WORDS} {HOW} {LOOKS} thread_ts",
)
def post_ephemeral(call: Call) -> dict:
    message = author(call) | content(call)
    channel = writable(call)
    if call.args["user"] not in channel.members:
        raise Refused("user_not_in_channel")
    kept = {"ts": call.world.stamps.next(), "channel": channel.id, "to": call.args["user"]}
    thread = {"thread_ts": call.args["thread_ts"]} if call.args.get("thread_ts") else {}
    call.world.ephemerals.append({"type": "message", **message, **kept, **thread})
    return {"message_ts": kept["ts"]}


@method(
    "chat.update",
    scope="chat:write",
    needs="channel ts",
    takes=f"{WORDS} parse link_names:bool as_user:bool reply_broadcast:bool file_ids:list",
)
def update(call: Call) -> dict:
    changed = content(call)
    channel = writable(call)
    message = own_message(call, channel, "cant_update_message")
    if "blocks" not in call.args and "text" in call.args:
        changed["blocks"] = changed.get("blocks", [])
    after = talk.change(call.world, channel, message["ts"], changed, by=call.token.user)
    return {"channel": channel.id, "ts": after["ts"], "text": after["text"], "message": after}


def own_message(call: Call, channel: Channel, otherwise: str) -> dict:
    message = channel.messages.get(call.args["ts"])
    if message is None or message.get("subtype") == "tombstone":
        raise Refused("message_not_found")
    if message.get("bot_id") != call.world.users[call.token.user].bot_id:
        raise Refused(otherwise)
    return message


@method("chat.delete", scope="chat:write", needs="channel ts", takes="as_user:bool")
def delete(call: Call) -> dict:
    channel = writable(call)
    message = own_message(call, channel, "cant_delete_message")
    talk.delete(call.world, channel, message["ts"])
    return {"channel": channel.id, "ts": message["ts"]}


@method("chat.getPermalink", needs="channel message_ts")
def permalink(call: Call) -> dict:
    channel, ts = call.channel(), call.args["message_ts"]
    if ts not in channel.messages:
        raise Refused("message_not_found")
    path = f"archives/{channel.id}/p{ts.replace('.', '')}"
    return {"channel": channel.id, "permalink": f"https://{call.team.domain}.slack.com/{path}"}


@method(
    "chat.unfurl",
    scope="links:write",
    needs="channel ts unfurls:object",
    takes="user_auth_message user_auth_required:bool user_auth_url source unfurl_id",
)
def unfurl(call: Call) -> dict:
    channel = call.channel()
    if call.args["ts"] not in channel.messages:
        raise Refused("cannot_unfurl_message")
    call.world.unfurled[channel.id, call.args["ts"]] = call.args["unfurls"]
    return {}
