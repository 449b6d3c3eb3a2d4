"""What an app says through a response_url: five times within half an hour (Slack's rule)."""

import time

from tests.fakes.slack import blocks, talk, words
from tests.fakes.slack.refusals import Refused
from tests.fakes.slack.world import World

USES = 5
SECONDS = 1800.0


def new_url(world: World, *, channel: str, user: str, ts: str = "") -> str:
    """An address good for messages in answer to what this user did in this channel."""
    url = f"{world.url}/response/{channel}/{world.new_id('R')}"
    until = time.monotonic() + SECONDS
    world.replies[url] = {"channel": channel, "user": user, "ts": ts, "left": USES, "until": until}
    return url


def respond(world: World, url: str, said: dict) -> None:
    """Raises Refused."""
    place = world.replies.get(url)
    if place is None or place["until"] < time.monotonic():
        raise Refused("expired_url")
    if place["left"] < 1:
        raise Refused("used_url")
    place["left"] -= 1
    blocks.check_message(said.get("blocks", []))
    (_replace if _is_about_the_message(said) else _say)(world, place, said)


def _is_about_the_message(said: dict) -> bool:
    return bool(said.get("replace_original") or said.get("delete_original"))


def _content(world: World, place: dict, said: dict) -> dict:
    bot = world.users[world.teams[world.channels[place["channel"]].team].bot]
    kept = {"text": words.sent(said.get("text", "")), "blocks": said.get("blocks", [])}
    return kept | {"user": bot.id, "bot_id": bot.bot_id, "app_id": world.app.id}


def _say(world: World, place: dict, said: dict) -> None:
    channel, message = world.channels[place["channel"]], _content(world, place, said)
    if said.get("response_type") == "in_channel":
        talk.post(world, channel, message, thread=said.get("thread_ts", ""))
        return
    where = {"ts": world.stamps.next(), "channel": channel.id, "to": place["user"]}
    thread = {"thread_ts": said["thread_ts"]} if said.get("thread_ts") else {}
    world.ephemerals.append({"type": "message", **message, **where, **thread})


def _replace(world: World, place: dict, said: dict) -> None:
    channel, ts = world.channels[place["channel"]], place["ts"]
    private = [each for each in world.ephemerals if each["ts"] == ts]
    if said.get("delete_original"):
        _delete(world, place, private)
    elif private:
        private[0] |= _content(world, place, said)
    elif ts in channel.messages:
        talk.change(world, channel, ts, _content(world, place, said))


def _delete(world: World, place: dict, private: list[dict]) -> None:
    if private:
        world.ephemerals.remove(private[0])
    else:
        talk.delete(world, world.channels[place["channel"]], place["ts"])
