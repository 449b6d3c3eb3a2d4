"""What becomes of the words that people type and that apps send, on their way through Slack.

Slack's own rules: `&`, `<` and `>` travel as entities; mentions, channels, broadcasts and links
travel as `<...>` (docs.slack.dev, "Formatting message text").
"""

import re

HIGHLIGHTS = ("here", "channel", "everyone")
TYPED = re.compile(
    r"(?P<link>https?://[^\s<>]+)"
    r"|(?P<mail>\b[\w.+-]+@[\w-]+(?:\.[\w-]+)+)"
    r"|(?P<at>(?<![\w@])@[\w.-]*\w)"
    r"|(?P<channel>(?<![\w#])#[\w-]+)"
)
CONTROL = re.compile(r"<(?:[@#!][^<>\n]+|(?:https?|mailto|tel|slack):[^<>\n]+)>")
ENTITY = re.compile(r"&(?:amp|lt|gt);")
SIGNS = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}


def escaped(text: str) -> str:
    return re.sub("[&<>]", lambda sign: SIGNS[sign[0]], text)


def unescaped(text: str) -> str:
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def typed(text: str, people: dict[str, str], channels: dict[str, str]) -> str:
    """As Slack sends what a person typed; the ids of people and channels are by their handles."""
    pieces, end = [], 0
    for match in TYPED.finditer(text):
        pieces += escaped(text[end : match.start()]), _marked(match, people, channels)
        end = match.end()
    return "".join([*pieces, escaped(text[end:])])


def _marked(match: re.Match[str], people: dict[str, str], channels: dict[str, str]) -> str:
    word = match[0]
    match match.lastgroup:
        case "link":
            return f"<{escaped(word)}>"
        case "mail":
            return f"<mailto:{word}|{word}>"
        case "at":
            return _called(word, people)
        case _:
            known = channels.get(word[1:])
            return f"<#{known}|{word[1:]}>" if known else escaped(word)


def _called(word: str, people: dict[str, str]) -> str:
    if word[1:] in HIGHLIGHTS:
        return f"<!{word[1:]}>"
    known = people.get(word[1:].lower())
    return f"<@{known}>" if known else word


def sent(text: str) -> str:
    """As Slack keeps what an app sent: stray signs become entities, what Slack reads stays."""
    keep = re.compile(f"{CONTROL.pattern}|{ENTITY.pattern}")
    pieces, end = [], 0
    for match in keep.finditer(text):
        pieces += escaped(text[end : match.start()]), match[0]
        end = match.end()
    return "".join([*pieces, escaped(text[end:])])


def alarms(text: str) -> list[str]:
    """Whom these words would alert: `U123`, `!channel`, `!subteam^S1` ..."""
    found = (match[0][1:-1].split("|")[0] for match in CONTROL.finditer(text))
    return [each.removeprefix("@") for each in found if each[0] in "@!" and "date^" not in each]


def rich(text: str) -> list[dict]:
    """The block that Slack's own clients send along with the words of a person."""
    pieces, end = [], 0
    for match in CONTROL.finditer(text):
        pieces += [*_plain(text[end : match.start()]), _element(match[0][1:-1])]
        end = match.end()
    section = {"type": "rich_text_section", "elements": pieces + _plain(text[end:])}
    return [{"type": "rich_text", "block_id": "rich", "elements": [section]}]


def _plain(text: str) -> list[dict]:
    return [{"type": "text", "text": unescaped(text)}] if text else []


def _element(inside: str) -> dict:
    target, _, label = inside.partition("|")
    match target[0]:
        case "@":
            return {"type": "user", "user_id": target[1:]}
        case "#":
            return {"type": "channel", "channel_id": target[1:]}
        case "!":
            return {"type": "broadcast", "range": target[1:]}
        case _:
            return {"type": "link", "url": unescaped(target)} | ({"text": label} if label else {})
