"""Whether somebody who writes elsewhere looks for the desk, and who only tells everybody something.

A hint that comes too often is worse than none: only words that name the desk, or trouble with what
it looks after, count, and only in a short message.
"""

from channels.slack import words

SHORT = 60  # words
FIRST = 1000  # characters that are looked at

NEWS = (":mega:", ":loudspeaker:", "📣", "📢")

# Each row: one of its words must be there for every group.
_DESK = (
    ("helpdesk", "help desk", "help-desk", "service desk", "it support", "it-support", "it team",
     "it department", "it-abteilung", "support informatique", "soporte técnico", "servicedesk"),
)  # fmt: skip
_THING = ("vpn", "wifi", "wi-fi", "wlan", "laptop", "printer", "outlook", "password", "sso", "mfa",
          "monitor", "docking station", "keyboard", "vpn-", "drucker", "passwort", "imprimante",
          "mot de passe", "impresora", "contraseña")  # fmt: skip
_WRONG = ("not working", "doesn't work", "does not work", "isn't working", "stopped working",
          "broken", "can't log in", "cannot log in", "can't connect", "cannot connect", 
          "locked out", "keeps crashing", "keeps disconnecting",
          "funktioniert nicht", "geht nicht",
          "ne marche pas", "ne fonctionne pas", "no funciona")  # fmt: skip
_SIGNS = (_DESK, (_THING, _WRONG))


def asks_for_the_desk(text: str) -> bool:
    """Whether these words look for the desk, as far as they say so."""
    said = " ".join(words.plain(text[:FIRST], {}).replace("’", "'").lower().split())
    if len(text) >= FIRST or said.count(" ") >= SHORT:
        return False
    return any(all(any(word in said for word in group) for group in sign) for sign in _SIGNS)


def is_announcement(text: str) -> bool:
    """Whether it is marked as news for everybody, and wants no answer."""
    return text.lstrip().startswith(NEWS)
