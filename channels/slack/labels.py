"""Every word that Slack shows on our own account: on cards, in dialogs, on the home tab."""

from channels.messages import Attachment

# --- messages ----------------------------------------------------------------------------------
FROM_THE_DESK = "IT help desk"
SEARCHING = "is looking for an answer…"


def posing_as(name: str) -> str:
    """An agent's name beside what they wrote: nobody takes it for a colleague's own account."""
    return f"{name} ({FROM_THE_DESK})"


def files(attachments: tuple[Attachment, ...]) -> str:
    """What is said with files that come without words."""
    return "Here is a file for you:" if len(attachments) == 1 else "Here are some files for you:"


# --- cards -------------------------------------------------------------------------------------
CLAIM = "Claim"
ASSIGN = "Assign…"
PRIORITY = "Priority"
ASK = "Ask…"
RESOLVE = "Resolve…"
OPEN_THREAD = "Open thread"

STATUS = "Status"
REQUESTER = "Requester"
ASSIGNEE = "Agent"
SERVICE = "Service"
TEAM = "Team"
OPENED = "Opened"
NOBODY = "nobody yet"
TRIED = "Did not help"
SOLUTION = "Solution"
HIDDEN = "Notes in this thread are seen by the desk only."

PRIORITIES = {
    1: "1 – critical",
    2: "2 – high",
    3: "3 – normal",
    4: "4 – low",
    5: "5 – planned",
}

# --- dialogs -----------------------------------------------------------------------------------
CANCEL = "Cancel"
SEND = "Send"
ASK_TITLE = "Ask the requester"
QUESTION = "Your question"
QUESTION_HINT = "It goes to the requester, and {reference} waits for the answer."
RESOLVE_TITLE = "Resolve the ticket"
RESOLUTION = "What solved it?"
RESOLUTION_HINT = "The requester of {reference} reads this, and may reopen the ticket."
RESOLUTION_MORE = "For next time"
SUGGEST_ARTICLE = "Suggest a knowledge article from this"
REQUEST_TITLE = "New IT request"
REQUEST_SEND = "Send request"
WHAT = "What can we help you with?"
WHAT_HINT = "What did you do, what happened, and since when?"
WHICH_SERVICE = "Which service is it about?"
WHICH_SERVICE_HINT = "Such as mail, VPN or printer. Leave it empty if you are not sure."
FILES_HINT = "Files and screenshots: send them afterwards, in the thread that this opens."

TYPE_QUESTION = "Please type your question."
TYPE_RESOLUTION = "Please write what solved it; the requester reads it."
TYPE_REQUEST = "Please describe in a few words what you need."
SHORTEN = "Please shorten this to {limit} characters."

# --- home --------------------------------------------------------------------------------------
GREETING = "How can we help?"
INTRODUCTION = "Tell us about a problem here, or just write to us under *Messages*."
NEW_REQUEST = "New request"
OWN = "Your requests"
OWN_NONE = "You have no requests with us at the moment."
MINE = "Yours to solve"
MINE_NONE = "Nothing is in your hands."
UNASSIGNED = "Waiting for somebody"
UNASSIGNED_NONE = "Nobody is waiting. Well done!"
LATE = "Waiting too long"
MORE = "… and {count} more."
