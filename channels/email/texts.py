"""The words of the parts that are to be read, and the files that stand within the words."""

import re
from dataclasses import dataclass, field

from channels.email import containers, headers, html_words, remarks, uuencode
from channels.email.charsets import decode, plainly
from channels.email.mime import Part
from channels.email.parts import HTML, Sorted
from channels.email.uuencode import Encoded

LONGEST_BODY = 1024 * 1024  # bytes in all that are read; what lies beyond is in the original
MOST_GUESSES = 20
LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
DECLARED = re.compile(rb"<meta[^>]{1,200}?charset=[\"']?([\w-]{2,40})", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Texts:
    """What was written: as text, and as HTML where it was; `from_html` if only so."""

    text: str
    from_html: bool
    html: str = field(repr=False)
    encoded: tuple[Encoded, ...]
    remarks: tuple[str, ...]


def texts(found: Sorted) -> Texts:
    """Read them."""
    reader = _Reader()
    said = {id(part): reader.read(part) for part in _once([*found.plain, *found.html])}
    plain = [_plain(part, said[id(part)]) for part in found.plain]
    html = [said[id(part)] for part in found.html if _is_html(part, said[id(part)])]
    whole, encoded = uuencode.taken_out("\n\n".join(filter(None, plain)))
    text = clean(containers.in_the_clear(whole))
    return Texts(
        text="" if containers.is_encrypted(text) else text,
        from_html=bool(html) and all(_is_html(part, said[id(part)]) for part in found.plain),
        html="\n".join(html),
        encoded=tuple(encoded),
        remarks=tuple(_remarks(text, is_cut=reader.is_cut)),
    )


def _once(parts: list[Part]) -> list[Part]:
    return list({id(part): part for part in parts}.values())


class _Reader:
    """Counts what was read: there is an end to what anybody reads."""

    def __init__(self) -> None:
        self._left = LONGEST_BODY
        self._guesses_left = MOST_GUESSES
        self.is_cut = False

    def read(self, part: Part) -> str:
        content = part.content()
        self.is_cut = self.is_cut or len(content) > self._left
        content = content[: self._left]
        self._left -= len(content)
        self._guesses_left -= 1
        reading = decode if self._guesses_left >= 0 else plainly
        return reading(content, _charset(part, content))


def _charset(part: Part, content: bytes) -> str:
    declared = part.parameters.get("charset", "")
    if declared or part.media_type != HTML:
        return declared
    found = DECLARED.search(content[:2048])
    return found[1].decode("ascii") if found else ""


def _plain(part: Part, said: str) -> str:
    return clean(html_words.words(said) if _is_html(part, said) else said)


def _is_html(part: Part, said: str) -> bool:
    """Whether it is a page: declared, or undeclared and it begins like one."""
    if part.fields.has("content-type"):
        return part.media_type == HTML
    return said[:100].lstrip().lower().startswith(("<html", "<!doctype html"))


def clean(text: str) -> str:
    """Without signs that cannot be seen; lines end with a line feed."""
    return headers.NOT_SHOWN.sub("", LINE_ENDS.sub("\n", text)).strip()


def _remarks(text: str, *, is_cut: bool) -> list[str]:
    told = [remarks.ENCRYPTED] if containers.is_encrypted(text) else []
    return [*told, remarks.LONGER_TEXT] if is_cut else told
