"""Every sentence the web pages say on their own account, but for the fixed text of a template."""

from datetime import UTC, datetime

STALE_FORM = "This page is out of date. Please load it again, then send once more."
FOREIGN = "This did not come from our own page, so it was not accepted."
WRONG_HOST = (
    "Nobody of this name lives here. Please check the address. "
    "(If this help desk is yours: set public_url under [web] to the address people use.)"
)
TOO_MANY = "That was a lot at once. Please wait {seconds} seconds and try again."
TOO_MANY_PAGES = "This conversation is open in too many places. Please close a few of them."
TOO_LONG = "That is more than we can read at once. Please shorten it to {limit} characters."
TOO_MUCH = "The files are too large. All files of one message together may have {limit}."
TOO_MANY_FILES = "One message may carry {limit} files. Please send the others in a second one."
TOO_SLOW = "The message took too long to arrive. Please try again."
NO_LENGTH = "The length of the message is missing, so it was not accepted."
BROKEN_FORM = "The message arrived in pieces that do not fit together. Please try again."
BAD_ID = "The message has no proper number, so it was not accepted. Please load the page again."
NOTHING_SAID = "Please write a few words first, or attach a file."
PRESSED_BEFORE = "This question has been answered already, or is no longer open."
NOT_KEPT = (
    "Your message could not be stored just now. Nothing is lost: it is still here, "
    "please send it again in a moment."
)
NOT_NOW = "We cannot look this up just now. Nothing is lost; please try again in a moment."
NO_SESSION = "There is no conversation here yet. Write to us and it begins."
NO_FILE = "There is no such file here."
NO_PAGE = "There is nothing at this address."
NO_TICKET = (
    "This link leads to no ticket. It may have expired or been replaced by a newer one: "
    "please look for the link in our latest message, or write to us."
)
NO_ANSWER = (
    "This link has expired or was never one of ours. Please answer the mail itself instead: "
    "a few words are enough."
)
ANSWER_TAKEN = "Thank you. Your answer is with us; if there is more to say, you get a mail."
NO_SUCH_TICKET = "There is no ticket with this number."
STALE_LINK = "This sign-in link has been used or has expired. Please ask for a new one."
SIGN_IN_FIRST = "Please sign in to the desk first."
LINK_SENT = "If this address belongs to an agent, a sign-in link is on its way to it."
BAD_ADDRESS = "This does not look like an e-mail address."
BAD_NAME = "Please keep the name under {limit} characters."
BAD_ORDER = "The desk does not know this order."
ORDER_NEEDS_WORDS = "Please write a few words for this order."
OUR_FAULT = "Something went wrong on our side. Please try again in a moment."
THANKS_FOR_NOTE = "Thank you. Your message is with us and will show up here in a moment."
NOT_THIS_WAY = "This address cannot be used in this way."
HEALTHY = "ready"
CLOSING = "closing"
UNHEALTHY = "nothing can be kept just now"


def size(count: int) -> str:
    """A number of bytes as people say it."""
    for unit, scale in (("MB", 1024 * 1024), ("kB", 1024)):
        if count >= scale:
            return f"{count / scale:.1f}".removesuffix(".0") + f" {unit}"
    return f"{count} bytes"


def clock(at: datetime) -> str:
    """A moment for readers without a script; with one, it turns into their own time."""
    return at.astimezone(UTC).strftime("%d %b, %H:%M UTC").removeprefix("0")


BY_LINK = "Somebody with the ticket's link"
YOU = "You"
NOT_VERIFIED = " (not verified)"
EXAMPLE = "FL-1042"

# What somebody did to a ticket, after their name.
DID = {
    "opened": "opened the ticket",
    "said": "wrote",
    "noted": "noted",
    "replied": "replied",
    "asked": "asked",
    "answered": "answered",
    "claimed": "claimed it",
    "assigned": "assigned it",
    "dispatched": "dispatched it",
    "resolved": "resolved it",
    "confirmed": "said that it is solved",
    "closed": "closed it",
    "reopened": "reopened it",
    "unreached": "could not deliver a message",
    "revised": "changed what was said",
}
# The same before a name or a place, for what needs no more than one line.
MOVED = {
    "claimed": "Claimed by",
    "assigned": "Assigned to",
    "dispatched": "Dispatched to",
    "announced": "Place told to the requester:",
}
