"""The agents' page: the queue, one ticket beside it, and their own line to Firstline."""

import re
from dataclasses import replace

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from channels.messages import Choice, InboundMessage, Person
from channels.views import AgentSession, DeskView, TicketStory, Transcript, desk_of
from channels.web import compose, files, forms, intakes, live, telling, wording
from channels.web.forms import Form
from channels.web.refusals import Refused
from channels.web.seal import token_for
from channels.web.sign_in import desk_secret
from channels.web.site import Site, now, wants_json

REFERENCE = re.compile(r"[A-Z]{1,10}-[0-9]{1,12}")
ORDERS_ALONE = ("claim", "reopen", "show")
ORDERS_WITH_WORDS = ("reply", "note", "ask", "resolve")


def _reference(raw: str) -> str:
    """A ticket's reference, "" if this cannot be one."""
    reference = raw.strip().upper()
    return reference if REFERENCE.fullmatch(reference) else ""


async def _chosen(site: Site, request: Request) -> TicketStory | None:
    reference = _reference(request.query_params.get("ticket", ""))
    return await site.desk.ticket(reference) if reference else None


async def page(site: Site, request: Request, agent: AgentSession) -> Response:
    """The desk as this agent sees it, with the ticket named in the address."""
    story = await _chosen(site, request)
    asked = "ticket" in request.query_params
    notice = wording.NO_SUCH_TICKET if asked and story is None else ""
    return await _show(site, request, agent, story, notice=notice)


async def _show(
    site: Site,
    request: Request,
    agent: AgentSession,
    story: TicketStory | None,
    *,
    notice: str = "",
    status: int = 200,
    ids: tuple[str, str] = ("", ""),
    words: str = "",
    text: str = "",
) -> Response:
    transcript = await site.desk.transcript(desk_of(agent.address))
    view = await site.desk.desk(agent.address)
    return site.page(
        "desk.html",
        status=status,
        agent=agent,
        view=view,
        example=_example(view),
        story=story,
        told=telling.to_desk(story) if story else (),
        transcript=transcript,
        token=token_for(desk_secret(site, request)),
        ids=tuple(id or compose.new_id() for id in ids),
        notice=notice,
        words=words,
        text=text,
    )


def _example(view: DeskView) -> str:
    """A ticket to try an order on: the first that waits."""
    return next((card.reference for card in view.waiting), wording.EXAMPLE)


async def stream(site: Site, request: Request, agent: AgentSession) -> Response:
    """The parts of the page, each again when it changes, until the agent signs out."""
    secret = desk_secret(site, request)

    async def welcome() -> bool:
        return await site.desk.agent(secret) is not None

    async def render() -> dict[str, str]:
        return await _parts(site, request, agent)

    return live.open_stream(
        site, request, live.parts(site, welcome, render), session=f"desk {secret}"
    )


async def _parts(site: Site, request: Request, agent: AgentSession) -> dict[str, str]:
    story = await _chosen(site, request)
    view = await site.desk.desk(agent.address)
    transcript = await site.desk.transcript(desk_of(agent.address))
    return {
        "queue": site.fragment("desk_queue.html", view=view, story=story),
        "talk": site.fragment("desk_talk.html", transcript=transcript),
    } | (_opened(site, story) if story else {})


def _opened(site: Site, story: TicketStory) -> dict[str, str]:
    told = telling.to_desk(story)
    return {
        "story": site.fragment("desk_story.html", story=story, told=told),
        "orders": site.fragment("desk_orders.html", story=story),
    }


async def order(site: Site, request: Request, agent: AgentSession) -> Response:
    """Pass an order on as words, whether it was typed, pressed or composed with a button."""
    form = await forms.read(
        request, intakes.with_files(site, request, (desk_secret(site, request),))
    )
    try:
        site.messages.demand(f"desk {agent.address}", now())
        await site.hand_in(await _message(site, agent, form))
    except Refused as refused:
        return await _turned_down(site, request, agent, form, refused)
    if wants_json(request):
        return JSONResponse({"id": compose.new_id()})
    return RedirectResponse(_back(form), 303)


def _back(form: Form) -> str:
    reference = _reference(form.get("reference"))
    return f"/desk?ticket={reference}" if reference else "/desk"


async def _message(site: Site, agent: AgentSession, form: Form) -> InboundMessage:
    id = f"desk/{agent.address}/{compose.client_id(form)}"
    where = desk_of(agent.address)
    who = Person(address=agent.address, name=agent.name, email=agent.address)
    if token := form.get("choice"):
        choice = compose.pressed(token, await _live_choices(site, agent, form))
        message = compose.press(choice, id=id, conversation=where, person=who)
    else:
        words = order_in(form, limit=site.settings.text_limit)
        message = compose.typed(form, id=id, conversation=where, person=who, words=words)
    return replace(message, private=True)


async def _live_choices(site: Site, agent: AgentSession, form: Form) -> tuple[Choice, ...]:
    transcript = await site.desk.transcript(desk_of(agent.address))
    reference = _reference(form.get("reference"))
    story = await site.desk.ticket(reference) if reference else None
    return choices_of(transcript) + (story.choices if story else ())


def choices_of(transcript: Transcript) -> tuple[Choice, ...]:
    """Everything a conversation still has to press."""
    return tuple(choice for line in transcript.lines for choice in line.choices)


def order_in(form: Form, *, limit: int) -> str:
    """The order in words: as typed, or made from a button, a ticket and some words."""
    verb = form.get("verb")
    if not verb:
        return compose.words_of(form, "text", limit=limit)
    reference = _reference(form.get("reference"))
    if verb not in ORDERS_ALONE + ORDERS_WITH_WORDS or not reference:
        raise Refused(400, wording.BAD_ORDER)
    if verb in ORDERS_ALONE:
        return f"{verb} {reference}"
    return f"{verb} {reference} {_words(form, limit=limit)}"


def _words(form: Form, *, limit: int) -> str:
    words = compose.words_of(form, "words", limit=limit)
    if not words:
        raise Refused(422, wording.ORDER_NEEDS_WORDS)
    return words


async def _turned_down(
    site: Site, request: Request, agent: AgentSession, form: Form, refused: Refused
) -> Response:
    if wants_json(request):
        return JSONResponse({"error": refused.sentence}, refused.status, refused.headers)
    reference = _reference(form.get("reference"))
    response = await _show(
        site,
        request,
        agent,
        await site.desk.ticket(reference) if reference else None,
        notice=refused.sentence,
        status=refused.status,
        ids=_ids(form) if refused.status in (429, 503) else ("", ""),
        words=form.get("words"),
        text=form.get("text"),
    )
    response.headers.update(refused.headers)
    return response


def _ids(form: Form) -> tuple[str, str]:
    """The number goes back to the form it came from: the ticket's, or the line to the desk."""
    return (form.get("id"), "") if form.get("verb") else ("", form.get("id"))


async def talk_file(site: Site, request: Request, agent: AgentSession) -> Response:
    """A file of the agent's own conversation."""
    transcript = await site.desk.transcript(desk_of(agent.address))
    within = (a for line in transcript.lines for a in line.attachments)
    return await files.hand_out(site, request.path_params["source"], within)


async def ticket_file(site: Site, request: Request, agent: AgentSession) -> Response:
    """A file of a ticket."""
    reference = _reference(request.path_params["reference"])
    story = await site.desk.ticket(reference) if reference else None
    if story is None:
        raise Refused(404, wording.NO_SUCH_TICKET)
    within = (a for line in story.lines for a in line.attachments)
    return await files.hand_out(site, request.path_params["source"], within)
