"""The files of a mail, and what can be read in those that are mail in another form."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from channels.email import (
    containers,
    headers,
    html_words,
    invitations,
    mime,
    opening,
    remarks,
    tnef,
)
from channels.email.charsets import decode
from channels.email.containers import Wrapping
from channels.email.mime import Part
from channels.email.parts import called, file_name
from channels.email.tnef import Packed
from channels.email.uuencode import Encoded

MOST_FILES = 100
MOST_READ = 10  # of which anybody would read the words
LONGEST_TEXT = 256 * 1024
MAILS = frozenset({"message/rfc822", "message/global", "message/partial"})
UNKNOWN = "application/octet-stream"
ENDINGS = {
    "message/rfc822": ".eml",
    "message/global": ".eml",
    "message/partial": ".eml",
    "message/delivery-status": ".txt",
    "text/calendar": ".ics",
    "text/plain": ".txt",
    "text/rfc822-headers": ".txt",
    "text/html": ".html",
    "text/csv": ".csv",
    "text/vcard": ".vcf",
    "text/x-vcard": ".vcf",
    "image/png": ".png",
    "image/jpeg": ".jpg",
    "image/gif": ".gif",
    "image/bmp": ".bmp",
    "image/tiff": ".tiff",
    "image/webp": ".webp",
    "image/svg+xml": ".svg",
    "application/pdf": ".pdf",
    "application/zip": ".zip",
    "application/json": ".json",
    "application/pkcs7-mime": ".p7m",
    "application/x-pkcs7-mime": ".p7m",
    "application/pkcs7-signature": ".p7s",
    "application/x-pkcs7-signature": ".p7s",
    "application/pgp-signature": ".asc",
    "application/pgp-keys": ".asc",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """An attached file; inline if the HTML shows it in its midst."""

    name: str
    media_type: str
    content: bytes = field(repr=False)
    is_inline: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What one part or more came to: files, and words where a file holds some."""

    files: tuple[File, ...] = ()
    subject: str = ""
    text: str = ""
    html: str = field(default="", repr=False)
    remarks: tuple[str, ...] = ()


def files(parts: list[Part], *, shown: frozenset[str], charset: str) -> Found:
    """The files; `shown` is what the HTML calls the pictures it shows."""
    found = [
        _found(part, shown, charset, is_read=number < MOST_READ)
        for number, part in enumerate(parts[:MOST_FILES])
    ]
    every = [file for each in found for file in each.files]
    more = len(parts[MOST_FILES:]) + len(every[MOST_FILES:])
    told = [remark for each in found for remark in each.remarks]
    return Found(
        files=tuple(_named(file, number) for number, file in enumerate(every[:MOST_FILES], 1)),
        text="\n\n".join(each.text for each in found if each.text),
        html="\n".join(each.html for each in found if each.html),
        remarks=tuple(dict.fromkeys([*told, *([remarks.more_files(more)] if more else [])])),
    )


def encoded_files(found: tuple[Encoded, ...]) -> tuple[File, ...]:
    """Those that stood within the text."""
    return tuple(File(name=each.name, media_type=UNKNOWN, content=each.content) for each in found)


def _found(part: Part, shown: frozenset[str], charset: str, *, is_read: bool) -> Found:
    content = part.content()
    file = File(
        name=file_name(part, charset),
        media_type=headers.one_line(part.media_type) or UNKNOWN,
        content=content,
        is_inline=bool(shown & called(part)),
    )
    if is_read and (part.media_type == "application/ms-tnef" or tnef.is_tnef(content)):
        return _from_winmail(file, shown)
    told = REMARKS.get(part.media_type) or _wrapped(part, content)
    words = _words(part, content) if is_read else ""
    return Found(files=(file,), text=words, remarks=(told,) if told else ())


def _words(part: Part, content: bytes) -> str:
    reading = READINGS.get(part.media_type)
    said = decode(content[:LONGEST_TEXT], part.parameters.get("charset", "")) if reading else ""
    return reading(said) if reading else ""


# Files that hold words: RFC 5545 and RFC 1896.
READINGS: Mapping[str, Callable[[str], str]] = {
    "text/calendar": invitations.words,
    "text/enriched": html_words.words,
    "text/richtext": html_words.words,
}


REMARKS = {"message/partial": remarks.PARTIAL}


def _wrapped(part: Part, content: bytes) -> str:
    """That it is encrypted, or signed and could not be opened."""
    wrapping = opening.wrapping(part)
    if wrapping is Wrapping.SIGNED:
        return "" if containers.signed_content(content) else remarks.SIGNED_UNREADABLE
    return remarks.ENCRYPTED if wrapping is Wrapping.ENCRYPTED else ""


def from_winmail(content: bytes) -> Found:
    """What a winmail.dat holds, read by itself."""
    file = File(name="winmail.dat", media_type="application/ms-tnef", content=content)
    found = _from_winmail(file, frozenset())
    return replace(found, files=tuple(_named(each, at) for at, each in enumerate(found.files, 1)))


def _from_winmail(file: File, shown: frozenset[str]) -> Found:
    """What was in winmail.dat; that itself only if something in it could not be read."""
    winmail = tnef.read(file.content)
    inside = tuple(_packed(each, shown) for each in winmail.files)
    found = Found(files=inside, subject=winmail.subject, text=winmail.text, html=winmail.html)
    if winmail.is_whole:
        return found
    return replace(found, files=(file, *inside), remarks=(remarks.WINMAIL,))


def _packed(each: Packed, shown: frozenset[str]) -> File:
    return File(
        name=headers.one_line(each.name, longest=1000),
        media_type=headers.one_line(each.media_type) or UNKNOWN,
        content=each.content,
        is_inline=bool(each.content_id) and each.content_id.strip("<>").lower() in shown,
    )


# --- names -------------------------------------------------------------------------------------


def _named(file: File, number: int) -> File:
    if file.name:
        return file
    title = _subject(file.content) if file.media_type in MAILS else ""
    return replace(file, name=(title or f"attachment-{number}") + ENDINGS.get(file.media_type, ""))


def _subject(raw: bytes) -> str:
    return headers.one_line(mime.head(raw)[0].words("subject"), longest=100)


def safe_name(name: str) -> str:
    """A file name without folders, leading dots or signs that cannot be seen."""
    base = re.split(r"[/\\]", headers.one_line(name, longest=1000))[-1]
    tidy = re.sub(r'[<>:"|?*]', "_", base).strip(" .")
    stem, dot, ending = tidy.rpartition(".")
    return tidy if len(tidy) <= 150 else f"{stem[:130]}{dot}{ending[:15]}"
