"""Whether the mail server that we trust has proved who wrote a mail, and what it orders then.

Only the field of the configured authserv-id counts, and of those only the topmost: our server puts
its own above all that came with the mail. That server must also take away such fields of others
(RFC 8601, 5), or a mail that it did not check could bring its own.
"""

import re
from dataclasses import dataclass

from channels.email import authentication, headers
from channels.email.authentication import Result, Results
from channels.email.headers import Fields

FIELD = "authentication-results"
LONGEST_FROM = 1000
MOST_SIGNATURES = 20
DOMAIN = re.compile(r"(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.){1,10}[a-z0-9-]{2,63}")
QUOTED = re.compile(r'"(?>(?:[^"\\]|\\.)*)"')
SINGLE = re.compile(
    r"\s*+(?:[^@<>,;:()\"]*+<([^@<>\s]++@[^@<>\s]++)>|([^@<>,;:()\"\s]++@[^@<>,;:()\"\s]++))\s*+"
)
ORDER = re.compile(r"[#\uff03]([^\W\d_][\w-]{0,30}+)(?![\w#])[:,]?+[ \t]*+(.*+)", re.DOTALL)
LONGEST_ORDER = 2000
DISOWNED = (
    "Our mail server says that this mail may be forged (DMARC fails). It is kept as an ordinary"
    " message: please make sure who wrote it before you act on it."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Trust:
    """`address` is the writer's, if it is proved, else ""; `why` is a sentence for the desk."""

    address: str = ""
    why: str

    @property
    def is_proved(self) -> bool:
        return self.address != ""


def authenticated(fields: Fields, *, authserv_id: str) -> Trust:
    """Whether the address in From is proved: by DMARC, or by a DKIM signature of its domain.

    A signature is aligned if its domain is the domain in From or one above it: who holds
    example.org answers for mail.example.org. Not the other way round, since a domain below may
    have been given away; DMARC may still pass such mail, and our server knows the rules for that.
    SPF does not count: it is about the envelope. Never raises.
    """
    if not authserv_id.strip():
        return Trust(why="No mail server is set up whose word on the sender would be believed.")
    address = single_sender(fields)
    domain = address.rpartition("@")[2]
    if not DOMAIN.fullmatch(domain):
        return Trust(why="The mail does not name exactly one ordinary sender.")
    found = _topmost(fields, authserv_id.strip().lower().rstrip("."))
    if found is None:
        return Trust(why=f"Our mail server {authserv_id.strip()} did not say that it checked it.")
    return _believed(found, address, domain)


def disowned(fields: Fields, *, authserv_id: str) -> str:
    """Why the mail may be forged: our server found that DMARC fails; "" if it did not.

    Lists and forwarding break good mail too, so that it is only a doubt.
    """
    server = authserv_id.strip().lower().rstrip(".")
    found = _topmost(fields, server) if server else None
    results = {each.result for each in found.results if each.method == "dmarc"} if found else set()
    return DISOWNED if "fail" in results and "pass" not in results else ""


def _topmost(fields: Fields, authserv_id: str) -> Results | None:
    """The first field of our server; None too if one above it is broken and might be ours."""
    for value in fields.all(FIELD):
        results = authentication.read(value)
        if results.server == authserv_id:
            return results
        if not results.server and authserv_id in value.lower():
            return None
    return None


def _believed(found: Results, address: str, domain: str) -> Trust:
    if any(_is_dmarc_pass(result, domain) for result in found.results):
        return Trust(address=address, why=f"DMARC proves that it comes from {domain}.")
    signed = [_signer(result) for result in found.results[:MOST_SIGNATURES]]
    signer = next((each for each in signed if _is_aligned(each, domain)), "")
    if signer:
        return Trust(address=address, why=f"A DKIM signature of {signer} proves who sent it.")
    other = next(filter(None, signed), "")
    if other:
        return Trust(why=f"It is signed by {other}, which does not answer for {domain}.")
    return Trust(why=f"Neither DMARC nor a DKIM signature proves that it comes from {domain}.")


def _is_dmarc_pass(result: Result, domain: str) -> bool:
    passed = result.method == "dmarc" and result.result == "pass"
    return passed and _domain(result.properties.get("header.from", "")) == domain


def _signer(result: Result) -> str:
    """The domain whose signature is good: d=, else that of i=; "" if none is."""
    if (result.method, result.result) != ("dkim", "pass"):
        return ""
    properties = result.properties
    return _domain(properties.get("header.d", "") or properties.get("header.i", ""))


def _domain(value: str) -> str:
    domain = value.rpartition("@")[2].rstrip(".")
    return domain if DOMAIN.fullmatch(domain) else ""


def _is_aligned(signer: str, domain: str) -> bool:
    return signer != "" and (domain == signer or domain.endswith(f".{signer}"))


def single_sender(fields: Fields) -> str:
    """The one address in From, in small letters; "" if there are more or it is odd in any way."""
    values = fields.all("from")
    if len(values) != 1 or len(values[0]) > LONGEST_FROM:
        return ""
    found = SINGLE.fullmatch(QUOTED.sub(" ", values[0].replace("\r\n", " ")))
    address = (found[1] or found[2] or "").lower() if found else ""
    return address if headers.is_address(address) else ""


# --- orders ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """`command` is what an agent would type in chat, "" if nothing is ordered; `rest` the rest."""

    command: str = ""
    rest: str = ""


def order(text: str) -> Order:
    """The order on the first line of a mail: "#note rang her" -> "note rang her".

    The word must stand right behind the sign and begin with a letter, so that "# Heading" and
    "#4711" are none. Whether the word is one of the desk's, the desk knows.
    """
    line, _, rest = text.strip().partition("\n")
    found = ORDER.fullmatch(line.strip()[:LONGEST_ORDER])
    if found is None or len(line) > LONGEST_ORDER:
        return Order(rest=text.strip())
    return Order(command=f"{found[1].lower()} {found[2].strip()}".strip(), rest=rest.strip())
