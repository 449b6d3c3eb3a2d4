"""A form that came while nothing could be kept: given back as it was, to be sent once more."""

from collections.abc import AsyncIterator
from dataclasses import replace

from starlette.requests import Request
from starlette.responses import Response

from channels.web import cookies, forms, intakes, multipart, wording
from channels.web.refusals import Refused
from channels.web.site import Site

WORDS = ("text", "words")  # the fields that people type at length
UNTOLD = {"Referrer-Policy": "no-referrer"}
NOT_KEPT = Refused(503, wording.NOT_KEPT, after=5)
NOT_NOW = Refused(503, wording.NOT_NOW, after=5)


class Nowhere:
    """Blobs that keep nothing, for a form of which only the fields matter."""

    async def put(self, chunks: AsyncIterator[bytes], *, limit: int) -> str:
        """Pass the bytes over."""
        async for _ in chunks:
            pass
        return ""

    async def get(self, blob_id: str) -> bytes:
        """There are none."""
        raise KeyError(blob_id)


async def hear_out(site: Site, request: Request) -> None:
    """Read the form if nobody has yet. Refuses what is not from our page."""
    if forms.typed(request):
        return
    kinds = (cookies.CHAT, cookies.FORM, cookies.DESK)
    ours = tuple(cookies.read(request, kind, site.settings) for kind in kinds)
    await forms.read(request, replace(intakes.fields_only(site, ours), blobs=Nowhere()))


def page(site: Site, request: Request) -> Response:
    """What was typed, with a button that sends it again, under the same number."""
    fields = forms.typed(request)
    response = site.page(
        "unsent.html",
        status=NOT_KEPT.status,
        sentence=NOT_KEPT.sentence,
        action=request.url.path,
        words={name: fields[name] for name in WORDS if fields.get(name)},
        others={name: value for name, value in fields.items() if name not in WORDS},
        files=bool(multipart.boundary_of(request.headers.get("content-type", ""))),
    )
    response.headers.update({**NOT_KEPT.headers, **UNTOLD})
    return response
