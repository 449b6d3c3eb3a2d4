"""Step: class, impact, urgency, service, language, priority, and whether it sounds dangerous.

The priority matrix is the common impact-urgency one (ITIL practice: high/high is 1, low/low 4; we
add 5 for what can wait and touches one person). Words are tables; an agent can change the outcome.
"""

import re
from collections.abc import Mapping
from dataclasses import replace

from bot.core.turn import Triage
from knowledge.language import language

INCIDENT, REQUEST, QUESTION = "incident", "service request", "question"
DEGRADED = 2  # the urgency of what says nothing of it

# (impact, urgency) -> priority; impact 1 organisation to 3 one person, urgency 1 stopped to 3 waits.
PRIORITIES: Mapping[tuple[int, int], int] = {
    (1, 1): 1,
    (1, 2): 2,
    (1, 3): 3,
    (2, 1): 2,
    (2, 2): 3,
    (2, 3): 4,
    (3, 1): 3,
    (3, 2): 4,
    (3, 3): 5,
}


def _words(*alternatives: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{'|'.join(alternatives)})(?!\w)")


_PLACE = (
    r"(?:(?:the|our|my|a|an|this|their|your) )?(?:\w+ ){0,2}"
    r"(?:room|rooms|building|office|offices|rack|racks|data ?cent(?:er|re)|basement|kitchen|desk|floor|"
    r"warehouse|corridor|hallway|cabinet|cupboard|lab|laboratory|workshop|site|canteen|stairwell|"
    r"elevator|lift|garage|printer|server|servers|ups|socket|batter(?:y|ies))"
)

# The order matters: the first that matches names the danger.
DANGERS: Mapping[str, re.Pattern[str]] = {
    "fire": _words(
        r"(?:caught|catching|on) fire",
        rf"(?<!to )(?<!not )(?<!s )fire (?:in|inside|at|under|behind) {_PLACE}",
        r"fire alarm (?:is )?(?:going off|ringing|has gone off|went off)",
        r"(?:there is|there's|we have|we've got|i see|i can see) (?:a |an )?(?:\w+ )?fire(?! (?:drill|door|wall|tv|tablet|stick|extinguisher|exit|alarm|safety|hd|stick))",
        r"(?:it|room|building|office|rack|desk|kitchen|cupboard) (?:is |are )?(?:burning|burns)",
        r"feuer (?:im|in|am|an|unter|auf|bei|hinter) .{0,40}|(?:es|hier|dort) brennt|brennt (?:es|der|die|das|im|in|mein|unser)(?: \w+)?|(?:in )?brand geraten|brand (?:im|in der|in dem|am) (?:\w+ )?(?:\w*raum|gebäude|büro|keller|haus|rack|serverschrank|küche|lager|rechenzentrum)",
        r"(?:there is|es gibt|wir haben|hier ist) (?:ein |einen )?(?:feuer|brand)|\w* ?rauch (?:im|in der|aus|kommt)(?: \w+)?|kabelbrand",
        r"(?<!alarme )(?<!exercice )(?<!d')(?<!sécurité )incendie(?! d'exercice)(?: (?:dans|au|à|en) .{0,30})?|au feu(?! (?:vert|rouge))|(?<!-)feu (?:dans|au) (?:le |la |les |l')?(?:salle|serveur|bureau|local|bâtiment)\w*|(?:prend|pris|prennent|est en) feu",
        r"(?<!simulacro de )(?<!contra )incendio|fuego (?:en|dentro)|hay fuego|(?:se )?est[áa] (?:quemando|ardiendo)|en llamas",
        r"(?:al fuoco|fuoco (?:in|nel|nella)|in fiamme|a fuoco|incêndio|fogo (?:no|na|em)|pegou fogo|em chamas)",
        r"brand in (?:de|het) (?:\w+)|(?:staat|vliegt) in brand|er is brand|det (?:brinner|brenner|brænder)|brann i|brand i serverrum\w*|tulipalo",
        r"pożar|pali się|požár|hoří|пожар|горит|пожежа|горить|yangın",
        r"\w{0,40}(?:火事|火災|火灾|起火|着火|화재|불이 났)\w{0,40}",
        r"(?:smoke|sparks?|flames?) (?:is |are )?(?:coming|from|out|rising)",
        r"(?<!non-)smoking(?! (?:area|room|zone|break|corner))",
        r"smoke (?:is )?(?:in|inside|from|everywhere|all over)",
        r"there is (?:a lot of )?smoke",
        r"(?:laptop|computer|phone|printer|battery|charger|monitor|server|socket|cable)(?: \w+){0,2} (?:is |are |was )?burning",
        r"burning smell",
        r"smells? (?:like |of )?(?:something )?burn\w*",
        r"(?:swollen|bulging|swelling|leaking) battery",
        r"battery (?:is |has |looks )?(?:swollen|bulging|bulged|swelling|leaking)",
        r"electric(?:al)? shock",
    ),
    "attack": _words(
        r"ransom ?ware",
        r"(?:files|everything|documents|drive|data)(?: \w+){0,3} (?:are|is|got|been|were) (?:suddenly |all |now )*encrypted",
        r"(?:been|got|was|were|is|account) hacked",
        r"clicked(?: \w+){0,3} links? in (?:a |an |the )?(?:phishing|suspicious|dodgy|strange|malicious|fake|scam)(?: \w+)?",
        r"(?:gave|told|read)(?: \w+){0,2} (?:password|code|credentials|details)(?: \w+){0,2} to (?:a |some )?(?:caller|stranger|man|woman|person|someone|somebody)(?: \w+){0,6}",
        r"(?:computer|laptop|pc|phone|device|machine) (?:is|was|got|has been|may be|might be) infected",
        r"clicked(?: \w+){0,3} links?(?: \w+){0,10} (?:entered|typed|gave)(?: \w+){0,4} (?:password|credentials|details|login)",
        r"let (?:him|her|them|someone|a caller|the caller)(?: \w+){0,3} (?:connect|control|access)(?: .{0,20})?",
        r"(?:clicked|opened|followed)(?: \w+){0,4} (?:phishing|suspicious|dodgy|strange|malicious)(?: \w+){0,2}",
        r"(?:entered|typed|gave|put)(?: \w+){0,6} password(?: \w+){0,4} (?:fake|phishing|suspicious|strange|scam|wrong (?:site|page))(?: \w+)?",
        r"(?:phishing|fake|scam)(?: \w+){0,6} (?:entered|typed|gave)(?: \w+){0,4} (?:password|credentials|details)",
        r"data (?:breach|leak)(?! (?:training|course|drill|exercise|policy))",
        r"malware|(?:a|got|have|found) (?:a )?trojan(?! horse)|(?:a|got|have|has|found) (?:\w+ )?virus(?! (?:scanner|going|is going))",
        r"someone (?:else )?(?:is |has )?(?:logged|logging|signed|signing|got) in\w*(?: \w+){0,4} my (?:account|mail\w*|computer)",
        r"mouse (?:is )?mov(?:es|ing) (?:by itself|on its own)",
    ),
    "loss": _words(
        r"(?:laptop|phone|computer|tablet|mobile|badge|token|notebook|iphone|ipad)(?: \w+){0,3} (?:was |been |got |is |has been )*(?:stolen|lost)(?! (?:its|the|my|connection|signal|focus|contact))(?! in (?:the|a|our) (?:menu|inventory|list|report))",
        r"(?:lost|stolen|stole)(?: \w+){0,2} (?:laptop|phone|computer|tablet|mobile|notebook|iphone|ipad|security key)",
        r"took (?:my|our) (?:laptop|phone|computer|tablet|bag)",
        r"left(?: \w+){0,2} (?:laptop|phone|tablet) (?:in|on|at) (?:a|the) (?:train|bus|taxi|plane|airport|cafe|tube)",
    ),
}

