"""Reactions: added, taken away, looked at."""

from tests.fakes.slack.method import Call, method
from tests.fakes.slack.refusals import Refused
from tests.fakes.slack.world import Channel, World

WHERE = "channel timestamp"


def _message(call: Call, channel: Channel) -> dict:
    found = channel.messages.get(call.args["timestamp"])
    if found is None:
        raise Refused("message_not_found")
    return found


def add(world: World, channel: Channel, ts: str, *, user: str, name: str) -> None:
    """Raises Refused if this user has reacted so already."""
    message = channel.messages[ts]
    reactions = message.setdefault("reactions", [])
    found = next((each for each in reactions if each["name"] == name), None)
    if found is None:
        found = {"name": name, "users": [], "count": 0}
        reactions.append(found)
    if user in found["users"]:
        raise Refused("already_reacted")
    found["users"].append(user)
    found["count"] += 1
    _tell(world, channel, message, "reaction_added", user=user, name=name)


def remove(world: World, channel: Channel, ts: str, *, user: str, name: str) -> None:
    message = channel.messages[ts]
    for each in message.get("reactions", []):
        if each["name"] == name and user in each["users"]:
            each["users"].remove(user)
            each["count"] -= 1
            message["reactions"] = [kept for kept in message["reactions"] if kept["count"]]
            _tell(world, channel, message, "reaction_removed", user=user, name=name)
            return
    raise Refused("no_reaction")


def _tell(
    world: World, channel: Channel, message: dict, kind: str, *, user: str, name: str
) -> None:
    event = {"type": kind, "user": user, "reaction": name, "item_user": message.get("user", "")}
    item = {"type": "message", "channel": channel.id, "ts": message["ts"]}
    world.tell(channel.team, event | {"item": item, "event_ts": world.stamps.next()})


@method("reactions.add", scope="reactions:write", needs=f"{WHERE} name")
def reactions_add(call: Call) -> dict:
    channel = call.channel()
    ts = _message(call, channel)["ts"]
    if channel.archived:
        raise Refused("is_archived")
    add(call.world, channel, ts, user=call.token.user, name=call.args["name"])
    return {}


@method("reactions.remove", scope="reactions:write", needs=f"{WHERE} name")
def reactions_remove(call: Call) -> dict:
    channel = call.channel()
    ts = _message(call, channel)["ts"]
    remove(call.world, channel, ts, user=call.token.user, name=call.args["name"])
    return {}


@method("reactions.get", scope="reactions:read", needs=WHERE, takes="full:bool file file_comment")
def reactions_get(call: Call) -> dict:
    channel = call.channel()
    return {"type": "message", "channel": channel.id, "message": _message(call, channel)}
