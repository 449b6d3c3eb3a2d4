"""The fake's one HTTP server: the Web API, uploads and downloads, response URLs, Socket Mode."""

import asyncio
import json
import time
from dataclasses import dataclass

from aiohttp import web

from tests.fakes.slack import api, responses
from tests.fakes.slack.faults import Broken, Faults, Limited
from tests.fakes.slack.method import METHODS, Call, Method
from tests.fakes.slack.refusals import Refused
from tests.fakes.slack.sockets import Sockets
from tests.fakes.slack.world import Token, World

LARGEST = 64 * 1024 * 1024
LOGIN = "<!DOCTYPE html><html><title>Sign in | Slack</title></html>"

assert api.__all__, "importing it fills METHODS"


@dataclass(frozen=True, slots=True)
class Logged:
    """One call as it came in, and what it was answered."""

    method: str
    args: dict
    token: str
    at: float
    answer: dict
    status: int = 200


class Server:
    """Understands requests; what they do is in `api`."""

    def __init__(self, world: World, sockets: Sockets, faults: Faults) -> None:
        self.world = world
        self.sockets = sockets
        self.faults = faults
        self.calls: list[Logged] = []
        self.watching: set[asyncio.Event] = set()

    def app(self) -> web.Application:
        app = web.Application(client_max_size=LARGEST)
        app.router.add_route("*", "/api/{method}", self.api)
        app.router.add_post("/upload/v1/{file}", self.upload)
        app.router.add_get("/files-pri/{rest:.*}", self.download)
        app.router.add_post("/response/{rest:.*}", self.respond)
        app.router.add_get("/link/", self.sockets.serve)
        return app

    async def api(self, request: web.Request) -> web.StreamResponse:
        """Answer a call; or do the work and hang up, if the answer is to be lost."""
        method, given = request.match_info["method"], await arguments(request)
        token = given.pop("token", "") or bearer(request)
        if self.faults.loses_call(method):
            return hang_up(request)
        answered = self._answer(method, given, token)
        lost = self.faults.loses_answer(method)
        return hang_up(request) if lost else answered

    def _answer(self, method: str, given: dict, token: str) -> web.Response:
        try:
            status, said, headers = 200, *self._work(method, given, token)
        except Refused as refused:
            status, said, headers = 200, refused.answer(), {}
        except Limited as limit:
            status, said = 429, {"ok": False, "error": "ratelimited"}
            headers = {"Retry-After": str(limit.retry_after)}
        except Broken as broken:
            status, said, headers = broken.status, {}, {}
        self.calls.append(Logged(method, given, token, time.monotonic(), said, status))
        for each in self.watching:
            each.set()
        if not said:
            return web.Response(status=status, text="upstream trouble")
        return web.json_response(said, status=status, headers=headers)

    def _work(self, name: str, given: dict, token: str) -> tuple[dict, dict]:
        self.faults.before(name, str(given.get("channel", "")))
        method = METHODS.get(name)
        if method is None:
            self.world.complaints.append(f"there is no method {name}")
            raise Refused("unknown_method", req_method=name)
        allowed = self._allowed(method, token)
        call = Call(self.world, allowed, method.understood(given))
        said = method.work(call)
        if name == "apps.connections.open":
            self.sockets.tickets.add(said["url"].partition("ticket=")[2].partition("&")[0])
        return {"ok": True, **said}, self._scopes(allowed, method)

    def _allowed(self, method: Method, value: str) -> Token:
        if method.token == "none":
            return Token(value="", team="", user="", scopes=set())
        token = known(self.world, value)
        if token.kind != method.token:
            raise Refused("not_allowed_token_type")
        if method.scopes and not token.scopes & set(method.scopes):
            provided = ",".join(sorted(token.scopes))
            raise Refused("missing_scope", needed=",".join(method.scopes), provided=provided)
        return token

    def _scopes(self, token: Token, method: Method) -> dict:
        has = {"X-OAuth-Scopes": ",".join(sorted(token.scopes))} if token.scopes else {}
        return has | {"X-Accepted-OAuth-Scopes": ",".join(method.scopes)}

    async def upload(self, request: web.Request) -> web.Response:
        """The second step of an upload: the bytes, raw or as a form's one file."""
        file = self.world.files.get(request.match_info["file"])
        if file is None or file.complete:
            return web.Response(status=404, text="no such upload")
        if request.content_type.startswith("multipart/"):
            form = await request.post()
            parts = [part for part in form.values() if isinstance(part, web.FileField)]
            file.content = parts[0].file.read() if parts else b""
        else:
            file.content = await request.read()
        return web.Response(text=f"OK - {len(file.content)}")

    async def download(self, request: web.Request) -> web.Response:
        """A file's bytes; to whom may not read files, a page to sign in at, as from Slack."""
        file_id = request.path.split("/")[2].partition("-")[2]
        file = self.world.files.get(file_id)
        try:
            allowed = "files:read" in known(self.world, bearer(request)).scopes
        except Refused:
            allowed = False
        if not allowed:
            return web.Response(text=LOGIN, content_type="text/html")
        if file is None:
            return web.Response(status=404, text=LOGIN, content_type="text/html")
        return web.Response(body=file.content, content_type=file.media_type)

    async def respond(self, request: web.Request) -> web.Response:
        """What an app says through a response_url."""
        try:
            self.faults.before("response_url", "")
            responses.respond(self.world, str(request.url), await request.json())
        except Limited as limit:
            return web.Response(status=429, headers={"Retry-After": str(limit.retry_after)})
        except Refused as refused:
            return web.Response(status=404, text=refused.code)
        return web.Response(text="ok")


def known(world: World, value: str) -> Token:
    """The token, if it is good. Raises Refused."""
    if not value:
        raise Refused("not_authed")
    token = world.tokens.get(value)
    if token is None:
        raise Refused("invalid_auth")
    if token.state:
        raise Refused(token.state)
    if token.expires and token.expires < time.time():
        raise Refused("token_expired")
    return token


def bearer(request: web.Request) -> str:
    return request.headers.get("Authorization", "").removeprefix("Bearer ").strip()


async def arguments(request: web.Request) -> dict:
    """The arguments, from wherever Slack takes them."""
    given: dict = {**request.query}
    if request.content_type == "application/json":
        body = await request.read()
        given |= json.loads(body) if body else {}
    else:
        given |= await request.post()
    return given


def hang_up(request: web.Request) -> web.StreamResponse:
    if request.transport is not None:
        request.transport.abort()
    return web.Response()
