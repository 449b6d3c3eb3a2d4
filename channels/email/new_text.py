"""What the person newly wrote, without the quoted mail below it and the signature.

A first version: one pass over lines, no backtracking. If in doubt it keeps: words that are shown
twice do less harm than words that are lost. It never makes something into nothing.
"""

import re

MOST_LINES = 5000
LONGEST_TEXT = 256 * 1024
LONGEST_SIGNATURE = 12

ATTRIBUTION_STARTS = ("on ", "am ", "le ", "el ", "il ", "op ", "den ", "em ", "w dniu ", "dne ")
WROTE = re.compile(
    r" (?:wrote|schrieb|a écrit|escribió|ha scritto|schreef|skrev|escreveu|napisał|napsal)\b"
)
SEPARATORS = re.compile(
    r"-{2,} ?(?:original message|original-nachricht|ursprüngliche nachricht|message d'origine"
    r"|mensaje original|messaggio originale) ?-{2,}",
    re.IGNORECASE,
)
FROM_LINE = re.compile(r"\*?(?:from|von|de|da|van|från) ?:\*? .*", re.IGNORECASE)
SENT_LINE = re.compile(
    r"\*?(?:sent|date|gesendet|datum|envoyé|enviado|inviato|verzonden|skickat) ?:\*? .*",
    re.IGNORECASE,
)
RULE = re.compile(r"[_*-]{10,}")
POCKET = re.compile(
    r"(?:sent from my |get outlook for |von meinem .{1,40} gesendet|gesendet von |envoyé de mon"
    r"|enviado desde mi ).{0,60}",
    re.IGNORECASE,
)


def new_text(body: str) -> str:
    """The new words of an answer's plain text."""
    whole = body[:LONGEST_TEXT].strip()
    return _joined(_without_signature(_without_tail(_lines(whole)))) or whole


def unsigned_text(body: str) -> str:
    """A fresh mail's plain text without the signature."""
    whole = body[:LONGEST_TEXT].strip()
    return _joined(_without_signature(_lines(whole))) or whole


def _lines(text: str) -> list[str]:
    return [line.rstrip() for line in text.split("\n", MOST_LINES)[:MOST_LINES]]


def _joined(lines: list[str]) -> str:
    return "\n".join(lines).strip()


def _without_tail(lines: list[str]) -> list[str]:
    """Only the first attribution counts: if somebody answered between quotes, all is kept."""
    attributed = False
    for at, line in enumerate(lines):
        if _opens_old_mail(lines, at, line.strip()):
            return _trimmed(lines[:at])
        if not attributed and _is_attribution(lines[at : at + 3]):
            attributed = True
            if _is_one_piece(lines[at + 1 :]):
                return _trimmed(lines[:at]) or _below_the_quote(lines[at + 1 :])
    return _trimmed(lines)


def _opens_old_mail(lines: list[str], at: int, line: str) -> bool:
    if FROM_LINE.fullmatch(line):
        return any(SENT_LINE.fullmatch(after.strip()) for after in lines[at + 1 : at + 4])
    return SEPARATORS.fullmatch(line) is not None


def _below_the_quote(lines: list[str]) -> list[str]:
    """The answer of somebody who writes below what they answer."""
    quoted = [at for at, line in enumerate(lines) if line.startswith(">")]
    return lines[quoted[-1] + 1 :] if quoted else []


def _is_attribution(lines: list[str]) -> bool:
    """ "On Monday ... Ann wrote:", which mailers wrap over up to three lines."""
    if not lines[0].lower().startswith(ATTRIBUTION_STARTS):
        return False
    joined = ""
    for line in lines:
        joined = f"{joined} {line.strip().lower()}"[-400:]
        if joined.endswith(":") and WROTE.search(joined):
            return any(char.isdigit() or char == "@" for char in joined)
    return False


def _is_one_piece(lines: list[str]) -> bool:
    """Whether there is a quote, and nobody answered between its lines."""
    quoted = [line.startswith(">") for line in lines if line]
    if True not in quoted:
        return False
    first, last = quoted.index(True), len(quoted) - 1 - quoted[::-1].index(True)
    return all(quoted[first : last + 1]) and len(quoted) - last - 1 <= LONGEST_SIGNATURE


def _trimmed(lines: list[str]) -> list[str]:
    """Without empty lines, rules and quotes at the end."""
    end = len(lines)
    while end and (
        not lines[end - 1] or lines[end - 1][0] == ">" or RULE.fullmatch(lines[end - 1])
    ):
        end -= 1
    return lines[:end]


def _without_signature(lines: list[str]) -> list[str]:
    tail = lines[-LONGEST_SIGNATURE:]
    if "--" in tail:  # "-- ", its blank already stripped
        lines = lines[: len(lines) - len(tail) + tail.index("--")]
    if lines and POCKET.fullmatch(lines[-1].strip()):
        lines = lines[:-1]
    return lines
