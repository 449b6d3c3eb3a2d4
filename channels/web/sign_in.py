"""How an agent comes to the desk: a link to their own address, a button, a cookie."""

from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from channels.views import AgentSession
from channels.web import compose, cookies, forms, intakes, wording
from channels.web.forms import Form
from channels.web.refusals import Refused
from channels.web.seal import seal, stamp
from channels.web.site import Page, Site, address_of, now

AgentPage = Callable[[Site, Request, AgentSession], Awaitable[Response]]
UNTOLD = {"Referrer-Policy": "no-referrer"}


def desk_secret(site: Site, request: Request) -> str:
    """The desk cookie, "" if there is none."""
    return cookies.read(request, cookies.DESK, site.settings)


async def agent_of(site: Site, request: Request) -> AgentSession | None:
    """The agent who has the desk cookie."""
    secret = desk_secret(site, request)
    return await site.desk.agent(secret) if secret else None


def agents_only(page: AgentPage) -> Page:
    """A page for signed-in agents; everybody else is refused before anything is read."""

    async def guarded(site: Site, request: Request) -> Response:
        agent = await agent_of(site, request)
        if agent is None:
            raise Refused(403, wording.SIGN_IN_FIRST)
        return await page(site, request, agent)

    return guarded


def or_sign_in(page: AgentPage) -> Page:
    """A page for signed-in agents; everybody else sees where to ask for a link."""

    async def guarded(site: Site, request: Request) -> Response:
        agent = await agent_of(site, request)
        if agent is None:
            return ask_page(site, request)
        return await page(site, request, agent)

    return guarded


def ask_page(site: Site, request: Request, *, notice: str = "") -> Response:
    """The page that asks for an e-mail address."""
    mark = seal(request, site.settings)
    response = site.page("sign_in.html", token=mark.token, notice=notice)
    return stamp(response, mark, site.settings)


async def _form(site: Site, request: Request) -> Form:
    cookie = cookies.read(request, cookies.FORM, site.settings)
    return await forms.read(request, intakes.fields_only(site, (cookie,)))


async def ask(site: Site, request: Request) -> Response:
    """Have a link sent. The answer is the same whoever asks, for whomever."""
    form = await _form(site, request)
    address = compose.tidy(form.get("address"))
    if not compose.EMAIL.fullmatch(address):
        raise Refused(422, wording.BAD_ADDRESS)
    for key in (address_of(request), address.lower()):
        site.links.demand(key, now())
    await site.desk.ask_for_link(address)
    return ask_page(site, request, notice=wording.LINK_SENT)


async def link_page(site: Site, request: Request) -> Response:
    """Whom the link would sign in, and a button. Looking at it uses nothing up."""
    secret = request.path_params["secret"]
    owner = await site.desk.link_owner(secret) if cookies.SECRET.fullmatch(secret) else None
    if owner is None:
        raise Refused(404, wording.STALE_LINK)
    mark = seal(request, site.settings)
    response = site.page("sign_in_link.html", token=mark.token, owner=owner, secret=secret)
    response.headers.update(UNTOLD)
    return stamp(response, mark, site.settings)


async def redeem(site: Site, request: Request) -> Response:
    """Use the link up and open the desk."""
    await _form(site, request)
    secret = request.path_params["secret"]
    opened = await site.desk.redeem(secret) if cookies.SECRET.fullmatch(secret) else None
    if opened is None:
        raise Refused(404, wording.STALE_LINK)
    response = RedirectResponse("/desk", 303, headers=UNTOLD)
    cookies.write(response, cookies.DESK, opened, site.settings)
    return response


async def sign_out(site: Site, request: Request, agent: AgentSession) -> Response:
    """Close the desk for this browser."""
    secret = desk_secret(site, request)
    await forms.read(request, intakes.fields_only(site, (secret,)))
    await site.desk.sign_out(secret)
    response = RedirectResponse("/desk", 303)
    cookies.clear(response, cookies.DESK, site.settings)
    return response
