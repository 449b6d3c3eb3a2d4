"""Reading what was said: conversations.history and conversations.replies."""

from tests.fakes.slack.method import Call, method
from tests.fakes.slack.refusals import Refused

READS = "channels:history groups:history im:history mpim:history"
SPAN = "latest oldest inclusive:bool limit:number cursor include_all_metadata:bool"
NEEDED = {"channel": "channels", "group": "groups", "im": "im", "mpim": "mpim"}


def _allowed(call: Call) -> dict[str, dict]:
    channel = call.channel()
    needed = f"{NEEDED[channel.kind]}:history"
    if needed not in call.token.scopes:
        provided = ",".join(sorted(call.token.scopes))
        raise Refused("missing_scope", needed=needed, provided=provided)
    if call.token.user not in channel.members:
        raise Refused("not_in_channel")
    return channel.messages


def _within(call: Call, found: list[dict]) -> list[dict]:
    oldest, latest = call.args.get("oldest") or "0", call.args.get("latest") or "9"
    edges = (oldest, latest) if call.args.get("inclusive") else ()
    return [m for m in found if oldest < m["ts"] < latest or m["ts"] in edges]


def _shown(call: Call, message: dict) -> dict:
    if call.args.get("include_all_metadata"):
        return message
    return {name: value for name, value in message.items() if name != "metadata"}


def _page(call: Call, found: list[dict], standard: int) -> dict:
    begin, limit = int(call.args.get("cursor") or 0), call.args.get("limit") or standard
    end = begin + min(limit, 1000)
    more = end < len(found)
    page = {"messages": [_shown(call, each) for each in found[begin:end]], "has_more": more}
    return page | ({"response_metadata": {"next_cursor": str(end)}} if more else {})


@method("conversations.history", scope=READS, needs="channel", takes=SPAN)
def conversations_history(call: Call) -> dict:
    """Never replies, unless they were sent to the channel too; the newest first."""
    top = [message for message in _allowed(call).values() if _is_top(message)]
    newest_first = sorted(top, key=lambda message: message["ts"], reverse=True)
    return _page(call, _within(call, newest_first), 100)


def _is_top(message: dict) -> bool:
    root = message.get("thread_ts", message["ts"])
    return root == message["ts"] or message.get("subtype") == "thread_broadcast"


@method("conversations.replies", scope=READS, needs="channel ts", takes=SPAN)
def conversations_replies(call: Call) -> dict:
    """The thread of a root; of a reply, the reply alone. The root always comes first."""
    messages = _allowed(call)
    asked = messages.get(call.args["ts"])
    if asked is None:
        raise Refused("thread_not_found")
    replies = [m for m in messages.values() if _is_reply(m, call.args["ts"])]
    return _page(call, [asked, *_within(call, replies)], 1000)


def _is_reply(message: dict, root: str) -> bool:
    return message.get("thread_ts") == root and message["ts"] != root
