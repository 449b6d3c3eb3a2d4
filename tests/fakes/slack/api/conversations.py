"""Channels: opened, looked up, listed, joined."""

from tests.fakes.slack import talk
from tests.fakes.slack.method import Call, method
from tests.fakes.slack.refusals import Refused
from tests.fakes.slack.world import Channel

READS = "channels:read groups:read im:read mpim:read"
KINDS = {"public_channel": "channel", "private_channel": "group", "im": "im", "mpim": "mpim"}


def shown(call: Call, channel: Channel) -> dict:
    """A channel as Slack's conversation object."""
    if channel.kind == "im":
        (person,) = channel.members - {call.token.user}
        return {"id": channel.id, "is_im": True, "user": person, "is_archived": False}
    return {
        "id": channel.id,
        "name": channel.name,
        "name_normalized": channel.name,
        "is_channel": channel.kind == "channel",
        "is_group": channel.kind == "group",
        "is_im": False,
        "is_mpim": channel.kind == "mpim",
        "is_private": channel.kind != "channel",
        "is_archived": channel.archived,
        "is_member": call.token.user in channel.members,
        "is_general": False,
        "is_shared": False,
        "is_ext_shared": False,
        "context_team_id": channel.team,
        "topic": {"value": "", "creator": "", "last_set": 0},
        "purpose": {"value": "", "creator": "", "last_set": 0},
    }


@method(
    "conversations.open",
    scope="im:write mpim:write",
    takes="users channel return_im:bool prevent_creation:bool",
)
def conversations_open(call: Call) -> dict:
    if call.args.get("channel"):
        return {"channel": {"id": call.channel().id}}
    wanted = call.args.get("users", "")
    person = call.world.users.get(wanted)
    if person is None or person.team != call.team.id:
        raise Refused("user_not_found" if wanted else "users_list_not_supplied")
    if person.id == call.token.user or person.deleted:
        raise Refused("user_disabled" if person.deleted else "cannot_dm_bot")
    return {"channel": _opened(call, call.world.talk(person))}


def _opened(call: Call, channel: Channel) -> dict:
    return shown(call, channel) if call.args.get("return_im") else {"id": channel.id}


@method(
    "conversations.info",
    scope=READS,
    needs="channel",
    takes="include_locale:bool include_num_members:bool",
)
def conversations_info(call: Call) -> dict:
    channel = call.channel()
    counted = {"num_members": len(channel.members)} if call.args.get("include_num_members") else {}
    return {"channel": shown(call, channel) | counted}


def _page(call: Call, found: list, standard: int) -> tuple[list, dict]:
    begin, limit = int(call.args.get("cursor") or 0), call.args.get("limit") or standard
    end = begin + limit
    cursor = str(end) if end < len(found) else ""
    return found[begin:end], {"response_metadata": {"next_cursor": cursor}}


def _seen(call: Call) -> list[Channel]:
    kinds = {KINDS[each] for each in call.args.get("types", "public_channel").split(",")}
    known = [each for each in call.world.channels.values() if each.team == call.team.id]
    return [
        each
        for each in known
        if each.kind in kinds
        and (each.kind == "channel" or call.token.user in each.members)
        and not (call.args.get("exclude_archived") and each.archived)
    ]


@method(
    "conversations.list",
    scope=READS,
    takes="types exclude_archived:bool limit:number cursor team_id",
)
def conversations_list(call: Call) -> dict:
    page, cursor = _page(call, _seen(call), 100)
    return {"channels": [shown(call, each) for each in page], **cursor}


@method(
    "users.conversations",
    scope=READS,
    takes="types exclude_archived:bool limit:number cursor user team_id",
)
def users_conversations(call: Call) -> dict:
    user = call.args.get("user", call.token.user)
    page, cursor = _page(call, [each for each in _seen(call) if user in each.members], 100)
    return {"channels": [shown(call, each) for each in page], **cursor}


@method("conversations.members", scope=READS, needs="channel", takes="limit:number cursor")
def conversations_members(call: Call) -> dict:
    page, cursor = _page(call, sorted(call.channel().members), 100)
    return {"members": page, **cursor}


@method("conversations.join", scope="channels:join", needs="channel")
def conversations_join(call: Call) -> dict:
    channel = call.channel()
    if channel.archived:
        raise Refused("is_archived")
    if channel.kind != "channel":
        raise Refused("method_not_supported_for_channel_type")
    if call.token.user not in channel.members:
        joined(call, channel)
    return {"channel": shown(call, channel)}


def joined(call: Call, channel: Channel) -> None:
    channel.members.add(call.token.user)
    text = f"<@{call.token.user}> has joined the channel"
    message = {"subtype": "channel_join", "user": call.token.user, "text": text}
    talk.post(call.world, channel, message)
