"""A whole mail as one value: who, about what, the words, the files, and what to know of it."""

from dataclasses import dataclass, field

from channels.email import headers, html_words, mime, opening, parts, remarks
from channels.email.addresses import Mailbox, as_written, message_ids, own_id
from channels.email.files import MAILS, File, encoded_files, files
from channels.email.mime import Part
from channels.email.parts import Sorted
from channels.email.texts import clean, texts

LONGEST_SUBJECT = 1000
DEEPEST = 3  # mails in mails that are read because nothing else says anything


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """What a mail says. Addresses are as written; `text` has the old mail below it and all.

    `html` is what was written, "" if nothing was; `from_html` says that `text` is its words.
    `remarks` are sentences for the desk; only they
    may be there where nothing could be read, so that a mail is never empty without a word.
    """

    tree: Part = field(repr=False)
    subject: str
    author: Mailbox
    reply_to: Mailbox
    sender: Mailbox
    message_id: str
    in_reply_to: str
    references: tuple[str, ...]
    text: str
    from_html: bool
    html: str = field(repr=False)
    files: tuple[File, ...]
    remarks: tuple[str, ...]


def read(raw: bytes) -> Mail:
    """Read a raw mail; linear in its length, and bounded."""
    return _read(raw, depth=0)


def _read(raw: bytes, depth: int) -> Mail:
    tree = opening.opened(mime.parse(raw))
    found = parts.sort(tree)
    charset = _charset(tree, found)
    said = texts(found)
    shown = html_words.sources(said.html if found.files else "")
    kept = files(found.files, shown=shown, charset=charset)
    beside = (kept.text,) if said.text and kept.text else ()
    cut = (remarks.MORE_PARTS,) if any(part.is_cut for part in tree.every()) else ()
    fields = tree.fields
    return Mail(
        tree=tree,
        subject=headers.one_line(fields.words("subject", charset), longest=LONGEST_SUBJECT),
        author=as_written(fields.raw("from")),
        reply_to=as_written(fields.raw("reply-to")),
        sender=as_written(fields.raw("sender")),
        message_id=own_id(fields.get("message-id")),
        in_reply_to=next(iter(message_ids(fields.get("in-reply-to"))), ""),
        references=tuple(message_ids(fields.get("references"))),
        text=said.text or clean(kept.text) or _said_inside(found.files, depth),
        from_html=said.from_html,
        html=said.html or kept.html,
        files=(*kept.files, *encoded_files(said.encoded)),
        remarks=(*beside, *said.remarks, *kept.remarks, *cut),
    )


def _charset(tree: Part, found: Sorted) -> str:
    """What the mail is written in, and so its header, if that says nothing itself."""
    declared = (part.parameters.get("charset", "") for part in (tree, *found.plain[:1]))
    return next(filter(None, declared), "")


def _said_inside(parts: list[Part], depth: int) -> str:
    """The words of a mail in a mail, where somebody sends it on without a word."""
    inside = (part for part in parts[:1] if part.media_type in MAILS and depth < DEEPEST)
    return "".join(_read(part.content(), depth + 1).text for part in inside)
