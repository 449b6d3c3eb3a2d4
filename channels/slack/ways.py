"""The ways in: which messages are for us, and what becomes of the others.

The first row of `WAYS` whose rule holds decides about a message. What changes or takes back a
message is for us wherever the message itself would be, or is.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial

from channels.messages import InboundMessage
from channels.slack import sentences, words
from channels.slack.asks import asks_for_the_desk, is_announcement
from channels.slack.deeds import Deeds, Hint, Keep, Seed, When
from channels.slack.payloads import Json
from channels.slack.said import HEARD, SLACKBOT, Said, said, stamp
from channels.slack.scene import Scene, at

YOUNG = 600  # seconds; the root of so new a thread may still be on its way to us
HELP = "help"  # what somebody wants who only calls us

Rule = Callable[[Said, Scene], bool]
Way = Callable[[Said, Scene], Deeds]


def hear(event: Json, scene: Scene) -> Deeds:
    """A `message` or `app_mention` event."""
    change = _CHANGES.get(event.id("subtype"))
    channel, kind = event.id("channel"), event.id("channel_type")
    if change:
        return change(event, channel, kind, scene)
    spoken = said(event, channel=channel, kind=kind)
    return heard(spoken, scene) if event.at("hidden").value is not True else ()


def react(event: Json, scene: Scene) -> Deeds:
    """A `reaction_added` event: with the right emoji, the message becomes a request."""
    emoji = event.id("reaction").partition("::")[0]
    channel, ts = event.id("item", "channel"), stamp(event, "item", "ts")
    by, author = event.id("user"), event.id("item_user")
    is_ours = scene.me and scene.me in (by, author)
    if emoji != scene.reaction or not (channel and ts and by) or is_ours:
        return ()
    return () if channel == scene.rooms.triage else seed_of(channel, ts, by, author, scene)


def seed_of(channel: str, ts: str, by: str, author: str, scene: Scene, said_so: str = "") -> Deeds:
    """A message that somebody wants to be a request; however many do, it is one."""
    place = scene.place(channel, f"seed/{ts}")
    message = scene.message(scene.id("seed", channel, ts), user=by, conversation=place)
    seed = Seed(channel=channel, message=ts, by=by, author=author, words=said_so)
    return (Keep(message=replace(message, doubt=sentences.NOT_SAID_TO_US), seed=seed),)


# --- what is said ---------------------------------------------------------------------------------


def heard(spoken: Said, scene: Scene) -> Deeds:
    """What becomes of one message, new or not."""
    if not _may_speak(spoken, scene):
        return ()
    return next(way for rule, way in WAYS if rule(spoken, scene))(spoken, scene)


def _may_speak(spoken: Said, scene: Scene) -> bool:
    """A person, or a bot that may; never ourselves."""
    is_whole = spoken.channel and spoken.ts and (spoken.user or spoken.bot)
    if not is_whole or spoken.subtype not in HEARD or _is_us(spoken, scene):
        return False
    if spoken.user == SLACKBOT:
        return False
    return not spoken.bot or bool(scene.bots & {spoken.bot, spoken.user, spoken.app} - {""})


def _is_us(spoken: Said, scene: Scene) -> bool:
    by_user = bool(scene.me) and spoken.user == scene.me
    return by_user or (bool(scene.app) and spoken.app == scene.app)


def message_of(spoken: Said, scene: Scene) -> InboundMessage:
    """It as the desk hears it; its files and people are looked up later."""
    text = words.plain(spoken.text, scene.known, me=scene.me)
    typed = words.plain(spoken.typed, scene.known, me=scene.me)
    is_called = words.names(spoken.text, scene.me)
    only_calls = is_called and not (text or spoken.files)
    conversation = scene.place(spoken.channel, spoken.thread)
    answered = "" if spoken.is_root else scene.id(spoken.channel, spoken.thread)
    return replace(
        scene.message(
            scene.id(spoken.channel, spoken.ts),
            user=spoken.user or spoken.bot,
            conversation=conversation,
        ),
        at=at(spoken.ts, scene.now),
        text=HELP if only_calls else text,
        order=text if is_called else "",
        doubt=sentences.NOT_SAID_TO_US if text and not typed else "",
        answers=answered,
    )


def _take(spoken: Said, scene: Scene, *, when: When = When.ALWAYS) -> Deeds:
    return (_keep(spoken, scene, when),)


def _keep(spoken: Said, scene: Scene, when: When) -> Keep:
    message = message_of(spoken, scene)
    return Keep(message=message, when=when, files=spoken.files, machine=bool(spoken.bot))


def _at_the_desk(spoken: Said, scene: Scene) -> Deeds:
    """Where the desk works: in the thread of a card it is a note, called by name an order."""
    is_called = words.names(spoken.text, scene.me)
    if spoken.is_root and not is_called:
        return ()
    keep = _keep(spoken, scene, When.ORDERED if is_called else When.PINNED)
    # There what is said is an order as it stands.
    return (replace(keep, message=replace(keep.message, private=True, order="")),)


def _hint(spoken: Said, scene: Scene) -> Deeds:
    return (Hint(team=scene.team, channel=spoken.channel, user=spoken.user),)


def _ignore(spoken: Said, scene: Scene) -> Deeds:
    return ()


def _is_at_the_desk(spoken: Said, scene: Scene) -> bool:
    return spoken.channel == scene.rooms.triage


def _is_direct(spoken: Said, scene: Scene) -> bool:
    return spoken.is_direct


def _calls_us(spoken: Said, scene: Scene) -> bool:
    return words.names(spoken.text, scene.me)


def _is_help_wanted(spoken: Said, scene: Scene) -> bool:
    is_news = is_announcement(spoken.text)
    return spoken.is_root and spoken.channel in scene.rooms.help and not is_news


def _answers_what_is_new(spoken: Said, scene: Scene) -> bool:
    """In a help channel, an answer that may have overtaken what it answers."""
    here = spoken.channel in scene.rooms.help and not spoken.is_root
    age = at(spoken.ts, scene.now) - at(spoken.thread, scene.now)
    return here and 0 <= age.total_seconds() < YOUNG and spoken.parent not in ("", scene.me)


def _answers(spoken: Said, scene: Scene) -> bool:
    return not spoken.is_root


def _asks_elsewhere(spoken: Said, scene: Scene) -> bool:
    return (
        spoken.channel not in scene.rooms.help and not spoken.bot and asks_for_the_desk(spoken.text)
    )


def _always(spoken: Said, scene: Scene) -> bool:
    return True


WAYS: tuple[tuple[Rule, Way], ...] = (
    (_is_at_the_desk, _at_the_desk),
    (_is_direct, _take),
    (_calls_us, _take),
    (_is_help_wanted, _take),
    (_answers_what_is_new, partial(_take, when=When.SOON)),
    (_answers, partial(_take, when=When.KNOWN)),
    (_asks_elsewhere, _hint),
    (_always, _ignore),
)

# --- what is changed ------------------------------------------------------------------------------

Change = Callable[[Json, str, str, Scene], Deeds]
Revise = Callable[[Keep], Keep]


def _edited(event: Json, channel: str, kind: str, scene: Scene) -> Deeds:
    """Other words or files; not a link that was unfolded, or an answer that was counted."""
    now = said(event.at("message"), channel=channel, kind=kind)
    if now.user == SLACKBOT and event.id("message", "subtype") == "tombstone":
        return _deleted(event, channel, kind, scene)  # the root of a thread leaves a stone
    before = said(event.at("previous_message"), channel=channel, kind=kind)
    reads_the_same = _reading(now) == _reading(before)
    if reads_the_same or not (now.edited or event.holds("previous_message")):
        return ()
    added = tuple(file for file in now.files if file not in before.files)
    change = partial(_as_edit, edit=now.edited or stamp(event, "event_ts") or now.ts)
    return _revised(replace(now, files=added), scene, change)


def _deleted(event: Json, channel: str, kind: str, scene: Scene) -> Deeds:
    gone = said(event.at("previous_message"), channel=channel, kind=kind)
    ts = stamp(event, "deleted_ts") or stamp(event, "message", "ts") or gone.ts
    gone = replace(gone, ts=ts, thread=gone.thread or ts, files=())
    return _revised(gone, scene, _as_deletion)


def _reading(spoken: Said) -> tuple[str, frozenset[str]]:
    return spoken.text, frozenset(file.id for file in spoken.files)


def _revised(spoken: Said, scene: Scene, change: Revise) -> Deeds:
    """What becomes of a message that is changed: as if it was said, or was said, to us."""
    if not _may_speak(spoken, scene):
        return ()
    kept = [deed for deed in heard(spoken, scene) if isinstance(deed, Keep)]
    if not kept:
        return (change(_keep(spoken, scene, When.KNOWN)),)
    return tuple(replace(change(each), before=_as_left(change, each)) for each in kept)


def _as_edit(keep: Keep, *, edit: str) -> Keep:
    told = keep.message
    edited = replace(told, id=f"{told.id}/edit/{edit}", edits=told.id, answers="")
    return replace(keep, message=edited)


def _as_deletion(keep: Keep) -> Keep:
    told = keep.message
    gone = replace(told, id=f"{told.id}/delete", deletes=told.id, text="", answers="")
    return replace(keep, message=gone)


def _as_left(change: Revise, keep: Keep) -> Keep:
    """What was said as it stands now: of what is gone, nothing."""
    if change is not _as_deletion:
        return keep
    return replace(keep, message=replace(keep.message, text="", automatic=True))


_CHANGES: Mapping[str, Change] = {"message_changed": _edited, "message_deleted": _deleted}
