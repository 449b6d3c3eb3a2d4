"""Who the token is, and where Socket Mode connects."""

import secrets

from tests.fakes.slack.method import Call, method


@method("api.test", takes="foo error", token="none")
def api_test(call: Call) -> dict:
    return {"args": call.args}


@method("auth.test")
def auth_test(call: Call) -> dict:
    user = call.world.users[call.token.user]
    return {
        "url": f"https://{call.team.domain}.slack.com/",
        "team": call.team.name,
        "user": user.handle,
        "team_id": call.team.id,
        "user_id": user.id,
        "bot_id": user.bot_id,
        "is_enterprise_install": False,
    }


@method("auth.revoke", takes="test:bool")
def auth_revoke(call: Call) -> dict:
    call.token.state = call.token.state if call.args.get("test") else "token_revoked"
    return {"revoked": not call.args.get("test", False)}


@method("apps.connections.open", token="app")
def connections_open(call: Call) -> dict:
    ticket = secrets.token_hex(8)
    address = call.world.url.replace("http", "ws", 1)
    return {"url": f"{address}/link/?ticket={ticket}&app_id={call.world.app.id}"}


@method("team.info", scope="team:read", takes="team domain")
def team_info(call: Call) -> dict:
    team = call.team
    return {"team": {"id": team.id, "name": team.name, "domain": team.domain, "icon": {}}}


@method("bots.info", scope="users:read", takes="bot team_id")
def bots_info(call: Call) -> dict:
    found = [each for each in call.world.users.values() if each.bot_id == call.args.get("bot")]
    user = found[0] if found else call.world.users[call.team.bot]
    bot = {"id": user.bot_id, "name": user.name, "user_id": user.id, "deleted": user.deleted}
    return {"bot": bot | {"app_id": call.world.app.id, "icons": {}}}
