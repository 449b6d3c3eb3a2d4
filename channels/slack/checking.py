"""Whether the desk can work in Slack, for somebody who sets it up. Each finding says what to do."""

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from channels.base import TryLater
from channels.slack.asking import Answer, Declined, ask
from channels.slack.installation import PUT_OUT, Installation
from channels.slack.one_workspace import of_auth_test
from channels.slack.places import Call, Place, find
from channels.slack.scopes import CONNECT, SCOPES, missing
from channels.slack.settings import WHERE, SlackSettings

Told = tuple[str, str, str]  # what it is about, a sentence, and "ok", "note" or "wrong"

SLACK = "slack"
NO_TRIAGE = (
    "no slack.triage_channel: agents see no cards in Slack and work by /helpdesk or the desk page"
)
NO_HELP = "no slack.help_channels: people write to Firstline directly or mention it"
NOBODY_JOINED = (
    "Firstline is in no workspace yet: `firstline slack invite` prints a link that brings one along"
)
NO_SUCH_CHANNEL = (
    "there is no such channel, or it is private: type /invite @Firstline there, or mend its name "
    "in the settings"
)
UNREACHABLE = "{trouble}. Look at the network and its proxies."
APP_TOKEN_REFUSED = (
    "Slack does not accept slack.app_token ({code}). Make a new one: " + WHERE["app_token"]
)
APP_TOKEN_SHORT = (
    f"slack.app_token lacks the scope {CONNECT}. Make a new one with it under Basic Information, "
    "App-Level Tokens, at api.slack.com/apps."
)
SOCKET_OFF = (
    "Slack opens no connection ({code}). Switch on Socket Mode at api.slack.com/apps, or make the "
    'app from `firstline slack manifest`; or set slack.mode = "http".'
)
NO_SCOPE_SAID = "Slack did not say what the token may do; scopes were not looked at"


@dataclass(frozen=True, slots=True)
class Seen:
    """A workspace: what is to be said of it, and the channels of the settings that are seen there.

    `places` is None where nothing could be looked up.
    """

    told: tuple[Told, ...]
    places: Mapping[str, Place] | None = None


def look(settings: SlackSettings, joined: Sequence[Installation] = ()) -> tuple[Told, ...]:
    """`findings`, for a command that has no loop."""
    return asyncio.run(findings(settings, joined))


async def findings(
    settings: SlackSettings, joined: Sequence[Installation] = ()
) -> tuple[Told, ...]:
    """Everything; nothing is changed in Slack. `joined` are the workspaces in the vault."""
    complaints = settings.complaints()
    tokens = _tokens(settings, joined, complaints)
    workspaces = [await _workspace(settings, token) for token in tokens]
    return (
        *((SLACK, complaint, "wrong") for complaint in complaints),
        *await _socket(settings, complaints),
        *(((SLACK, NOBODY_JOINED, "note"),) if settings.many and not joined else ()),
        *(told for workspace in workspaces for told in workspace.told),
        *_channels(settings, [each.places for each in workspaces if each.places is not None]),
    )


def _tokens(
    settings: SlackSettings, joined: Sequence[Installation], complaints: Sequence[str]
) -> tuple[str, ...]:
    """What there is to be shown to Slack."""
    if settings.many:
        return tuple(each.token for each in joined)
    wrong = _complains_of("bot_token", complaints)
    return () if wrong else (settings.bot_token.get_secret_value(),)


def _complains_of(name: str, complaints: Sequence[str]) -> bool:
    return any(each.startswith(f"slack.{name} ") for each in complaints)


async def _socket(settings: SlackSettings, complaints: Sequence[str]) -> tuple[Told, ...]:
    """Whether Slack would let us connect; the connection itself is not made."""
    if settings.mode != "socket" or _complains_of("app_token", complaints):
        return ()
    token = settings.app_token.get_secret_value()
    try:
        await ask(settings.base_url, token, "apps.connections.open")
    except TryLater as trouble:
        return ((SLACK, UNREACHABLE.format(trouble=trouble), "wrong"),)
    except Declined as no:
        return ((SLACK, _not_connected(no.code), "wrong"),)
    return ((SLACK, "Slack lets Firstline connect in Socket Mode", "ok"),)


