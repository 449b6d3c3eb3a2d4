"""Which events the app is told of: what it subscribed to, may read, and is there to see."""

from tests.fakes.slack.world import World

NEEDED = {  # the scope that an event needs; the history of messages is looked up by channel
    "app_mention": "app_mentions:read",
    "reaction_added": "reactions:read",
    "reaction_removed": "reactions:read",
    "file_shared": "files:read",
    "team_join": "users:read",
    "user_change": "users:read",
    "channel_archive": "channels:read",
    "channel_rename": "channels:read",
    "member_joined_channel": "channels:read",
}
HISTORY = {"channel": "channels", "group": "groups", "im": "im", "mpim": "mpim"}
FROM_US = ("app_uninstalled", "tokens_revoked", "app_home_opened")


def is_told(world: World, subscribed: set[str], team: str, event: dict) -> bool:
    """Slack tells an app what it subscribed to, has the scope for, and is there to see."""
    kind = event["type"]
    name = f"message.{_plural(event)}" if kind == "message" else kind
    if name not in subscribed:
        return False
    return kind in FROM_US or (_has_scope(world, team, event) and _is_there(world, team, event))


def _has_scope(world: World, team: str, event: dict) -> bool:
    kind = event["type"]
    needed = NEEDED.get(kind, "")
    if kind == "message":
        needed = f"{HISTORY[event['channel_type']]}:history"
    bots = [t for t in world.tokens.values() if t.team == team and t.kind == "bot"]
    return not needed or any(needed in each.scopes for each in bots)


def _is_there(world: World, team: str, event: dict) -> bool:
    item = event.get("item") or {}
    named = event.get("channel") or event.get("channel_id") or item.get("channel")
    place = world.channels.get(named) if isinstance(named, str) else None
    return place is None or world.teams[team].bot in place.members


def _plural(event: dict) -> str:
    kind = event["channel_type"]
    return kind if kind in ("im", "mpim") else f"{kind}s"