SERVICES: Mapping[str, re.Pattern[str]] = {
    "vpn": _words("vpn", "anyconnect", "globalprotect", "remote access"),
    "wifi": _words("wi-?fi", "wireless", "wlan"),
    "print": _words("print(?:er|ers|ing|s|ed)?", "toner", "scanner", "copier"),
    "email": _words("outlook", "e?-?mails?", "mailbox", "inbox", "calendar"),
    "meetings": _words("teams", "zoom", "webex", "meeting room", "microphone", "headset", "webcam"),
    "identity": _words(
        "passwords?", "passcode", "mfa", "2fa", "authenticator", "log ?in", "sign ?in", "locked out",
        "account locked", "single sign-on", "sso",
    ),
    "files": _words("shared drive", "sharepoint", "onedrive", "network drive", "folders?", "files?"),
    "network": _words("internet", "network", "lan", "ethernet"),
    "phone": _words("phones?", "mobile", "iphone", "android", "sim(?: card)?"),
    "laptop": _words(
        "laptop", "notebook", "computer", "pc", "monitor", "dock(?:ing station)?", "keyboard", "mouse",
        "battery", "charger", "screen", "desktop",
    ),
    "software": _words("excel", "word", "powerpoint", "browser", "chrome", "edge", "software", "app", "install"),
}  # fmt: skip

PLATFORMS: Mapping[str, re.Pattern[str]] = {
    "windows": _words(r"windows(?: ?(?:1[01]|[78]))?", r"win ?1[01]"),
    "mac": _words("mac ?os", "os ?x", r"macs?", r"mac ?books?", "imac"),
    "ios": _words("ios", "iphones?", "ipads?", "ipados"),
    "android": _words("android", "pixel", "galaxy"),
    "linux": _words("linux", "ubuntu", "debian", "fedora"),
    "chrome os": _words(r"chrome ?books?", "chrome ?os"),
}

