"""Signed mails opened, so that what is inside is read like any other part."""

from dataclasses import replace

from channels.email import containers, mime
from channels.email.containers import Wrapping
from channels.email.mime import Part
from channels.email.parts import file_name

MOST_OPENED = 3  # in one mail, one in another or side by side


def opened(tree: Part) -> Part:
    """The tree, with the mail inside signed data before that data."""
    return _opened(tree, [MOST_OPENED])


def _opened(part: Part, left: list[int]) -> Part:
    if part.parts:
        return replace(part, parts=tuple(_opened(child, left) for child in part.parts))
    if not left[0] or wrapping(part) is not Wrapping.SIGNED:
        return part
    inside = containers.signed_content(part.content())
    if not inside:
        return part
    left[0] -= 1
    within = _opened(mime.parse(inside), left)
    return replace(part, media_type="multipart/signed", parts=(within, part))


def wrapping(part: Part) -> Wrapping:
    """What a leaf is wrapped in."""
    return containers.of_part(part.media_type, part.parameters, file_name(part), part.head(64))
