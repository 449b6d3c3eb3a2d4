"""Every kind of payload that Slack documents, written by hand: events, presses, forms, commands.

Each can be given to an app as Slack would give it: `encoded` for signed HTTP, `envelope` for Socket
Mode. The values are made up; the shapes are those of docs.slack.dev as of 2026.
"""

import json
from dataclasses import replace
from urllib.parse import urlencode

from tests.fakes.slack import FakeSlack
from tests.fakes.slack.samples import commands, events, forms, messages, presses, shape
from tests.fakes.slack.samples.shape import Sample

__all__ = ["SAMPLES", "Sample", "encoded", "envelope", "set_in"]

SAMPLES: tuple[Sample, ...] = (
    *messages.SAMPLES,
    *events.SAMPLES,
    *presses.SAMPLES,
    *forms.SAMPLES,
    *commands.SAMPLES,
)
FORM = "application/x-www-form-urlencoded"


def set_in(slack: FakeSlack, *, user: str, channel: str) -> tuple[Sample, ...]:
    """The samples with the ids of this workspace, so that they are about its people and places."""
    team, who = slack.team, slack.world.user(user)
    ids = {
        shape.TEAM: team.id,
        shape.APP: slack.world.app.id,
        shape.BOT_USER: team.bot,
        shape.BOT: team.bot_id,
        shape.USER: who.id,
        shape.CHANNEL: slack.world.channel(channel).id,
        shape.DM: slack.dm(user),
    }
    return tuple(_renamed(sample, ids) for sample in SAMPLES)


def _renamed(sample: Sample, ids: dict[str, str]) -> Sample:
    text = json.dumps(sample.payload)
    for theirs, ours in ids.items():
        text = text.replace(theirs, ours)
    return replace(sample, payload=json.loads(text))


def encoded(sample: Sample) -> tuple[bytes, str]:
    """The body of a request and its media type."""
    match sample.kind:
        case "interactive":
            return urlencode({"payload": json.dumps(sample.payload)}).encode(), FORM
        case "slash_commands" | "form":
            return urlencode(sample.payload).encode(), FORM
        case _:
            return json.dumps(sample.payload).encode(), "application/json"


def envelope(sample: Sample, envelope_id: str) -> dict:
    """A frame of Socket Mode. Raises ValueError for what exists over HTTP alone."""
    if sample.kind in ("form", "http"):
        raise ValueError(f"{sample.name} never comes through Socket Mode")
    frame = {"envelope_id": envelope_id, "type": sample.kind, "payload": sample.payload}
    frame |= {"accepts_response_payload": sample.kind != "events_api"}
    first = {"retry_attempt": 0, "retry_reason": ""}
    return frame | (first if sample.kind == "events_api" else {})
