"""What a method of the Web API is: its name, the scopes it needs, its arguments, what it does."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field

from tests.fakes.slack.refusals import Refused
from tests.fakes.slack.world import Channel, Team, Token, World

METHODS: dict[str, "Method"] = {}
BOOLS = {"1": True, "true": True, "True": True, "0": False, "false": False, "False": False}


@dataclass(frozen=True, slots=True)
class Call:
    """One call, understood and allowed."""

    world: World
    token: Token
    args: dict

    @property
    def team(self) -> Team:
        return self.world.teams[self.token.team]

    def channel(self, name: str = "channel") -> Channel:
        """The channel named, if the app can see it."""
        found = self.world.channels.get(self.args[name])
        if found is None or found.team != self.token.team:
            raise Refused("channel_not_found")
        if found.kind != "channel" and self.token.user not in found.members:
            raise Refused("channel_not_found")
        return found


@dataclass(frozen=True, slots=True)
class Method:
    name: str
    work: Callable[[Call], dict]
    scopes: tuple[str, ...]  # any one of them is enough
    kinds: dict[str, str]
    needed: tuple[str, ...] = field(default=())
    token: str = "bot"  # bot, app, or none

    def understood(self, given: dict) -> dict:
        """The arguments in their kinds. Raises Refused as Slack does."""
        # Slack's own client sends a team_id along with every call once it knows it.
        unknown = sorted(set(given) - set(self.kinds) - {"team_id"})
        if unknown:
            raise Refused("invalid_arguments", *(f"unknown field: {each}" for each in unknown))
        missing = [each for each in self.needed if given.get(each) in (None, "")]
        if missing:
            raise Refused("invalid_arguments", *(f"missing required field: {m}" for m in missing))
        known = {k: value for k, value in given.items() if value is not None and k in self.kinds}
        return {name: _as(self.kinds[name], name, value) for name, value in known.items()}


def _as(kind: str, name: str, value: object) -> object:
    made = KINDS[kind](value)
    if made is None:
        code = "invalid_blocks_format" if name == "blocks" else "invalid_arguments"
        raise Refused(code, f"must provide {kind} [json-pointer:/{name}]")
    return made


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _number(value: object) -> int | None:
    text = str(value)
    return int(text) if text.isdecimal() and not isinstance(value, bool) else None


def _flag(value: object) -> bool | None:
    return BOOLS.get(str(value))


def _json(kind: type) -> Callable[[object], object]:
    def made(value: object) -> object:
        try:
            parsed = json.loads(value) if isinstance(value, str) else value
        except ValueError:
            return None
        return parsed if isinstance(parsed, kind) else None

    return made


KINDS: dict[str, Callable[[object], object]] = {
    "string": _text,
    "number": _number,
    "bool": _flag,
    "list": _json(list),
    "object": _json(dict),
}


def method(
    name: str,
    *,
    scope: str = "",
    needs: str = "",
    takes: str = "",
    token: str = "bot",  # noqa: S107 (a kind)
) -> Callable[[Callable[[Call], dict]], Callable[[Call], dict]]:
    """Enter a function into the table. Arguments are words `name` or `name:kind`."""
    kinds = dict((f"{each}:string").split(":")[:2] for each in f"{needs} {takes}".split())
    needed = tuple(each.split(":")[0] for each in needs.split())

    def entered(work: Callable[[Call], dict]) -> Callable[[Call], dict]:
        METHODS[name] = Method(name, work, tuple(scope.split()), kinds, needed, token)
        return work

    return entered
