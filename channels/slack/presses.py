"""Buttons and menus that somebody pressed: choices of the desk's, and what agents do on a card.

Shape: docs.slack.dev/reference/interaction-payloads/block_actions-payload.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace

from channels.messages import InboundMessage, Person
from channels.slack import cards, modals
from channels.slack.blocks import CHOICE
from channels.slack.deeds import Deed, Deeds, Keep, Open, When
from channels.slack.home import NEW_REQUEST
from channels.slack.payloads import Json
from channels.slack.said import stamp
from channels.slack.scene import Scene, at

LONGEST_TOKEN = 64  # bytes, as of every choice


def pressed(body: Json, scene: Scene) -> Deeds:
    """A `block_actions` payload; usually it holds one action."""
    found = (_action(action, body, scene) for action in body.each("actions"))
    return tuple(deed for deed in found if deed)


def _action(action: Json, body: Json, scene: Scene) -> Deed | None:
    name = action.text("action_id")
    if name in _ON_A_CARD:
        return _ON_A_CARD[name](action, body, scene)
    if name == NEW_REQUEST:
        return form(body, scene, modals.REQUEST)
    token = action.text("value")
    is_choice = name.startswith(CHOICE) and token and len(token.encode()) <= LONGEST_TOKEN
    return _chosen(token, action, body, scene) if is_choice else None


def form(body: Json, scene: Scene, name: str, *, reference: str = "") -> Open:
    """A form to be shown to whoever pressed."""
    return Open(
        team=scene.team,
        user=body.id("user", "id"),
        trigger=body.id("trigger_id"),
        form=name,
        reference=reference,
        channel=_channel(body),
        message=_message(body),
    )


# --- choices --------------------------------------------------------------------------------------


def _chosen(token: str, action: Json, body: Json, scene: Scene) -> Keep | None:
    message = _press(action, body, scene)
    if message is None:
        return None
    answered = scene.id(_channel(body), _message(body))
    return Keep(message=replace(message, choice=token, answers=answered))


def _press(action: Json, body: Json, scene: Scene) -> InboundMessage | None:
    """Who pressed, in the conversation of the message below which the button stands."""
    user, channel, ts = body.id("user", "id"), _channel(body), _message(body)
    when = stamp(action, "action_ts")
    if not (user and when):
        return None
    where = ts or body.id("container", "view_id") or body.id("view", "id")
    thread = stamp(body, "container", "thread_ts") or stamp(body, "message", "thread_ts") or ts
    place = scene.place(channel, thread) if channel else scene.place(user)
    press = scene.message(scene.id("press", where, when, user), user=user, conversation=place)
    name = body.text("user", "name") or body.text("user", "username")
    person = press.person if press.person.name else replace(press.person, name=name)
    return replace(press, person=person, at=at(when, scene.now))


def _channel(body: Json) -> str:
    return body.id("channel", "id") or body.id("container", "channel_id")


def _message(body: Json) -> str:
    return stamp(body, "container", "message_ts") or stamp(body, "message", "ts")


# --- cards ----------------------------------------------------------------------------------------

OnACard = Callable[[Json, Json, Scene], Deed | None]


def _claim(action: Json, body: Json, scene: Scene) -> Deed | None:
    return _order("claim", "", action, body, scene)


def _assign(action: Json, body: Json, scene: Scene) -> Deed | None:
    user = action.id("selected_user")
    return _order("assign", _tells_apart(user, scene), action, body, scene) if user else None


def _priority(action: Json, body: Json, scene: Scene) -> Deed | None:
    level = action.id("selected_option", "value")
    return _order("priority", level, action, body, scene) if level else None


def _form(name: str) -> OnACard:
    def show(action: Json, body: Json, scene: Scene) -> Deed | None:
        return form(body, scene, name, reference=_reference(action))

    return show


def _order(verb: str, rest: str, action: Json, body: Json, scene: Scene) -> Keep | None:
    """What an agent would type. The card itself says which ticket it is, else the board does."""
    message = _press(action, body, scene)
    if message is None:
        return None
    reference = _reference(action)
    text = " ".join(filter(None, (verb, reference, rest)))
    when = When.ALWAYS if reference else When.ORDERED
    return Keep(message=replace(message, text=text, private=True), when=when)


def _reference(action: Json) -> str:
    """The block of a card says which ticket it is about."""
    found = cards.reference_in(action.text("block_id"))
    return found if found.isascii() and found.replace("-", "").isalnum() else ""


def _tells_apart(user: str, scene: Scene) -> str:
    person: Person = scene.person(user)
    return person.email or person.name or user


_ON_A_CARD: Mapping[str, OnACard] = {
    cards.CLAIM: _claim,
    cards.ASSIGN: _assign,
    cards.PRIORITY: _priority,
    cards.ASK: _form(modals.ASK),
    cards.RESOLVE: _form(modals.RESOLVE),
}
