"""What happens in a channel: messages said, changed and deleted, and the events that tell of it.

The shapes are those of docs.slack.dev, "message event" and its subtypes.
"""

from tests.fakes.slack import words
from tests.fakes.slack.world import Channel, World

KEPT_BACK = ("reactions", "reply_count", "reply_users", "reply_users_count", "latest_reply")
TOMBSTONE = "This message was deleted."


def post(world: World, channel: Channel, message: dict, *, thread: str = "") -> dict:
    """Put a message into a channel, and tell."""
    ts = world.stamps.next()
    message = {"type": "message", "team": channel.team, **message, "ts": ts}
    if thread:
        _into_thread(channel, message, thread)
    channel.messages[ts] = message
    _alarm(channel, message)
    world.tell(channel.team, as_event(channel, message))
    _tell_mention(world, channel, message)
    return message


def _into_thread(channel: Channel, message: dict, thread: str) -> None:
    root = channel.messages[thread]
    root["thread_ts"] = message["thread_ts"] = thread
    message["parent_user_id"] = root.get("user", "")
    writers = {*root.get("reply_users", ()), message.get("user", "")}
    root["reply_count"] = root.get("reply_count", 0) + 1
    root["reply_users"] = sorted(writers)
    root["reply_users_count"] = len(writers)
    root["latest_reply"] = message["ts"]
    if message.get("subtype") == "thread_broadcast":
        message["root"] = {**root}


def _alarm(channel: Channel, message: dict) -> None:
    everything = [message.get("text", ""), *_texts(message.get("blocks", []))]
    found = dict.fromkeys(each for text in everything for each in words.alarms(text))
    channel.alarms += [(message["ts"], each) for each in found]


def _texts(blocks: object) -> list[str]:
    """Every text in blocks that Slack reads for mentions."""
    if isinstance(blocks, list):
        return [text for each in blocks for text in _texts(each)]
    if not isinstance(blocks, dict):
        return []
    if blocks.get("type") in ("mrkdwn", "markdown"):
        return [blocks.get("text", "")]
    return [text for each in blocks.values() for text in _texts(each)]


def as_event(channel: Channel, message: dict) -> dict:
    shown = {name: value for name, value in message.items() if name not in KEPT_BACK}
    shown.pop("metadata", None)
    place = {"channel": channel.id, "channel_type": channel.kind, "event_ts": message["ts"]}
    return shown | place


def _tell_mention(world: World, channel: Channel, message: dict) -> None:
    bot = world.teams[channel.team].bot
    said_by_app = message.get("user") == bot or message.get("subtype") == "bot_message"
    if f"<@{bot}>" in message.get("text", "") and channel.kind != "im" and not said_by_app:
        event = as_event(channel, message) | {"type": "app_mention"}
        del event["channel_type"]
        world.tell(channel.team, event)


def change(world: World, channel: Channel, ts: str, changes: dict, *, by: str = "") -> dict:
    """Change a message. `by` is who edited it; without, as when Slack adds a link's preview."""
    before = {**channel.messages[ts]}
    after = channel.messages[ts]
    after |= changes
    if by:
        after["edited"] = {"user": by, "ts": world.stamps.next()}
    world.tell(channel.team, _changed(world, channel, after, before))
    return after


def _changed(world: World, channel: Channel, after: dict, before: dict) -> dict:
    return _hidden(world, channel, "message_changed") | {
        "message": _shown(after),
        "previous_message": _shown(before),
    }


def _shown(message: dict) -> dict:
    return {name: value for name, value in message.items() if name != "metadata"}


def _hidden(world: World, channel: Channel, subtype: str) -> dict:
    ts = world.stamps.next()
    event = {"type": "message", "subtype": subtype, "hidden": True, "ts": ts, "event_ts": ts}
    return event | {"channel": channel.id, "channel_type": channel.kind}


def delete(world: World, channel: Channel, ts: str) -> None:
    """Delete a message; the root of a thread leaves a tombstone."""
    before = channel.messages[ts]
    if before.get("reply_count"):
        stone = {"subtype": "tombstone", "text": TOMBSTONE, "user": "USLACKBOT", "hidden": True}
        kept = {name: before[name] for name in ("type", "ts", "thread_ts", *KEPT_BACK[1:])}
        channel.messages[ts] = kept | stone
        world.tell(channel.team, _changed(world, channel, channel.messages[ts], before))
        return
    del channel.messages[ts]
    event = _hidden(world, channel, "message_deleted")
    world.tell(channel.team, event | {"deleted_ts": ts, "previous_message": _shown(before)})
