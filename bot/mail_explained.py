"""How a mail was read, threaded and judged, with the tickets that its thread leads to here."""

from datetime import UTC, datetime

from bot.core import references
from bot.runtime.following import thread_of
from bot.runtime.keyring import Keyring
from bot.settings import Settings
from channels.email.account import Account, account
from channels.email.reading import follows_of
from channels.messages import ConversationRef, InboundMessage, Person
from store.engine import open_reader
from store.errors import StoreError
from store.transact import Store
from store.unit import Unit

NO_DESK = "There is no desk here that could know its tickets."


async def explain(settings: Settings, raw: bytes) -> Account:
    """As `account`, and the tickets. Without a database the rest is told all the same."""
    try:
        store = open_reader(settings.url)
    except StoreError:
        told = account(raw, settings.email, Keyring())
        return {**told, "Tickets": [NO_DESK]}
    try:
        return await _beside(store, settings, raw)
    finally:
        store.close()


async def _beside(store: Store, settings: Settings, raw: bytes) -> Account:
    ring = Keyring()
    await ring.learn(store, datetime.now(UTC))
    told = account(raw, settings.email, ring)
    follows = follows_of(raw, ring)
    found = await store.read(_tickets, follows) if follows else []
    return {**told, "Tickets": found or ["Its thread leads to no ticket."]}


def _tickets(unit: Unit, follows: tuple[str, ...]) -> list[str]:
    message = InboundMessage(
        id="explain",
        conversation=ConversationRef(channel="email", place=""),
        person=Person(address=""),
        at=datetime.now(UTC),
        follows=follows,
    )
    found = thread_of(unit, message)
    return [f"{references.write(t.id)}, {t.status}: {t.subject}" for t in found]
