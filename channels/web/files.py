"""Handing out attachments: only those of a page one may read, and only to be saved."""

from collections.abc import Iterable

from starlette.responses import Response

from channels.messages import Attachment
from channels.web import wording
from channels.web.filenames import UNKNOWN, disposition
from channels.web.guard import POLICY
from channels.web.refusals import Refused
from channels.web.site import Site


async def hand_out(site: Site, source: str, within: Iterable[Attachment]) -> Response:
    """The file with this id, if it is one of these."""
    attachment = next((a for a in within if a.source == source), None)
    if attachment is None:
        raise Refused(404, wording.NO_FILE)
    return saved(attachment.name, await _bytes(site, source))


async def _bytes(site: Site, source: str) -> bytes:
    try:
        return await site.desk.blobs.get(source)
    except KeyError as gone:
        raise Refused(404, wording.NO_FILE) from gone


def saved(name: str, content: bytes) -> Response:
    """An answer that a browser saves and never shows, whatever is in it."""
    headers = {
        "Content-Disposition": disposition(name),
        "Content-Security-Policy": f"{POLICY}; sandbox",
    }
    return Response(content, media_type=UNKNOWN, headers=headers)
