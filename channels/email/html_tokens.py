"""HTML as words and tags, in linear time, whatever its writer did to it.

Not the standard library's parser: on hostile input it looks again and again for an end that never
comes. Here one expression that never goes back takes the words up to a tag, and the tag.
"""

import re
from collections.abc import Iterator
from functools import cache
from html import unescape

MOST_VALUES = 100  # in one tag; with more, or a longer one, it ends at the next ">"
LONGEST_VALUE = 2000
VALUE = f"{{0,{LONGEST_VALUE}}}+"
UNSEEN = frozenset({"script", "style", "title", "template", "noscript"})
TOO_MANY_DIGITS = re.compile(r"&#[xX]?[0-9a-fA-F]{9,}")

Token = tuple[str, str, str, str]


@cache
def _token(unseen: frozenset[str]) -> re.Pattern[str]:
    return re.compile(
        rf"""
    ([^<]*+ (?>(?: <(?![a-zA-Z/!?]) [^<]*+ )*))                   # words
    (?>(?: < (?:
        (?=[nstNST][ceiotCEIOT])                               # (most are no such tag)
        (?ai: ({"|".join(sorted(unseen)) or "(?!)"})\b         # what is never seen, to its end,
             [^>]*+ (?<!/)>                                    # unless it ends at once
             (?>(?: [^<]++ | <(?!/\2) )*) (?>(?: (</) [^>]*+ >?+ )?) )
      | (/?+) ([a-zA-Z][a-zA-Z0-9:]{{0,30}}+)                  # a tag, with quoted values in it;
        ( (?>(?: [^>"']++ | "[^"]{VALUE}" | '[^']{VALUE}' ){{0,{MOST_VALUES}}}) (?=>)
          | [^>]*+ ) >?+                                       # if they are broken, to the next >
      | !(?=--) (?>(?: [^-]++ | -(?!->) )*) (?>(?:-->)?)             # a comment
      | [!?/] [^>]*+ >?+                                       # a declaration
    ))?)
    """,
        re.VERBOSE,
    )


def tokens(html: str) -> Iterator[Token]:
    """Words, and what stands behind them: "/" if that closes, the tag's name in small letters, and
    its attributes as they are; "" where there is none."""
    for found in _found(html):
        words, closing, name, attributes = found.group(1, 4, 5, 6)
        if "&" in words:
            words = unescape(TOO_MANY_DIGITS.sub("&#xfffd", words))
        yield words, closing or "", name.lower() if name else "", attributes or ""


def _found(html: str) -> Iterator[re.Match[str]]:
    """What is never seen and never closed is no reason to see nothing of what follows."""
    at, unseen = 0, UNSEEN
    while True:
        for found in _token(unseen).finditer(html, at):
            if found[2] and not found[3]:
                at, unseen = found.start(), unseen - {found[2].lower()}
                break
            yield found
        else:
            return
