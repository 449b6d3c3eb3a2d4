"""A ticket's card in the triage channel: what it shows, and what can be pressed on it."""

from collections.abc import Iterator
from datetime import datetime

from channels import text
from channels.messages import ConversationRef
from channels.slack import labels, mrkdwn
from channels.slack.addresses import SLACK, room_of
from channels.slack.blocks import Block, Drawn, button, context, label, section, words
from channels.views import BoardCard, TicketCard

LONGEST_HEADER = 150
LONGEST_FIELD = 200
LONGEST_ASKED = 900
LONGEST_SOLUTION = 600
LONGEST_TITLE = 150
MOST_TRIED = 5

# The action_ids; the block they stand in is called BLOCK + the reference.
CLAIM, ASSIGN, PRIORITY = "card:claim", "card:assign", "card:priority"
ASK, RESOLVE, OPEN = "card:ask", "card:resolve", "card:open"
BLOCK = "card:"


def draw(board: BoardCard) -> Drawn:
    """The card. Of the place in line it tells nothing: that changes all the time."""
    card = board.card
    shown = mrkdwn.cut(f"{card.reference}: {card.subject} ({card.status})", LONGEST_HEADER * 2)
    return Drawn(text=shown, blocks=tuple(_blocks(board)))


def reference_in(block_id: str) -> str:
    """The ticket that the buttons in this block are about; "" if it is no card's."""
    return block_id.removeprefix(BLOCK) if block_id.startswith(BLOCK) else ""


def _blocks(board: BoardCard) -> Iterator[Block]:
    card = board.card
    title = label(f"{card.reference} · {card.subject}", LONGEST_HEADER)
    yield {"type": "header", "text": title}
    yield {"type": "section", "fields": [words(field) for field in _fields(card)]}
    if board.text.strip():
        yield section(_quoted(board.text, LONGEST_ASKED))
    yield from _ending(board)
    if elements := [*_actions(board)]:
        yield {"type": "actions", "block_id": BLOCK + card.reference, "elements": elements}
    yield context(words(labels.HIDDEN))


def _fields(card: TicketCard) -> Iterator[str]:
    yield _field(labels.STATUS, card.status)
    yield _field(labels.PRIORITY, labels.PRIORITIES.get(card.priority, str(card.priority)))
    yield _field(labels.REQUESTER, card.requester)
    yield _field(labels.ASSIGNEE, card.assignee or labels.NOBODY)
    for name, value in ((labels.SERVICE, card.service), (labels.TEAM, card.team)):
        if value:
            yield _field(name, value)
    yield f"*{labels.OPENED}*\n{moment(card.opened_at)}"


def _field(name: str, value: str) -> str:
    return f"*{name}*\n{mrkdwn.cut(' '.join(value.split()) or '–', LONGEST_FIELD)}"


def moment(at: datetime) -> str:
    """A time, in the reader's own zone; as UTC where it cannot be worked out."""
    spare = at.strftime("%d %b %Y, %H:%M UTC")
    return f"<!date^{int(at.timestamp())}^{{date_short_pretty}}, {{time}}|{spare}>"


def _quoted(source: str, longest: int) -> str:
    said = mrkdwn.cut(text.as_plain(source).strip(), longest)
    return "\n".join(f"> {line}" for line in said.split("\n"))


def _ending(board: BoardCard) -> Iterator[Block]:
    if board.tried:
        titles = [mrkdwn.cut(title, LONGEST_TITLE) for title in board.tried[:MOST_TRIED]]
        yield context(words(f"*{labels.TRIED}:* {'; '.join(titles)}"))
    if board.hints:
        yield context(words(mrkdwn.cut(board.hints, LONGEST_FIELD)))
    if board.solution.strip():
        yield section(f"*{labels.SOLUTION}*\n{_quoted(board.solution, LONGEST_SOLUTION)}")


# --- what can be pressed -----------------------------------------------------------------------


def _actions(board: BoardCard) -> Iterator[Block]:
    card = board.card
    if board.open:
        if not card.assignee:
            yield button(CLAIM, labels.CLAIM, card.reference) | {"style": "primary"}
        yield _assign()
        yield _priority(card.priority)
        yield button(ASK, labels.ASK, card.reference)
        yield button(RESOLVE, labels.RESOLVE, card.reference)
    if url := _way_for_agents(board.home):
        yield button(OPEN, labels.OPEN_THREAD, card.reference) | {"url": url}


def _assign() -> Block:
    return {"type": "users_select", "action_id": ASSIGN, "placeholder": label(labels.ASSIGN)}


def _priority(current: int) -> Block:
    options = {number: _option(number, shown) for number, shown in labels.PRIORITIES.items()}
    chosen = {"initial_option": options[current]} if current in options else {}
    return {
        "type": "static_select",
        "action_id": PRIORITY,
        "placeholder": label(labels.PRIORITY),
        "options": list(options.values()),
        **chosen,
    }


def _option(number: int, shown: str) -> Block:
    return {"text": label(shown), "value": str(number)}


def _way_for_agents(home: ConversationRef) -> str:
    """Where the requester is answered; "" where no agent can go: to others' direct messages."""
    return "" if room_of(home).is_direct else link_to(home)


def link_to(conversation: ConversationRef) -> str:
    """A conversation in Slack's own client; "" for one elsewhere, or one not begun yet."""
    room = room_of(conversation)
    if conversation.channel != SLACK or room.is_person or not room.channel:
        return ""
    there = f"https://app.slack.com/client/{room.team}/{room.channel}"
    return f"{there}/thread/{room.channel}-{room.thread}" if room.thread else there
