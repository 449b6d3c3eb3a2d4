"""The page behind a link in a mail: what would be answered, and a button that answers it.

Mail servers, virus scanners and previews follow links: to look at one changes nothing. The secret
in it is good for this one answer and for nothing else, so it is all that a press has to prove; no
cookie is needed. Pressed twice, the same message comes twice, and the desk takes it once.
"""

from dataclasses import replace
from datetime import UTC, datetime

from starlette.requests import Request
from starlette.responses import Response

from channels.messages import InboundMessage
from channels.web import cookies, forms, wording
from channels.web.forms import Intake
from channels.web.refusals import Refused
from channels.web.site import Site, now

UNTOLD = {"Referrer-Policy": "no-referrer"}


async def page(site: Site, request: Request) -> Response:
    """What the press of the button would say."""
    return _show(site, request, await _offered(site, request))


async def press(site: Site, request: Request) -> Response:
    """Say it."""
    await forms.read(request, Intake(settings=site.settings, is_genuine=lambda _: True))
    offered = await _offered(site, request)
    said = replace(offered, at=datetime.now(UTC))
    try:
        site.messages.demand(f"answer {offered.key}", now())
        await site.hand_in(said)
    except Refused as refused:
        response = _show(site, request, said, notice=refused.sentence, status=refused.status)
        response.headers.update(refused.headers)
        return response
    return _show(site, request, said, thanks=wording.ANSWER_TAKEN)


async def _offered(site: Site, request: Request) -> InboundMessage:
    secret = request.path_params["secret"]
    found = await site.desk.offered(secret) if cookies.SECRET.fullmatch(secret) else None
    if found is None:
        raise Refused(404, wording.NO_ANSWER)
    return found


def _show(
    site: Site,
    request: Request,
    answer: InboundMessage,
    *,
    thanks: str = "",
    notice: str = "",
    status: int = 200,
) -> Response:
    response = site.page(
        "answer.html",
        status=status,
        answer=answer,
        link=f"/answer/{request.path_params['secret']}",
        thanks=thanks,
        notice=notice,
    )
    response.headers.update(UNTOLD)
    return response
