"""Telegram's HTML: what it shows, or why it is refused, in Telegram's words."""

import html
import re

from tests.fakes.telegram.refusals import Refused

TAG = re.compile(r"<(/?)([a-zA-Z-]*)((?:[^<>\"]|\"[^\"]*\")*)>")
ATTRIBUTE = re.compile(r'([a-z-]+)(?:="([^"]*)")?')
ENTITY = re.compile(r"&(?:lt|gt|amp|quot|#\d+|#x[0-9a-fA-F]+);")
KNOWN = {
    "b": (), "strong": (), "i": (), "em": (), "u": (), "ins": (), "s": (), "strike": (), "del": (),
    "code": ("class",), "pre": (), "a": ("href",), "blockquote": ("expandable",), "tg-spoiler": (),
    "tg-emoji": ("emoji-id",), "tg-time": ("unix", "format"),
}  # fmt: skip
KINDS = {"b": "bold", "i": "italic", "code": "code", "pre": "pre", "blockquote": "blockquote"}


def read(text):
    """The plain text and its entities. Raises Refused."""
    shown, entities, opened, at = "", [], [], 0
    for tag in TAG.finditer(text):
        shown += _plain(text[at : tag.start()], at)
        at = tag.end()
        closes, name, rest = tag[1], tag[2].lower(), tag[3]
        if closes:
            entities += _closed(name, opened, shown, tag)
        else:
            _allowed(name, rest, opened, tag)
            opened.append((name, dict(ATTRIBUTE.findall(rest)), units(shown)))
    shown += _plain(text[at:], at)
    if opened:
        raise _bad(f'Can\'t find end tag corresponding to start tag "{opened[-1][0]}"')
    return shown, entities


def units(text):
    return len(text.encode("utf-16-le")) // 2


def _closed(name, opened, shown, tag):
    if not opened:
        raise _bad(f"Unexpected end tag at byte offset {tag.start()}")
    begun, attributes, offset = opened.pop()
    if name != begun:
        raise _bad(
            f"Unmatched end tag at byte offset {tag.start()}, "
            f'expected "</{begun}>", found "</{name}>"'
        )
    entity = {"offset": offset, "length": units(shown) - offset}
    href = html.unescape(attributes.get("href", ""))
    if href.startswith("tg://user?id="):
        user = {"id": int(href.partition("=")[2]), "is_bot": False, "first_name": "Somebody"}
        return [{"type": "text_mention", "user": user, **entity}]
    if name == "a":
        return [{"type": "text_link", "url": href, **entity}]
    return [{"type": KINDS.get(name, name), **entity}]


def _allowed(name, rest, opened, tag):
    if name not in KNOWN:
        raise _bad(f'Unsupported start tag "{name}" at byte offset {tag.start()}')
    for attribute, _ in ATTRIBUTE.findall(rest):
        if attribute not in KNOWN[name]:
            raise _bad(f'Unexpected attribute "{attribute}" at byte offset {tag.start()}')
    inside = [each for each, _, _ in opened]
    if name == "blockquote" and "blockquote" in inside:
        raise _bad("Blockquotes can't be nested")
    if "pre" in inside or ("code" in inside):
        raise _bad(f'STRICT: "{name}" stands in code')


def _plain(text, at):
    for sign in re.finditer(r"[<>&]", text):
        if sign[0] != "&" or not ENTITY.match(text, sign.start()):
            raise _bad(f'Unsupported sign "{sign[0]}" at byte offset {at + sign.start()}')
    return html.unescape(text)


def _bad(why):
    return Refused(400, f"Bad Request: can't parse entities: {why}")
