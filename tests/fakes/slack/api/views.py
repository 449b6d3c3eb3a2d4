"""Modals and the Home tab: opened, pushed, changed, published."""

import secrets
import time

from tests.fakes.slack import blocks
from tests.fakes.slack.method import Call, method
from tests.fakes.slack.refusals import Refused
from tests.fakes.slack.world import World

MOST_ON_TOP = 3


def spend(call: Call) -> str:
    """The person whose press this trigger is: good once, and not for long. Raises Refused."""
    given = call.args["trigger_id"]
    if given not in call.world.triggers:
        raise Refused("invalid_trigger_id")
    user, until = call.world.triggers[given]
    if not user:
        raise Refused("exchanged_trigger_id")
    if time.monotonic() > until:
        raise Refused("expired_trigger_id")
    call.world.triggers[given] = "", 0.0
    return user


def kept(world: World, view: dict, *, team: str, root: str = "", before: str = "") -> dict:
    """The view as Slack hands it back."""
    view_id = world.new_id("V")
    empty = {"private_metadata": "", "callback_id": "", "external_id": "", "submit": None}
    shown = empty | {"close": None, "notify_on_close": False, "clear_on_close": False} | view
    shown |= blocks.with_ids(view["blocks"])
    shown |= {"id": view_id, "team_id": team, "hash": _hash(), "state": {"values": {}}}
    shown |= {"root_view_id": root or view_id, "previous_view_id": before or None}
    bot = {"app_id": world.app.id, "bot_id": world.teams[team].bot_id}
    return shown | bot | {"app_installed_team_id": team}


def _hash() -> str:
    return f"{time.time():.6f}.{secrets.token_hex(4)}"


def _free(call: Call, view: dict) -> None:
    wanted = view.get("external_id")
    if wanted and any(each["external_id"] == wanted for each in call.world.views.values()):
        raise Refused("duplicate_external_id")


@method("views.open", needs="trigger_id view:object", takes="interactivity_pointer")
def views_open(call: Call) -> dict:
    blocks.check_view(call.args["view"], "modal")
    _free(call, call.args["view"])
    user = spend(call)
    view = kept(call.world, call.args["view"], team=call.team.id)
    call.world.views[view["id"]] = view | {"of": user}
    return {"view": view}


@method("views.push", needs="trigger_id view:object", takes="interactivity_pointer")
def views_push(call: Call) -> dict:
    blocks.check_view(call.args["view"], "modal")
    _free(call, call.args["view"])
    user = spend(call)
    stack = [each for each in call.world.views.values() if each["of"] == user]
    if not stack:
        raise Refused("invalid_trigger_id")
    if len(stack) >= MOST_ON_TOP:
        raise Refused("push_limit_reached")
    view = pushed(call.world, stack[-1], call.args["view"])
    return {"view": {name: value for name, value in view.items() if name != "of"}}


def pushed(world: World, top: dict, view: dict) -> dict:
    root, before = top["root_view_id"], top["id"]
    new = kept(world, view, team=top["team_id"], root=root, before=before) | {"of": top["of"]}
    world.views[new["id"]] = new
    return new


@method("views.update", needs="view:object", takes="view_id external_id hash")
def views_update(call: Call) -> dict:
    blocks.check_view(call.args["view"], "modal")
    current = _named(call)
    if call.args.get("hash", current["hash"]) != current["hash"]:
        raise Refused("hash_conflict")
    view = changed(call.world, current, call.args["view"])
    return {"view": {name: value for name, value in view.items() if name != "of"}}


def changed(world: World, current: dict, view: dict) -> dict:
    new = kept(world, view, team=current["team_id"], root=current["root_view_id"])
    same = {name: current[name] for name in ("id", "of", "previous_view_id")}
    world.views[current["id"]] = new | same
    return world.views[current["id"]]


def _named(call: Call) -> dict:
    for view in call.world.views.values():
        by_name = view["external_id"] and view["external_id"] == call.args.get("external_id")
        if by_name or view["id"] == call.args.get("view_id"):
            return view
    raise Refused("not_found")


@method("views.publish", needs="user_id view:object", takes="hash")
def views_publish(call: Call) -> dict:
    blocks.check_view(call.args["view"], "home")
    user = call.world.users.get(call.args["user_id"])
    if user is None or user.team != call.team.id:
        raise Refused("user_not_found")
    current = call.world.homes.get(user.id)
    if current and call.args.get("hash", current["hash"]) != current["hash"]:
        raise Refused("hash_conflict")
    view = kept(call.world, call.args["view"], team=call.team.id)
    call.world.homes[user.id] = view
    return {"view": view}
