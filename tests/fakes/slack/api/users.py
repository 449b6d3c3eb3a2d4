"""People: looked up by id or by address."""

from tests.fakes.slack.method import Call, method
from tests.fakes.slack.refusals import Refused
from tests.fakes.slack.world import User, World


def _profile(world: World, user: User, *, with_email: bool) -> dict:
    pictures = {f"image_{size}": f"{world.url}/pictures/{user.id}-{size}.png" for size in (48, 72)}
    names = {"real_name": user.name, "real_name_normalized": user.name, "display_name": user.handle}
    bot = {"bot_id": user.bot_id, "api_app_id": world.app.id} if user.bot_id else {}
    email = {"email": user.email} if with_email and user.email else {}
    return {"title": "", "phone": "", **names, **pictures, **bot, **email, "team": user.team}


def shown(world: World, user: User, scopes: set[str], *, locale: bool = False) -> dict:
    """A user as Slack's user object. An address is shown to who may read addresses."""
    with_email = "users:read.email" in scopes and not user.stranger
    return {
        "id": user.id,
        "team_id": user.team,
        "name": user.handle,
        "deleted": user.deleted,
        "real_name": user.name,
        "tz": "Europe/Amsterdam",
        "profile": _profile(world, user, with_email=with_email),
        "is_admin": False,
        "is_owner": False,
        "is_bot": bool(user.bot_id),
        "is_restricted": user.guest,
        "is_ultra_restricted": False,
        "is_stranger": user.stranger,
        "is_app_user": False,
        "updated": 1700000000,
    } | ({"locale": user.locale} if locale else {})


@method("users.info", scope="users:read", needs="user", takes="include_locale:bool")
def users_info(call: Call) -> dict:
    user = call.world.users.get(call.args["user"])
    if user is None or (user.team != call.team.id and not user.stranger):
        raise Refused("user_not_found")
    locale = call.args.get("include_locale", False)
    return {"user": shown(call.world, user, call.token.scopes, locale=locale)}


@method("users.lookupByEmail", scope="users:read.email", needs="email")
def users_lookup(call: Call) -> dict:
    wanted = call.args["email"].lower()
    for user in call.world.users.values():
        if user.team == call.team.id and user.email.lower() == wanted and not user.deleted:
            return {"user": shown(call.world, user, call.token.scopes)}
    raise Refused("users_not_found")


@method(
    "users.list",
    scope="users:read",
    takes="limit:number cursor include_locale:bool team_id presence:bool",
)
def users_list(call: Call) -> dict:
    team = [user for user in call.world.users.values() if user.team == call.team.id]
    members = [shown(call.world, each, call.token.scopes) for each in team]
    return {"members": members, "response_metadata": {"next_cursor": ""}}


@method("users.getPresence", scope="users:read", takes="user")
def users_presence(call: Call) -> dict:
    return {"presence": "active"}
