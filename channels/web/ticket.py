"""A requester's page about one ticket, behind a link that cannot be guessed."""

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from channels.messages import InboundMessage, Person
from channels.views import TicketStory, page_of
from channels.web import compose, cookies, files, forms, intakes, live, telling, wording
from channels.web.forms import Form, Intake
from channels.web.refusals import Refused
from channels.web.seal import seal, stamp
from channels.web.site import Site, now, wants_json

# The address is the key to the ticket, so it is told to nobody, not even to our own pages.
UNTOLD = {"Referrer-Policy": "no-referrer"}


async def _story(site: Site, request: Request) -> TicketStory:
    secret = request.path_params["secret"]
    story = await site.desk.ticket_by_link(secret) if cookies.SECRET.fullmatch(secret) else None
    if story is None:
        raise Refused(404, wording.NO_TICKET)
    return story


async def page(site: Site, request: Request) -> Response:
    """Where the ticket stands, what happens next, and room for a reply."""
    notice = wording.THANKS_FOR_NOTE if "sent" in request.query_params else ""
    return await _show(site, request, await _story(site, request), notice=notice)


async def _show(
    site: Site,
    request: Request,
    story: TicketStory,
    *,
    notice: str = "",
    words: str = "",
    id: str = "",
    status: int = 200,
) -> Response:
    mark = seal(request, site.settings)
    response = site.page(
        "ticket.html",
        status=status,
        story=story,
        told=telling.to_requester(story),
        link=_link(request),
        token=mark.token,
        id=id or compose.new_id(),
        words=words,
        notice=notice,
    )
    response.headers.update(UNTOLD)
    return stamp(response, mark, site.settings)


def _link(request: Request) -> str:
    return f"/t/{request.path_params['secret']}"


async def say(site: Site, request: Request) -> Response:
    """Take a reply or a press."""
    story = await _story(site, request)
    form = await forms.read(request, _intake(site, request))
    try:
        site.messages.demand(f"ticket {story.card.reference}", now())
        await site.hand_in(_message(site, story, form))
    except Refused as refused:
        return await _turned_down(site, request, story, form, refused)
    if wants_json(request):
        return JSONResponse({"id": compose.new_id(), "said": wording.THANKS_FOR_NOTE})
    return RedirectResponse(f"{_link(request)}?sent=1", 303, headers=UNTOLD)


def _intake(site: Site, request: Request) -> Intake:
    cookie = cookies.read(request, cookies.FORM, site.settings)
    return intakes.with_files(site, request, (cookie,))


def _message(site: Site, story: TicketStory, form: Form) -> InboundMessage:
    reference = story.card.reference
    id = f"ticket/{reference}/{compose.client_id(form)}"
    where = page_of(reference)
    who = Person(address=f"link:{reference}", name=wording.BY_LINK)
    if token := form.get("choice"):
        choice = compose.pressed(token, story.choices)
        return compose.press(choice, id=id, conversation=where, person=who)
    words = compose.words_of(form, "text", limit=site.settings.text_limit)
    return compose.typed(form, id=id, conversation=where, person=who, words=words)


async def _turned_down(
    site: Site, request: Request, story: TicketStory, form: Form, refused: Refused
) -> Response:
    if wants_json(request):
        return JSONResponse({"error": refused.sentence}, refused.status, refused.headers)
    response = await _show(
        site,
        request,
        story,
        notice=refused.sentence,
        words=form.get("text"),
        id=form.get("id") if refused.status in (429, 503) else "",
        status=refused.status,
    )
    response.headers.update(refused.headers)
    return response


async def stream(site: Site, request: Request) -> Response:
    """The story as it goes on, for as long as the link is good."""
    secret = request.path_params["secret"]
    await _story(site, request)

    async def welcome() -> bool:
        return await site.desk.ticket_by_link(secret) is not None

    async def render() -> dict[str, str]:
        story = await site.desk.ticket_by_link(secret)
        if story is None:
            return {}
        values = {"story": story, "told": telling.to_requester(story), "link": _link(request)}
        return {"story": site.fragment("ticket_story.html", **values)}

    parts = live.parts(site, welcome, render)
    return live.open_stream(site, request, parts, session=secret)


async def file(site: Site, request: Request) -> Response:
    """A file of this ticket that its requester may see."""
    story = await _story(site, request)
    within = (a for line in telling.public_lines(story) for a in line.attachments)
    response = await files.hand_out(site, request.path_params["source"], within)
    response.headers.update(UNTOLD)
    return response
