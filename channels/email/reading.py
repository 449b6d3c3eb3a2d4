"""A raw mail and its envelope -> what was said, in answer to what. Pure and total."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from channels.email import automatic, cover, headers, html_words, mime
from channels.email.automatic import Signs
from channels.email.headers import Fields
from channels.email.mime import Part
from channels.email.new_text import LONGEST_TEXT, new_text, unsigned_text
from channels.email.settings import EmailSettings

MOST_FOLLOWED = 21
MOST_FILES = 20
LONGEST_BODY = 1024 * 1024
MOST_UNDECODED = 64 * 1024  # bytes

REPLY = re.compile(r"\s*+(?:re|aw|antw|sv|vs|odp|r)\s*+(?:\[\d{1,3}\]\s*+)?+:", re.IGNORECASE)
FORWARD = re.compile(r"\s*+(?:fwd?|wg|tr|rv|vl|i)\s*+:", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """An attached file."""

    name: str
    media_type: str
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """What the header says beside the cover."""

    answers: str
    follows: tuple[str, ...]
    automatic: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """What a mail says."""

    text: str
    files: tuple[File, ...] = ()


def head(raw: bytes, settings: EmailSettings) -> Head:
    """Read the header of a mail that was stamped with its envelope."""
    fields, _ = mime.head(raw)
    mail_from = fields.get("return-path").strip()
    signs = Signs(
        fields=fields,
        media_type=headers.parameters(fields.get("content-type", "text/plain"))[0],
        mail_from=mail_from,
        sender=cover.sender(fields, mail_from.strip("<>")).address,
        message_id=next(iter(headers.message_ids(fields.get("message-id"))), ""),
        settings=settings,
    )
    return Head(
        answers=next(iter(headers.message_ids(fields.get("in-reply-to"))), ""),
        follows=_follows(fields),
        automatic=automatic.is_automatic(signs),
    )


def _follows(fields: Fields) -> tuple[str, ...]:
    """What it answers, then what that answered, and so on back to what began the thread."""
    answered = headers.message_ids(fields.get("in-reply-to"))
    chain = headers.message_ids(fields.get("references"))[::-1]
    every = tuple(dict.fromkeys([*answered, *chain]))
    return every if len(every) <= MOST_FOLLOWED else (*every[: MOST_FOLLOWED - 1], every[-1])


def read(raw: bytes, settings: EmailSettings) -> tuple[Head, Body]:
    """All of it."""
    return head(raw, settings), body(raw)


def body(raw: bytes) -> Body:
    """Read the words and the files."""
    tree = mime.parse(raw)
    return Body(text=_text(tree), files=_files(tree))


def undecoded(raw: bytes) -> str:
    """What stands behind the headers, as it came; only so much as a person would look at."""
    _, _, rest = raw[:MOST_UNDECODED].partition(b"\r\n\r\n")
    return rest.decode(errors="replace").replace("\r\n", "\n").strip()


# --- body --------------------------------------------------------------------------------------


def _text(tree: Part) -> str:
    """The words, without the old mail below where there may be one: only in an answer.

    What somebody forwards, or shows in a fresh mail, is what they want to tell us.
    """
    whole = "\n\n".join(filter(None, _said(tree)))[:LONGEST_TEXT]
    title = headers.words(tree.fields.get("subject"))
    if FORWARD.match(title):
        return whole
    is_answer = REPLY.match(title) or tree.fields.has("in-reply-to")
    is_answer = is_answer or tree.fields.has("references")
    return new_text(whole) if is_answer else unsigned_text(whole)


def _said(tree: Part) -> Iterator[str]:
    """The words of the parts to read, until there are more than anybody reads."""
    left = LONGEST_BODY
    for part in _bodies(tree):
        content = part.content()[:left]
        yield _words(part, content)
        left -= len(content)


def _bodies(part: Part) -> list[Part]:
    """The parts to read, in order; of alternatives the plain one, if it says anything."""
    if not part.parts:
        return [part] if _is_words(part) else []
    inside = [_bodies(child) for child in part.parts]
    if part.media_type != "multipart/alternative":
        return [body for bodies in inside for body in bodies]
    saying = [bodies for bodies in inside if any(body.content().strip() for body in bodies)]
    plain = (bodies for bodies in saying if all(body.media_type != "text/html" for body in bodies))
    return next(plain, next(iter(saying), []))


def _is_words(part: Part) -> bool:
    """Whether this is something to read, not a file. Multipart without parts is broken text."""
    kind = part.media_type
    readable = kind in ("text/plain", "text/html", "") or kind.startswith("multipart/")
    return readable and not _disposition(part).startswith("attachment") and not _file_name(part)


def _words(part: Part, content: bytes) -> str:
    said = headers.decode(content, part.parameters.get("charset", ""))
    return _clean(html_words.words(said) if part.media_type == "text/html" else said)


def _clean(text: str) -> str:
    return headers.NOT_SHOWN.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


# --- files -------------------------------------------------------------------------------------


def _files(tree: Part) -> tuple[File, ...]:
    found = [part for part in tree.leaves() if not _is_words(part)][:MOST_FILES]
    return tuple(_file(part, number) for number, part in enumerate(found, start=1))


def _file(part: Part, number: int) -> File:
    return File(
        name=safe_name(_file_name(part)) or f"attachment-{number}",
        media_type=headers.one_line(part.media_type) or "application/octet-stream",
        content=part.content(),
    )


def _disposition(part: Part) -> str:
    return headers.parameters(part.fields.get("content-disposition"))[0]


def _file_name(part: Part) -> str:
    _, parameters = headers.parameters(part.fields.get("content-disposition"))
    return parameters.get("filename", "") or part.parameters.get("name", "")


def safe_name(name: str) -> str:
    """A file name without folders, leading dots or signs that cannot be seen."""
    base = re.split(r"[/\\]", headers.one_line(name, longest=1000))[-1]
    tidy = re.sub(r'[<>:"|?*]', "_", base).strip(" .")
    stem, dot, ending = tidy.rpartition(".")
    return tidy if len(tidy) <= 150 else f"{stem[:130]}{dot}{ending[:15]}"
