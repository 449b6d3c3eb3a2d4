"""Which forms are read how: fields alone, or files as well, and whose token counts."""

from collections.abc import Iterable

from starlette.requests import Request

from channels.web.forms import Intake
from channels.web.seal import is_genuine
from channels.web.site import Site, address_of, now


def fields_only(site: Site, vouching: Iterable[str]) -> Intake:
    """A form without files, its token bound to one of these cookies."""
    secrets = tuple(vouching)
    return Intake(settings=site.settings, is_genuine=lambda token: is_genuine(token, secrets))


def with_files(site: Site, request: Request, vouching: Iterable[str]) -> Intake:
    """A form with files. They are counted by address before a byte of them is kept."""
    secrets = tuple(vouching)
    return Intake(
        settings=site.settings,
        is_genuine=lambda token: is_genuine(token, secrets),
        blobs=site.desk.blobs,
        admit=lambda: site.uploads.demand(address_of(request), now()),
    )