def _not_connected(code: str) -> str:
    if code == "missing_scope":
        return APP_TOKEN_SHORT
    is_the_token = code in PUT_OUT or code in ("not_authed", "not_allowed_token_type")
    return (APP_TOKEN_REFUSED if is_the_token else SOCKET_OFF).format(code=code)


async def _workspace(settings: SlackSettings, token: str) -> Seen:
    """Whether we are let in, and what we may do there."""
    try:
        answer = await ask(settings.base_url, token, "auth.test")
    except (TryLater, Declined) as trouble:
        return Seen(((SLACK, _not_let_in(settings, trouble), "wrong"),))
    ours = of_auth_test(answer.said, token=token, scopes=answer.scopes)
    about = f"slack workspace {ours.name or ours.team}"
    let_in = f"Firstline is let in, as {answer.said.get('user') or ours.bot_user}"
    told = ((about, let_in, "ok"), *((about, *each) for each in _scopes(answer)))
    call = partial(_call, settings, token)
    try:
        admins = tuple((about, each, "wrong") for each in await _admins(call, settings))
        return Seen((*told, *admins), await find(call, _wanted(settings)))
    except (TryLater, Declined) as trouble:
        text = f"its channels and members could not be looked up: {trouble}"
        return Seen((*told, (about, text, "wrong")))


def _not_let_in(settings: SlackSettings, trouble: Exception) -> str:
    if isinstance(trouble, TryLater):
        return UNREACHABLE.format(trouble=trouble)
    if settings.many:
        return f"a workspace does not let Firstline in any more ({trouble}): install it there again"
    return f"Slack does not accept slack.bot_token ({trouble}): {WHERE['bot_token']}"


def _scopes(answer: Answer) -> Iterator[tuple[str, str]]:
    if not answer.scopes:
        yield NO_SCOPE_SAID, "note"
        return
    lacks = missing(answer.scopes)
    for scope in lacks:
        yield (
            f"the scope {scope} is missing: without it Firstline cannot {SCOPES[scope]}. Add it "
            "under OAuth & Permissions at api.slack.com/apps and install the app again.",
            "wrong",
        )
    if not lacks:
        yield f"all {len(SCOPES)} scopes are granted", "ok"


async def _admins(call: Call, settings: SlackSettings) -> Sequence[str]:
    """Who is not there. Where there are many workspaces, an admin need not be in each."""
    admins = () if settings.many else settings.admins
    return [
        f"slack.admins: nobody here is {admin}; name somebody else"
        for admin in admins
        if not await _is_there(call, admin)
    ]


async def _is_there(call: Call, member: str) -> bool:
    try:
        said = await call("users.info", user=member)
    except Declined as no:
        if no.code != "user_not_found":
            raise
        return False
    return not (said.get("user") or {}).get("deleted")


# --- channels -------------------------------------------------------------------------------------


def _wanted(settings: SlackSettings) -> tuple[str, ...]:
    return tuple(filter(None, (*settings.help_channels, settings.triage_channel)))


def _channels(settings: SlackSettings, seen: Sequence[Mapping[str, Place]]) -> Iterator[Told]:
    if not settings.triage_channel:
        yield SLACK, NO_TRIAGE, "note"
    if not settings.help_channels:
        yield SLACK, NO_HELP, "note"
    if seen:
        for name in settings.help_channels:
            yield _channel("slack help channel", name, seen)
        if settings.triage_channel:
            yield _channel("slack triage channel", settings.triage_channel, seen)


def _channel(kind: str, name: str, seen: Sequence[Mapping[str, Place]]) -> Told:
    """It is enough that a channel is in one of the workspaces."""
    about = f"{kind} {name}"
    found = [places[name] for places in seen if name in places]
    if not found:
        return about, NO_SUCH_CHANNEL, "wrong"
    best = min(found, key=lambda each: (each.archived, not each.joined))
    if best.archived:
        return about, "it is archived: bring it back, or name another one", "wrong"
    if not best.joined:
        return about, "Firstline is not in it: type /invite @Firstline there", "wrong"
    return about, "Firstline is in it", "ok"


async def _call(settings: SlackSettings, token: str, method: str, **arguments: object) -> Any:  # noqa: ANN401
    return (await ask(settings.base_url, token, method, **arguments)).said
