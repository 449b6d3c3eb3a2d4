"""Installation by OAuth, and the rotation of tokens (docs.slack.dev, "oauth.v2.access")."""

import secrets
import time

from tests.fakes.slack.method import Call, method
from tests.fakes.slack.refusals import Refused
from tests.fakes.slack.world import SCOPES, Team, Token, World

LIFETIME = 43_200
GIVEN = "client_id client_secret code redirect_uri grant_type refresh_token"


@method("oauth.v2.access", takes=GIVEN, token="none")
def oauth_access(call: Call) -> dict:
    app = call.world.app
    if call.args.get("client_id") != app.client_id:
        raise Refused("invalid_client_id")
    if call.args.get("client_secret") != app.client_secret:
        raise Refused("bad_client_secret")
    refreshed = call.args.get("grant_type") == "refresh_token"
    return (_refreshed if refreshed else _installed)(call)


def _installed(call: Call) -> dict:
    team = call.world.codes.pop(call.args.get("code", ""), "")
    if not team:
        raise Refused("invalid_code")
    call.world.teams[team].installed = True
    return _granted(call.world, call.world.teams[team])


def _refreshed(call: Call) -> dict:
    """A refresh token is good once: the second who spends it is refused."""
    team = call.world.refreshes.pop(call.args.get("refresh_token", ""), "")
    if not team:
        raise Refused("invalid_refresh_token")
    return _granted(call.world, call.world.teams[team])


def _granted(world: World, team: Team) -> dict:
    token = grant(world, team)
    person = {"id": f"U{team.id}ADMIN"}
    given = {
        "access_token": token.value,
        "token_type": "bot",
        "scope": ",".join(sorted(token.scopes)),
    }
    given |= {"bot_user_id": team.bot, "app_id": world.app.id, "is_enterprise_install": False}
    given |= {"team": {"id": team.id, "name": team.name}, "enterprise": None, "authed_user": person}
    return given | (_rotating(world, team, token) if token.expires else {})


def grant(world: World, team: Team) -> Token:
    """A new bot token of this team."""
    value = f"xoxb-{team.id}-{secrets.token_hex(6)}"
    token = Token(value=value, team=team.id, user=team.bot, scopes=set(SCOPES))
    token.expires = time.time() + LIFETIME if world.rotating else 0.0
    world.tokens[value] = token
    return token


def _rotating(world: World, team: Team, token: Token) -> dict:
    refresh = f"xoxe-1-{secrets.token_hex(8)}"
    world.refreshes[refresh] = team.id
    return {"refresh_token": refresh, "expires_in": LIFETIME}
