"""Slash commands: `/ticket` for everybody, `/helpdesk` for agents.

Shape: docs.slack.dev/interactivity/implementing-slash-commands, "Parameters".
"""

from collections.abc import Callable, Mapping
from dataclasses import replace

from channels.slack import sentences, words
from channels.slack.addresses import DIRECT
from channels.slack.deeds import Answer, Deeds, Keep, Open, Seed
from channels.slack.modals import REQUEST
from channels.slack.payloads import Json
from channels.slack.scene import Scene

HELP = "help"
SHORT = {"mine": "my tickets"}  # what the hint of the command offers, in words


def commanded(body: Json, scene: Scene) -> Deeds:
    """A command; one that we do not know is answered with a sentence."""
    do = _COMMANDS.get(body.text("command").strip().lower())
    if not (body.id("user_id") and body.id("trigger_id")):
        return ()
    return do(body, scene) if do else (whisper(sentences.UNKNOWN_COMMAND),)


def whisper(text: str) -> Answer:
    """Words for whoever typed the command alone."""
    return Answer(body={"response_type": "ephemeral", "text": text})


def _helpdesk(body: Json, scene: Scene) -> Deeds:
    """An order; it is answered where it was typed, or directly, to the agent alone."""
    user, channel = body.id("user_id"), body.id("channel_id")
    # Among two who write to each other we may not speak.
    place = scene.place(user if channel.startswith(DIRECT) or not channel else channel)
    said = words.plain(body.text("text"), scene.known, me=scene.me)
    order = scene.message(_id(body, scene), user=user, conversation=place)
    return (Keep(message=replace(order, text=said or HELP, private=True)),)


def _ticket(body: Json, scene: Scene) -> Deeds:
    """A request; it is answered in our direct messages with that person."""
    user, typed = body.id("user_id"), body.text("text").strip()
    said = SHORT.get(typed.lower(), typed)
    if not said:
        form = Open(team=scene.team, user=user, trigger=body.id("trigger_id"), form=REQUEST)
        return (form,)
    asked = request(_id(body, scene), user, words.plain(said, scene.known, me=scene.me), scene)
    return asked, whisper(sentences.ANSWERED_ALONE)


def request(kept_as: str, user: str, said: str, scene: Scene) -> Keep:
    """What somebody asks in no conversation: it gets one."""
    place = scene.place(user, f"seed/{kept_as}")
    message = scene.message(f"{kept_as}/seed", user=user, conversation=place)
    return Keep(message=message, seed=Seed(channel="", by=user, author=user, words=said))


def _id(body: Json, scene: Scene) -> str:
    return scene.id("command", body.id("trigger_id"))


_COMMANDS: Mapping[str, Callable[[Json, Scene], Deeds]] = {
    "/helpdesk": _helpdesk,
    "/ticket": _ticket,
}
