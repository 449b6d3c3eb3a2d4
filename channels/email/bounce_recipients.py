"""Whom a bounce could not reach: from its report, else its header, else its words, best first."""

import re
from collections.abc import Callable, Iterable, Iterator
from itertools import islice

from channels.email import headers
from channels.email.bounce_words import BEFORE_ADDRESS, FAILED, OTHER_NAMES
from channels.email.folding import fold, holds
from channels.email.headers import Fields
from channels.email.notice import Notice

MOST_RECIPIENTS = 100
MOST_ADDRESSES = 500
BEFORE = 60  # characters that are read before an address

# As plain as those we would write to, wherever they stand in a text.
ADDRESS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{}~.-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,126})")
OF_THE_REPORT = ("to", "from", "reply-to", "return-path", "sender")
NAMED = ("original-recipient", "final-recipient")
NEVER = frozenset({"postmaster", "mailer-daemon", "hostmaster", "abuse", "mailerdaemon", "mdaemon"})
X400 = re.compile(r".*(?:smtp|rfc822|rfc-822)=", re.IGNORECASE | re.DOTALL)
LEADS = re.compile(r"[^\w@]*+(?:c=[^@]{0,200}dda:)?", re.IGNORECASE)
ENDS = re.compile(
    r"[>\"'\])*]*+(?:\s*+$|\s*+[:;,(\[<|=]| on |\.\.\.|\s++\.\.\.| - |\s*+->|\t| {2})"
)
VERP = re.compile(
    r"[+-]([A-Za-z0-9._%+-]{1,64})=([A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,8})@"
)
TO_LINE = re.compile(r"[>|\s]*+(?:to|rcpt|envelope-to|x-envelope-to) ?:(.*)", re.IGNORECASE)
FOR = re.compile(r"\sfor\s+<?([^\s<>;]{3,200})>?\s*;")
BARE_NAME = re.compile(r"([A-Za-z0-9][A-Za-z0-9._-]{1,63})(?:\s{2,}.*|\s*\(.*)?")


def recipients(notice: Notice) -> tuple[str, ...]:
    """Each once, as written. The first source that names somebody is believed."""
    ours = _ours(notice.fields)
    for source in SOURCES:
        found = [address for address in source(notice) if _may_fail(address, ours)]
        if found:
            return _each_once(found)
    return _each_once(_from_report(notice))


def are_named(notice: Notice) -> bool:
    """Whether the header or the words say outright who was not reached."""
    ours = _ours(notice.fields)
    sources = (_from_header, _leading_lines, _named_in_sentences)
    return any(_may_fail(found, ours) for source in sources for found in source(notice))


def of_group(group: Fields) -> list[str]:
    """The names that one group of a report gives its recipient, as we wrote it first.

    The actual one counts only where there is no other: it is where the mail was forwarded to.
    """
    named = [found for name in NAMED for found in addresses(group.get(name))[:1]]
    return named or addresses(group.get("x-actual-recipient"))[:1]


def addresses(text: str) -> list[str]:
    return [address for address, _, _ in _places(text)]


def _places(text: str) -> Iterator[tuple[str, int, int]]:
    """Addresses, and where they stand."""
    found_all = ADDRESS.finditer(text) if "@" in text else ()
    for found in islice(found_all, MOST_ADDRESSES):
        address = X400.sub("", found[0]).strip("'`*/=.-{}|#")
        if "@" in address[1:] and not address.endswith("@"):
            yield address, found.start(), found.end()


def _each_once(found: Iterable[str]) -> tuple[str, ...]:
    once = {address.lower(): address for address in reversed(list(found))}
    return tuple(reversed(once.values()))[:MOST_RECIPIENTS]


def _ours(fields: Fields) -> frozenset[str]:
    """Who wrote the mail that came back, and who wrote the bounce."""
    values = fields.all(*OF_THE_REPORT)
    return frozenset(address.lower() for value in values for address in addresses(value[:4096]))


def _may_fail(address: str, ours: frozenset[str]) -> bool:
    lowered = address.lower()
    return lowered not in ours and lowered.partition("@")[0] not in NEVER


# --- the sources, best first -------------------------------------------------------------------


def _from_report(notice: Notice) -> Iterator[str]:
    for group in notice.groups:
        yield from of_group(group)


def _from_header(notice: Notice) -> Iterator[str]:
    yield from addresses(notice.fields.get("x-failed-recipients"))


def _leading_lines(notice: Notice) -> Iterator[str]:
    """Addresses that a line begins with and that stand alone there: a list, or "<ann@x.org>:"."""
    for line in notice.lines:
        for address, start, end in islice(_places(line), 1):
            if LEADS.fullmatch(line, 0, start) and ENDS.match(line, end):
                yield address
        if holds(fold(line), OTHER_NAMES):
            yield from addresses(line)


def _named_in_sentences(notice: Notice) -> Iterator[str]:
    """Addresses behind words such as "recipient:" or "deliver your message to"."""
    words = notice.words()
    for address, start, _ in _places(words):
        before = fold(words[max(0, start - BEFORE) : start]).rstrip(" <\"'[(:,;=*-`|")
        if before.endswith(BEFORE_ADDRESS):
            yield address


def _beginning_lines(notice: Notice) -> Iterator[str]:
    """Addresses that a line begins with, whatever follows."""
    for line in notice.lines:
        for address, start, _ in islice(_places(line), 1):
            if LEADS.fullmatch(line, 0, start):
                yield address


def _from_verp(notice: Notice) -> Iterator[str]:
    """Our own bounce address may name the recipient: list-bounces+ann=x.org@lists.example."""
    for value in notice.fields.all("to", "delivered-to", "x-original-to", "envelope-to"):
        for found in VERP.finditer(value[:2000]):
            yield f"{found[1]}@{found[2]}"


def _from_returned(notice: Notice) -> Iterator[str]:
    """To whom the returned mail was written, if to one only."""
    for fields in notice.returned:
        written = _each_once(addresses(fields.get("to")[:4096]))
        handed = _each_once(
            found for value in fields.all("received") for found in FOR.findall(value)
        )
        if len(written) == 1 or len(handed) == 1:
            yield from written if len(written) == 1 else handed
    lines = [TO_LINE.match(line) for line in (*notice.below, *notice.lines)]
    written = _each_once(found for line in lines if line for found in addresses(line[1]))
    if len(written) == 1:
        yield written[0]


def _anywhere(notice: Notice) -> Iterator[str]:
    """The only other address that is mentioned."""
    mentioned = _each_once(addresses(notice.words()))
    yield from mentioned if len(mentioned) <= 2 else ()


def _from_subject(notice: Notice) -> Iterator[str]:
    yield from addresses(notice.subject)


def _bare_names(notice: Notice) -> Iterator[str]:
    """A name without a domain, right below "not delivered to": it is the server's own domain."""
    domain = headers.mailbox(notice.fields.get("from")).address.rpartition("@")[2]
    said = ["", *(line.strip() for line in notice.lines if line.strip())]
    for before, above, line in zip(said, said[1:], said[2:], strict=False):
        name = BARE_NAME.fullmatch(line)
        if domain and name and above.endswith(":") and holds(fold(f"{before} {above}"), FAILED):
            yield f"{name[1]}@{domain}"
            return


SOURCES: tuple[Callable[[Notice], Iterator[str]], ...] = (
    _from_report,
    _from_header,
    _leading_lines,
    _named_in_sentences,
    _bare_names,
    _beginning_lines,
    _from_verp,
    _from_subject,
    _anywhere,
    _from_returned,
)
