"""The chat: one page, one conversation, with or without JavaScript."""

import re
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from channels.messages import InboundMessage
from channels.views import Transcript
from channels.web import compose, files, forms, guests, intakes, live, wording
from channels.web.forms import Form, Intake
from channels.web.guests import Guest
from channels.web.refusals import Refused
from channels.web.seal import seal, stamp, token_for
from channels.web.site import Site, now, wants_json

NOTHING_YET = Transcript(lines=(), busy=False)
NAME_LIMIT = 80


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What stands in the composer: a number and perhaps words that could not be sent yet."""

    id: str
    words: str = ""


def _intake(site: Site, request: Request) -> Intake:
    return intakes.with_files(site, request, guests.vouching(site, request))


async def page(site: Site, request: Request) -> Response:
    """The conversation so far. Opens no session: that is for the first message."""
    guest = await guests.find(site, request)
    return await _show(site, request, guest, Draft(id=compose.new_id()))


async def _show(
    site: Site, request: Request, guest: Guest | None, draft: Draft, refused: Refused | None = None
) -> Response:
    transcript = await _transcript(site, guest)
    mark = seal(request, site.settings, secret=guest.secret if guest else "")
    response = site.page(
        "chat.html",
        status=refused.status if refused else 200,
        notice=refused.sentence if refused else "",
        visitor=guest.visitor if guest else None,
        transcript=transcript,
        token=mark.token,
        draft=draft,
    )
    response.headers.update(refused.headers if refused else {})
    return stamp(response, mark, site.settings)


async def _transcript(site: Site, guest: Guest | None) -> Transcript:
    if guest is None:
        return NOTHING_YET
    return await site.desk.transcript(guest.conversation)


async def say(site: Site, request: Request) -> Response:
    """Take a message or a press. The answer is good news only once the desk has it."""
    form = await forms.read(request, _intake(site, request))
    guest = await guests.welcome(site, request, form)
    try:
        await _take(site, guest, form)
        response = _taken(request, guest)
    except Refused as refused:
        response = await _turned_down(site, request, guest, form, refused)
    return guests.remember(site, response, guest)


async def _take(site: Site, guest: Guest, form: Form) -> None:
    site.messages.demand(f"chat {guest.secret}", now())
    await site.hand_in(await _message(site, guest, form))


async def _message(site: Site, guest: Guest, form: Form) -> InboundMessage:
    id = f"{guest.visitor.address}/{compose.client_id(form)}"
    where, who = guest.conversation, guest.person
    if token := form.get("choice"):
        transcript = await site.desk.transcript(where)
        choice = compose.pressed(token, (c for line in transcript.lines for c in line.choices))
        return compose.press(choice, id=id, conversation=where, person=who)
    words = compose.words_of(form, "text", limit=site.settings.text_limit)
    return compose.typed(form, id=id, conversation=where, person=who, words=words)


def _taken(request: Request, guest: Guest) -> Response:
    if wants_json(request):
        return JSONResponse({"id": compose.new_id(), "csrf": token_for(guest.secret)})
    return RedirectResponse("/", 303)


async def _turned_down(
    site: Site, request: Request, guest: Guest, form: Form, refused: Refused
) -> Response:
    """The sentence, and the page with the words still in it, to be sent again as they are."""
    if wants_json(request):
        answer = {"error": refused.sentence, "csrf": token_for(guest.secret)}
        return JSONResponse(answer, refused.status, refused.headers)
    kept = refused.status in (429, 503)
    id = form.get("id") if kept else compose.new_id()
    draft = Draft(id=id, words=form.get("text"))
    return await _show(site, request, guest, draft, refused)


async def introduce(site: Site, request: Request) -> Response:
    """Take a name and an e-mail address, as claims."""
    form = await forms.read(request, _intake(site, request))
    name, email = _claims(form)
    guest = await guests.welcome(site, request, form)
    site.messages.demand(f"chat {guest.secret}", now())
    await site.desk.introduce(guest.secret, name=name, email=email)
    return guests.remember(site, RedirectResponse("/", 303), guest)


def _claims(form: Form) -> tuple[str, str]:
    name = " ".join(compose.tidy(form.get("name")).split())
    email = compose.tidy(form.get("email"))
    if len(name) > NAME_LIMIT:
        raise Refused(422, wording.BAD_NAME.format(limit=NAME_LIMIT))
    if email and not compose.EMAIL.fullmatch(email):
        raise Refused(422, wording.BAD_ADDRESS)
    return name, email


async def stream(site: Site, request: Request) -> Response:
    """The conversation as it goes on."""
    guest = await guests.require(site, request)

    async def welcome() -> bool:
        return await site.desk.visitor(guest.secret) is not None

    lines = live.lines(site, welcome, guest.conversation, after=_last_seen(request))
    return live.open_stream(site, request, lines, session=guest.secret)


def _last_seen(request: Request) -> int:
    """A browser that comes back names the last line it has; a page names its own."""
    named = request.headers.get("last-event-id") or request.query_params.get("after", "")
    return int(named) if re.fullmatch(r"[0-9]{1,12}", named) else 0


async def file(site: Site, request: Request) -> Response:
    """A file of one's own conversation."""
    guest = await guests.require(site, request)
    transcript = await site.desk.transcript(guest.conversation)
    within = (a for line in transcript.lines for a in line.attachments)
    return await files.hand_out(site, request.path_params["source"], within)
