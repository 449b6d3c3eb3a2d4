"""Shortcuts, and forms that somebody has filled in.

Shapes: docs.slack.dev/reference/interaction-payloads, "shortcuts" and "view".
"""

from dataclasses import replace

from channels.slack import commands, modals, sentences, ways
from channels.slack.deeds import Answer, Deeds, Keep, Open
from channels.slack.modals import Errors, Submitted
from channels.slack.payloads import Json
from channels.slack.said import said
from channels.slack.scene import Scene


def shortcut(body: Json, scene: Scene) -> Deeds:
    """A global shortcut: the form for a request."""
    user, trigger = body.id("user", "id"), body.id("trigger_id")
    form = Open(team=scene.team, user=user, trigger=trigger, form=modals.REQUEST)
    return (form,) if user and trigger else ()


def on_message(body: Json, scene: Scene) -> Deeds:
    """A message shortcut: that message becomes a request."""
    by, channel = body.id("user", "id"), body.id("channel", "id")
    found = said(body.at("message"), channel=channel)
    if not (by and channel and found.ts) or channel == scene.rooms.triage:
        return ()
    return ways.seed_of(channel, found.ts, by, found.user, scene, found.text)


def submitted(body: Json, scene: Scene) -> Deeds:
    """A form: orders of an agent's, or a request; or what is to be corrected."""
    view = body.at("view").value
    filled = modals.parse_submission(view) if isinstance(view, dict) else None
    user, known_as = body.id("user", "id"), _id(body, scene)
    if isinstance(filled, Errors):
        told = {"response_action": "errors", "errors": dict(filled.sentences)}
        return (Answer(body=told),)
    if filled is None or not (user and known_as):
        return ()
    if filled.form == modals.REQUEST:
        return (commands.request(known_as, user, _request(filled), scene),)
    return _orders(filled, user, known_as, scene)


def _orders(filled: Submitted, user: str, known_as: str, scene: Scene) -> Deeds:
    """What they would have typed in the thread of the card."""
    origin = filled.origin
    team, _, channel = origin.place.partition("/")
    is_here = team == scene.team and bool(channel) and "|" not in channel
    place = scene.place(channel, origin.thread) if is_here else scene.place(user)
    begun = scene.message(known_as, user=user, conversation=place)
    return tuple(
        Keep(message=replace(begun, id=_numbered(known_as, at), text=order, private=True))
        for at, order in enumerate(filled.orders)
    )


def _request(filled: Submitted) -> str:
    about = sentences.about(filled.service) if filled.service else ""
    return "\n".join(filter(None, (filled.words, about)))


def _id(body: Json, scene: Scene) -> str:
    """A form that is sent is gone: its id and state are of this one time."""
    view = body.id("view", "id")
    return scene.id("view", view, body.id("view", "hash") or body.id("view", "root_view_id"))


def _numbered(known_as: str, at: int) -> str:
    return f"{known_as}/{at}" if at else known_as
