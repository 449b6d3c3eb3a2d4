"""Which parts of a mail are to be read and which are files (after RFC 8621, 4.1.4).

A picture is inline only if the HTML shows it; otherwise it is a file like any other. Nothing is
dropped but what nobody sent as a file: the bare seal of a signed mail, and empty shells.
"""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field

from channels.email import headers
from channels.email.mime import Part

HTML = "text/html"
SEALS = frozenset(
    {
        "application/pgp-signature",
        "application/pkcs7-signature",
        "application/x-pkcs7-signature",
    }
)
# The same again for machines that show it in a way of their own.
FOR_MACHINES = frozenset({"text/x-amp-html", "text/watch-html"})
# Texts that are read, or shown, in another way than as they are.
NOT_AS_IT_IS = frozenset({"text/calendar", "text/enriched", "text/richtext", "text/rtf"})
NOT_AS_IT_IS |= {"text/csv", "text/vcard", "text/x-vcard", "text/directory", "text/rfc822-headers"}
TEXT_TYPES = frozenset({"text/plain", HTML})


@dataclass(slots=True)
class Sorted:
    """The parts to read for somebody who prefers plain text, those for HTML, and the files."""

    plain: list[Part] = field(default_factory=list)
    html: list[Part] = field(default_factory=list)
    files: list[Part] = field(default_factory=list)


def sort(tree: Part) -> Sorted:
    """Every leaf of the tree, each in its place and none in no place.

    If there is nothing to read, a text of another kind is read as it is (RFC 2046, 4.1.4), and
    kept as the file it may be.
    """
    found = _sorted(tree, within="multipart/mixed", is_first=True)
    others = [] if found.plain else list(filter(_is_some_text, found.files))[:1]
    return Sorted(found.plain or others, found.html or others, found.files)


def _sorted(part: Part, *, within: str, is_first: bool) -> Sorted:
    if not part.parts:
        return _leaf(part, within=within, is_first=is_first)
    root = _root(part)
    children = [
        _sorted(child, within=part.media_type, is_first=child is root) for child in part.parts
    ]
    if part.media_type == "multipart/alternative":
        return _alternatives(children)
    return Sorted(
        [each for child in children for each in child.plain],
        [each for child in children for each in child.html],
        [each for child in children for each in child.files],
    )


def _root(part: Part) -> Part:
    """The part that shows the others: the first one, if no other is declared (RFC 2387, 3.2)."""
    start = part.parameters.get("start", "").strip("<> ")
    named = (child for child in part.parts if start and start in child.fields.get("content-id"))
    return next(named, part.parts[0])


def _leaf(part: Part, *, within: str, is_first: bool) -> Sorted:
    """A text with a name is shown and kept; so is what could not be cut or decoded."""
    if _is_nothing(part, within):
        return Sorted()
    if not _is_words(part, within=within, is_first=is_first):
        return Sorted(files=[part])
    is_broken = part.media_type.startswith("multipart/") or part.is_misdeclared()
    is_file = is_broken or bool(file_name(part))
    return Sorted([part], [part], [part] if is_file else [])


def _is_nothing(part: Part, within: str) -> bool:
    if part.media_type.startswith("multipart/"):
        return not part.content().strip()
    unseen = {"multipart/signed": SEALS, "multipart/alternative": FOR_MACHINES}.get(within, ())
    return part.media_type in unseen and not file_name(part)


def _alternatives(children: list[Sorted]) -> Sorted:
    """The plain one and the HTML one, if they say anything; the files of all."""
    saying = [child for child in children if _says_something(child.plain)]
    plain = [each for child in saying for each in child.plain if not _has_html(child.plain)]
    html = (child.html for child in saying if _has_html(child.html))
    files = [each for child in children for each in child.files]
    shown = next(html, plain)
    return Sorted(plain or shown, shown, files)


def _says_something(parts: list[Part]) -> bool:
    return any(part.content().strip() for part in parts)


def _has_html(parts: list[Part]) -> bool:
    return any(part.media_type == HTML for part in parts)


def _is_words(part: Part, *, within: str, is_first: bool) -> bool:
    """Whether this is something to read, not a file. Multipart without parts is broken text."""
    readable = part.media_type in TEXT_TYPES or part.media_type.startswith("multipart/")
    if not readable or disposition(part) == "attachment":
        return False
    return is_first or (within != "multipart/related" and not file_name(part))


def _is_some_text(part: Part) -> bool:
    is_text = part.media_type.startswith("text/") and part.media_type not in NOT_AS_IT_IS
    return is_text and not file_name(part) and disposition(part) != "attachment"


def disposition(part: Part) -> str:
    """ "attachment", "inline", or "" if nothing is said."""
    return headers.parameters(part.fields.raw("content-disposition"))[0]


def file_name(part: Part, charset: str = "") -> str:
    """The name as the sender wrote it, on one line; "" if there is none."""
    _, disposed = headers.parameters(part.fields.raw("content-disposition"), charset)
    _, typed = headers.parameters(part.fields.raw("content-type"), charset)
    names = (disposed.get("filename", ""), typed.get("name", ""), typed.get("filename", ""))
    name = next(filter(None, (*names, disposed.get("name", ""))), "")
    # Some systems write an accent as a sign of its own.
    return headers.one_line(unicodedata.normalize("NFC", name), longest=1000)


def called(part: Part) -> frozenset[str]:
    """What a page may call this part: its content id, its place, its name; in lower case."""
    return frozenset(each.lower() for each in _called(part) if each)


def _called(part: Part) -> Iterator[str]:
    yield part.fields.get("content-id").strip().strip("<>").strip()
    yield part.fields.get("content-location").strip()
    yield file_name(part)
