"""What Slack sends when people press, command, submit (docs.slack.dev, "Interaction payloads")."""

from tests.fakes.slack.responses import new_url
from tests.fakes.slack.world import Channel, User, World


def actor(world: World, user: User) -> dict:
    """The fields that every interaction has."""
    team = world.teams[user.team]
    who = {"id": user.id, "username": user.handle, "name": user.handle, "team_id": team.id}
    return {
        "user": who,
        "api_app_id": world.app.id,
        "token": world.app.verification,
        "team": {"id": team.id, "domain": team.domain},
        "enterprise": None,
        "is_enterprise_install": False,
        "trigger_id": world.new_trigger(user.id),
    }


def named(channel: Channel) -> dict:
    shown = {"im": "directmessage", "group": "privategroup"}
    return {"id": channel.id, "name": shown.get(channel.kind, channel.name)}


def pressed_in_message(world: World, user: User, channel: Channel, message: dict) -> dict:
    """A block_actions payload without its actions."""
    private = "to" in message
    container = {"type": "message", "message_ts": message["ts"], "channel_id": channel.id}
    container |= {"is_ephemeral": private}
    if message.get("thread_ts"):
        container |= {"thread_ts": message["thread_ts"]}
    url = new_url(world, channel=channel.id, user=user.id, ts=message["ts"])
    shown = {} if private else {"message": {k: v for k, v in message.items() if k != "metadata"}}
    where = {"container": container, "channel": named(channel), **shown}
    state = {"state": {"values": {}}, "response_url": url}
    return {"type": "block_actions", **actor(world, user), **where, **state}


def pressed_in_view(world: World, user: User, view: dict) -> dict:
    container = {"type": "view", "view_id": view["id"]}
    return {"type": "block_actions", **actor(world, user), "container": container, "view": view}


def command(world: World, user: User, channel: Channel, name: str, text: str) -> dict:
    """The form of a slash command."""
    team = world.teams[user.team]
    return {
        "token": world.app.verification,
        "team_id": team.id,
        "team_domain": team.domain,
        "channel_id": channel.id,
        "channel_name": named(channel)["name"],
        "user_id": user.id,
        "user_name": user.handle,
        "command": name,
        "text": text,
        "api_app_id": world.app.id,
        "is_enterprise_install": "false",
        "response_url": new_url(world, channel=channel.id, user=user.id),
        "trigger_id": world.new_trigger(user.id),
    }


def shortcut(world: World, user: User, callback_id: str, ts: str) -> dict:
    fields = {"type": "shortcut", "callback_id": callback_id, "action_ts": ts}
    return fields | actor(world, user)


def message_shortcut(
    world: World, user: User, channel: Channel, message: dict, callback_id: str, ts: str
) -> dict:
    url = new_url(world, channel=channel.id, user=user.id, ts=message["ts"])
    where = {"channel": named(channel), "message": message, "message_ts": message["ts"]}
    what = {"type": "message_action", "callback_id": callback_id, "action_ts": ts}
    return what | actor(world, user) | where | {"response_url": url}


def submission(world: World, user: User, view: dict) -> dict:
    return {"type": "view_submission", **actor(world, user), "view": view, "response_urls": []}


def closing(world: World, user: User, view: dict, *, cleared: bool) -> dict:
    fields = {"type": "view_closed", "view": view, "is_cleared": cleared}
    told = actor(world, user) | fields
    del told["trigger_id"]
    return told


def suggestion(
    world: World, user: User, block: dict, element: dict, typed: str, where: dict
) -> dict:
    """What an external_select asks while a person types."""
    asked = {"action_id": element["action_id"], "block_id": block["block_id"], "value": typed}
    told = actor(world, user) | {"type": "block_suggestion"} | asked | where
    del told["trigger_id"]
    return told
