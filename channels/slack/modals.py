"""Dialogs: how they look, and what is in them when they are sent. All of it pure.

Limits of docs.slack.dev/reference/block-kit/views: titles and buttons 24 characters,
private_metadata 3000.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from channels.slack import labels
from channels.slack.blocks import Block, context, label, words

View = dict[str, Any]

LONGEST_TITLE = 24
LONGEST_WORDS = 3000
LONGEST_SERVICE = 100
LONGEST_METADATA = 3000

# callback_ids
ASK, RESOLVE, REQUEST = "ask", "resolve", "request"

# block_ids; the action_id within is the same
QUESTION, RESOLUTION, ARTICLE = "question", "resolution", "article"
WHAT, SERVICE = "what", "service"


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Where a dialog was opened: the ticket it is about, and the conversation, as in a
    ConversationRef; `message` is the one it is made from. Slack keeps it; who may do what is
    looked up anew when the dialog comes back."""

    reference: str = ""
    place: str = ""
    thread: str = ""
    message: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Submitted:
    """What somebody filled in: in `ask` and `resolve` the words, in `request` the service too."""

    form: str
    origin: Origin
    words: str
    service: str = ""
    article: bool = False

    @property
    def orders(self) -> tuple[str, ...]:
        """What an agent would type in chat for it, in this order; () for a request."""
        if self.form == REQUEST:
            return ()
        order = f"{self.form} {self.origin.reference} {self.words}"
        return (order, f"article {self.origin.reference}") if self.article else (order,)


@dataclass(frozen=True, slots=True, kw_only=True)
class Errors:
    """What is wrong, by the block it stands under: what Slack shows there."""

    sentences: Mapping[str, str] = field(default_factory=dict)


# --- how they look -----------------------------------------------------------------------------


def ask(origin: Origin) -> View:
    """A question for the requester."""
    hint = labels.QUESTION_HINT.format(reference=origin.reference)
    question = _area(QUESTION, labels.QUESTION, hint)
    return _view(ASK, labels.ASK_TITLE, labels.SEND, origin, question)


def resolve(origin: Origin) -> View:
    """What solved it."""
    hint = labels.RESOLUTION_HINT.format(reference=origin.reference)
    resolution = _area(RESOLUTION, labels.RESOLUTION, hint)
    return _view(RESOLVE, labels.RESOLVE_TITLE, labels.SEND, origin, resolution, _article())


def request(origin: Origin, *, said: str = "", service: str = "") -> View:
    """A new request, with what is known already filled in."""
    what = _area(WHAT, labels.WHAT, labels.WHAT_HINT, said)
    which = _line(SERVICE, labels.WHICH_SERVICE, labels.WHICH_SERVICE_HINT, service)
    files = context(words(labels.FILES_HINT))
    return _view(REQUEST, labels.REQUEST_TITLE, labels.REQUEST_SEND, origin, what, which, files)


def _view(form: str, title: str, send: str, origin: Origin, *blocks: Block) -> View:
    return {
        "type": "modal",
        "callback_id": form,
        "title": label(title, LONGEST_TITLE),
        "submit": label(send, LONGEST_TITLE),
        "close": label(labels.CANCEL, LONGEST_TITLE),
        "private_metadata": _kept(origin),
        "blocks": list(blocks),
    }


def _kept(origin: Origin) -> str:
    filled = {name: value for name, value in asdict(origin).items() if value}
    kept = json.dumps(filled, separators=(",", ":"))
    return kept if len(kept) <= LONGEST_METADATA else "{}"


def _area(block_id: str, name: str, hint: str, said: str = "") -> Block:
    return _input(block_id, name, hint, _field(block_id, said, LONGEST_WORDS) | {"multiline": True})


def _line(block_id: str, name: str, hint: str, said: str = "") -> Block:
    block = _input(block_id, name, hint, _field(block_id, said, LONGEST_SERVICE))
    return block | {"optional": True}


def _field(action_id: str, said: str, longest: int) -> Block:
    filled = {"initial_value": said[:longest]} if said.strip() else {}
    return {"type": "plain_text_input", "action_id": action_id, "max_length": longest, **filled}


def _input(block_id: str, name: str, hint: str, element: Block) -> Block:
    return {
        "type": "input",
        "block_id": block_id,
        "label": label(name),
        "hint": label(hint, 300),
        "element": element,
    }


def _article() -> Block:
    option = {"text": label(labels.SUGGEST_ARTICLE), "value": ARTICLE}
    boxes = {"type": "checkboxes", "action_id": ARTICLE, "options": [option]}
    name = label(labels.RESOLUTION_MORE)
    return {"type": "input", "block_id": ARTICLE, "label": name, "element": boxes, "optional": True}


# --- what comes back ---------------------------------------------------------------------------


def parse_submission(view: Mapping[str, Any]) -> Submitted | Errors | None:
    """What was filled in, or what to correct; None if it is no dialog of ours."""
    form = _str(view, "callback_id")
    block_id = _BLOCKS.get(form)
    if block_id is None:
        return None
    said = _typed(view, block_id)
    wrong = _wrong(said, missing=_MISSING[form])
    if wrong:
        return Errors(sentences={block_id: wrong})
    return Submitted(
        form=form,
        origin=origin_of(view),
        words=said,
        service=_typed(view, SERVICE)[:LONGEST_SERVICE],
        article=_is_checked(view),
    )


def origin_of(view: Mapping[str, Any]) -> Origin:
    """Where the dialog was opened."""
    try:
        kept = json.loads(_str(view, "private_metadata") or "{}")
    except ValueError:
        kept = {}
    known = asdict(Origin())
    found = kept if isinstance(kept, dict) else {}
    return Origin(**{name: _str(found, name) for name in known})


_BLOCKS = {ASK: QUESTION, RESOLVE: RESOLUTION, REQUEST: WHAT}
_MISSING = {
    ASK: labels.TYPE_QUESTION,
    RESOLVE: labels.TYPE_RESOLUTION,
    REQUEST: labels.TYPE_REQUEST,
}


def _wrong(said: str, *, missing: str) -> str:
    if not said:
        return missing
    return labels.SHORTEN.format(limit=LONGEST_WORDS) if len(said) > LONGEST_WORDS else ""


def _typed(view: Mapping[str, Any], block_id: str) -> str:
    return _str(_element(view, block_id), "value").strip()


def _is_checked(view: Mapping[str, Any]) -> bool:
    return bool(_element(view, ARTICLE).get("selected_options"))


def _element(view: Mapping[str, Any], block_id: str) -> Mapping[str, Any]:
    found: Any = view
    for step in ("state", "values", block_id, block_id):
        found = found.get(step) if isinstance(found, dict) else None
    return found if isinstance(found, dict) else {}


def _str(holder: Mapping[str, Any], name: str) -> str:
    value = holder.get(name)
    return value if isinstance(value, str) else ""


FORMS: Mapping[str, Callable[[Origin], View]] = {ASK: ask, RESOLVE: resolve, REQUEST: request}
