"""What Slack shows on our own account when somebody comes in: hints, confirmations, remarks."""

UNKNOWN_COMMAND = "I don't know this command. Try `/ticket` or `/helpdesk help`."
ANSWERED_ALONE = "Thank you! I answer you in our direct messages."
TOO_SLOW = "Slack closed this form before it could open. Please press once more."
NOT_SAID_TO_US = "it was said to others, and somebody made a request of it"
FILE_ONLY = "see the attached file"

BY_NAME = "you can also send me a direct message."


def hint(channels: tuple[str, ...]) -> str:
    """Where help is to be had, for somebody who asks elsewhere."""
    rooms = " or ".join(f"<#{channel}>" for channel in channels[:3])
    there = f"Ask in {rooms}, or " if rooms else ""
    way = f"{there}send me a direct message" if there else "Send me a direct message"
    return f"Looking for the IT help desk? {way}, and you get an answer or a ticket right away."


def you_asked(words: str) -> str:
    """How a conversation begins that a form or a command opens."""
    return "Your request:\n\n" + "\n".join(f"> {line}" for line in words.split("\n"))


def made_by(name: str) -> str:
    """For the desk: somebody else made it a request."""
    return f"{name} made a request of this message."


def not_copied(name: str, why: str) -> str:
    """For the desk: a file stays where it is."""
    return f"The file {name} was not copied: {why}."


TOO_LARGE = "it is larger than the desk keeps"
ELSEWHERE = "it lies outside Slack"
GONE = "Slack does not have it any more"
NO_LEAVE = "Firstline may not read files in Slack (scope files:read)"
NO_ANSWER = "Slack did not give it"
FULL = "it came with too many others"


def about(service: str) -> str:
    """Which service a request is about, as somebody put it into the form."""
    return f"Service: {service}"


def unread(channel: str) -> str:
    """For the desk: a message was made a request, and cannot be read."""
    return f"Somebody made a request of a message in the Slack channel {channel}; look there."


def app_token(code: str) -> str:
    """For the admins: no connection can be made."""
    return (
        f"Firstline hears nothing from Slack: slack.app_token is not accepted ({code}). Make a new "
        "one with the scope connections:write under Basic Information, App-Level Tokens, at "
        "api.slack.com/apps, put it into the settings, and start Firstline again."
    )
