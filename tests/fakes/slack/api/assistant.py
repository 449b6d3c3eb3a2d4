"""What an agent shows while it works: a status line, prompts, a title."""

from tests.fakes.slack.method import Call, method
from tests.fakes.slack.refusals import Refused
from tests.fakes.slack.world import Channel

SCOPES = "assistant:write chat:write"
MOST_PROMPTS = 4
MOST_LOADING = 10


def _thread(call: Call) -> Channel:
    channel = call.channel("channel_id")
    ts = call.args.get("thread_ts")
    if ts and ts not in channel.messages:
        raise Refused("thread_not_found")
    return channel


@method(
    "assistant.threads.setStatus",
    scope=SCOPES,
    needs="channel_id thread_ts",
    takes="status loading_messages:list username icon_url icon_emoji",
)
def set_status(call: Call) -> dict:
    if len(call.args.get("loading_messages", [])) > MOST_LOADING:
        raise Refused("invalid_arguments", "loading_messages: at most 10")
    _thread(call).status[call.args["thread_ts"]] = call.args.get("status", "")
    return {}


@method(
    "assistant.threads.setSuggestedPrompts",
    scope=SCOPES,
    needs="channel_id prompts:list",
    takes="thread_ts title",
)
def set_prompts(call: Call) -> dict:
    prompts = call.args["prompts"]
    right = all(set(each) == {"title", "message"} for each in prompts)
    if len(prompts) > MOST_PROMPTS or not right:
        raise Refused("invalid_arguments", "prompts: at most 4, each a title and a message")
    _thread(call).prompts = prompts
    return {}


@method("assistant.threads.setTitle", scope=SCOPES, needs="channel_id thread_ts title")
def set_title(call: Call) -> dict:
    _thread(call)
    return {}
