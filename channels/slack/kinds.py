"""Which kind a payload is, and who reads it; kinds that are in no table are ignored on purpose."""

from collections.abc import Callable, Mapping

from channels.slack import commands, dialogs, presses, ways, words
from channels.slack.deeds import AtHome, Deeds, PutOut
from channels.slack.payloads import Json
from channels.slack.scene import Scene

HOME = "home"

Read = Callable[[Json, Scene], Deeds]


def read(body: Json, scene: Scene) -> Deeds:
    """What a payload leads to; () where it leads to nothing. Never raises."""
    if body.holds("command"):
        return commands.commanded(body, scene)
    reads = _KINDS.get(body.id("type"))
    return reads(body, scene) if reads and scene.team else ()


def named(body: Json) -> tuple[str, ...]:
    """The users that a payload speaks of: who spoke or pressed, and who is mentioned or chosen."""
    texts = (body.text(*path) for path in _TEXTS)
    mentioned = (user for text in texts for user in words.mentioned(text))
    chosen = (action.id("selected_user") for action in body.each("actions"))
    spoke = (body.id(*path) for path in _SPEAKERS)
    return tuple(dict.fromkeys(filter(None, (*spoke, *chosen, *mentioned))))


def _event(body: Json, scene: Scene) -> Deeds:
    event = body.at("event")
    reads = _EVENTS.get(event.id("type"))
    return reads(event, scene) if reads else ()


def _opened(event: Json, scene: Scene) -> Deeds:
    is_home = event.id("tab") == HOME and event.id("user")
    return (AtHome(team=scene.team, user=event.id("user")),) if is_home else ()


def _put_out(event: Json, scene: Scene) -> Deeds:
    return (PutOut(team=scene.team),)


def _revoked(event: Json, scene: Scene) -> Deeds:
    """Tokens of people are none of our business."""
    return _put_out(event, scene) if event.holds("tokens", "bot") else ()


_KINDS: Mapping[str, Read] = {
    "event_callback": _event,
    "block_actions": presses.pressed,
    "shortcut": dialogs.shortcut,
    "message_action": dialogs.on_message,
    "view_submission": dialogs.submitted,
}
_EVENTS: Mapping[str, Read] = {
    "message": ways.hear,
    "app_mention": ways.hear,
    "reaction_added": ways.react,
    "app_home_opened": _opened,
    "app_uninstalled": _put_out,
    "tokens_revoked": _revoked,
}
_TEXTS = (("event", "text"), ("event", "message", "text"), ("text",))
_SPEAKERS = (
    ("event", "user"),
    ("event", "message", "user"),
    ("event", "previous_message", "user"),
    ("user", "id"),
    ("user_id",),
)