_REQUEST = _words(
    r"(?:i |we )?(?:would like|need|want|request|require|order)(?:ed)? (?:a |an |new |access|to (?:order|get|have|install))",
    r"access to", r"install", r"new (?:laptop|phone|monitor|starter|colleague|employee|hire|keyboard|mouse)",
    r"(?:can|could) (?:i|we|you) (?:please )?(?:have|get|order|install|add|create|give|set up|grant)", r"permission",
    r"licen[cs]e", r"order",
)  # fmt: skip
_QUESTION = re.compile(
    r"^(?:hi |hello |hey )?(?:how|what|where|when|which|who|is it|is there|are there|does|do) \b"
)
_BROKEN = _words(
    r"(?:does|do|did|is|are|was|has|have|can|could|will|wo)(?:n'?t| not)", "cannot", "error",
    "broken", "fails?", "failed", "crash\\w*", "down", "drops?", "dropping", "slow", "offline", "stuck",
    "lost", "missing", "disconnect\\w*", "freez\\w*", "frozen", "locked", "dead",
)  # fmt: skip
_WHOLE_ORGANISATION = _words(
    r"(?:the )?(?:whole|entire) (?:company|office|site|building|organi[sz]ation|department)",
    r"every(?:one|body) (?:in|at|is|has|can)", r"all (?:users|employees|staff|offices|sites)",
    r"company[- ]wide", r"nobody(?: \w+){0,4} (?:can|is|has|gets)", r"no ?one can",
)  # fmt: skip
_GROUP = _words(
    r"(?:my|our|the) (?:whole |entire )?team", r"(?:several|many|some|other|all my|both) (?:of us|people|colleagues|users)",
    r"(?:my |our )?colleagues? (?:too|as well|also|ha(?:s|ve))", r"(?:all|most) of us", r"we (?:all|cannot|can't)",
)  # fmt: skip
_STOPPED = _words(
    r"(?:cannot|can'?t|can not|unable to) (?:work|do anything|log ?in|sign ?in|start|teach|bill|ship)", r"urgent(?:ly)?",
    r"asap", r"emergency", r"immediately", r"deadline", r"(?:work|production) (?:has )?stopped",
    r"is down", r"won'?t (?:start|boot|turn on)", r"locked out", r"in \d+ minutes?",
)  # fmt: skip
_CAN_WAIT = _words(
    r"no (?:rush|hurry)", r"not urgent", r"when(?:ever)? you (?:have|find|get) (?:a |some )?(?:time|minute|moment|chance)",
    r"next (?:week|month)", r"low priority", r"nice to have", r"can wait",
)  # fmt: skip


def triage(request: str, *, tongue: str = "") -> Triage:
    """What kind of contact this is, from its words; `tongue` is the person's language if known."""
    text = request.lower().replace("’", "'")
    danger = _first(DANGERS, text)
    kind, urgency, service = _kind(text), _urgency(text), _first(SERVICES, text)
    read = {"kind": kind, "urgency": urgency, "service": service}
    found = Triage(
        kind=kind or INCIDENT,
        impact=_impact(text),
        urgency=urgency or DEGRADED,
        service=service,
        language=language(request, known=tongue),
        danger=danger,
        said=frozenset(name for name, label in read.items() if label),
    )
    return _dangerous(found) if danger else found


def _dangerous(found: Triage) -> Triage:
    said = found.said | {"kind", "urgency"}
    return replace(found, kind=INCIDENT, impact=min(found.impact, 2), urgency=1, said=said)


def platform(text: str) -> str:
    """What somebody works on, as far as their words say it."""
    return _first(PLATFORMS, text.lower())


def priority(found: Triage) -> int:
    """The priority from impact and urgency; danger is always 1."""
    return 1 if found.danger else PRIORITIES[found.impact, found.urgency]


def _kind(text: str) -> str:
    """The class that the words say, "" if they say none."""
    kinds = ((_BROKEN, INCIDENT), (_REQUEST, REQUEST), (_QUESTION, QUESTION))
    return next((kind for pattern, kind in kinds if pattern.search(text)), "")


def _impact(text: str) -> int:
    if _WHOLE_ORGANISATION.search(text):
        return 1
    return 2 if _GROUP.search(text) else 3


def _urgency(text: str) -> int:
    """What the words say of it, 0 if nothing."""
    if _CAN_WAIT.search(text):
        return 3
    return 1 if _STOPPED.search(text) else 0


def _first(table: Mapping[str, re.Pattern[str]], text: str) -> str:
    return next((name for name, pattern in table.items() if pattern.search(text)), "")
