"""Every kind of payload that Slack documents, written by hand: events, presses, forms, commands.

Each can be given to an app as Slack would give it: `encoded` for signed HTTP, `envelope` for Socket
Mode. The values are made up; the shapes are those of docs.slack.dev as of 2026.
"""

import json
from urllib.parse import urlencode

from tests.fakes.slack.samples import commands, events, forms, messages, presses
from tests.fakes.slack.samples.shape import Sample

__all__ = ["SAMPLES", "Sample", "encoded", "envelope"]

SAMPLES: tuple[Sample, ...] = (
    *messages.SAMPLES,
    *events.SAMPLES,
    *presses.SAMPLES,
    *forms.SAMPLES,
    *commands.SAMPLES,
)
FORM = "application/x-www-form-urlencoded"


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
