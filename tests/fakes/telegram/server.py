"""The fake's HTTP: /botTOKEN/method and /file/botTOKEN/path, as Telegram has them."""

import json
from dataclasses import dataclass, field

from starlette.applications import Starlette
from starlette.datastructures import UploadFile
from starlette.responses import Response
from starlette.routing import Route

from tests.fakes.telegram import answers, methods, published
from tests.fakes.telegram.refusals import Refused, too_many


@dataclass
class Call:
    """One call of the bot, and the refusal it met with, if any."""

    method: str
    said: dict
    at: float
    refusal: Refused | None = None


@dataclass
class Faults:
    """What goes wrong, each used up by the next call of the method (or, for a chat, of any)."""

    refusals: dict[str, list[Refused]] = field(default_factory=dict)
    instead: list[bytes] = field(default_factory=list)
    lost: dict[str, int] = field(default_factory=dict)  # done, and nobody hears of it

    def next_refusal(self, method):
        waiting = self.refusals.get(method)
        return waiting.pop(0) if waiting else None

    def loses(self, method):
        if not self.lost.get(method):
            return False
        self.lost[method] -= 1
        return True


class Server:
    """`violations` is what a careful bot does not do; tests end with none."""

    def __init__(self, world, pending, pace, token, clock):
        self.world = world
        self.pending = pending
        self.pace = pace
        self.token = token
        self.clock = clock
        self.faults = Faults()
        self.calls = []
        self.violations = []

    def app(self):
        return Starlette(
            routes=[
                Route("/bot{token}/{method}", self.call, methods=["GET", "POST"]),
                Route("/file/bot{token}/{path:path}", self.download),
            ]
        )

    async def call(self, request):
        method = request.path_params["method"]
        said, uploads = await _arguments(request)
        if method == "getUpdates" and self.faults.instead:
            return Response(self.faults.instead.pop(0))
        call = Call(method, said | uploads, self.clock())
        self.calls.append(call)
        try:
            result = await self._answer(request.path_params["token"], call, said, uploads)
        except Refused as refused:
            call.refusal = refused
            if refused.description.startswith("STRICT") or "STRICT" in refused.description:
                self.violations.append(f"{method}: {refused.description}")
            return _json(refused.answer, refused.code)
        if self.faults.loses(method):
            return _HangUp()
        return _json({"ok": True, "result": result})

    async def _answer(self, token, call, said, uploads):
        if token != self.token:
            raise Refused(401, "Unauthorized")
        methods.check(call.method, call.said)
        published.check(call.method, said, uploads)
        told = self.faults.next_refusal(call.method)
        if told:
            raise told
        if call.method in answers.LIMITED:
            answers.place_of(self.world, said["chat_id"])
            wait = self.pace.refusal(said["chat_id"])
            if wait:
                raise too_many(wait)
        return await self._done(call)

    async def _done(self, call):
        if call.method == "getUpdates":
            return await self.pending.get(call.said)
        if call.method == "setWebhook":
            self.pending.hook(call.said)
            return True
        if call.method == "deleteWebhook":
            self.pending.webhook = ""
            return True
        if call.method == "getWebhookInfo":
            waiting = len(self.pending.waiting)
            return {"url": self.pending.webhook, "pending_update_count": waiting}
        return answers.ANSWERS[call.method](self.world, call.said)

    async def download(self, request):
        content = self.world.files.get(request.path_params["path"])
        if content is None or request.path_params["token"] != self.token:
            return Response(status_code=404)
        return Response(content, media_type="application/octet-stream")


def _json(answer, code=200):
    """In ASCII, as Telegram writes it: half characters too."""
    return Response(json.dumps(answer), code, media_type="application/json")


class _HangUp(Response):
    """Ends the connection in the middle of an answer: the server closes what is left unfinished."""

    async def __call__(self, scope, receive, send):
        headers = [(b"content-length", b"1000"), (b"content-type", b"application/json")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": b"{", "more_body": True})


async def _arguments(request):
    said, uploads = {}, {}
    async with request.form() as form:
        for name, value in form.items():
            if isinstance(value, UploadFile):
                uploads[name] = {"name": value.filename, "content": await value.read()}
            else:
                said[name] = _value(name, value)
    return said, uploads


TEXTS = frozenset(
    {"text", "caption", "url", "secret_token", "name", "callback_query_id", "file_id"}
)


def _value(name, value):
    """Telegram takes everything as text and reads JSON where something else is wanted."""
    if name in TEXTS:
        return value
    try:
        return json.loads(value)
    except ValueError:
        return value
