"""What the command line can have done, by a running server or in a process of its own.

One function an order, from JSON to JSON: the control socket and the command line call the same.
"""

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from bot import article_orders, demo
from bot.core.lifecycle import OPEN, Kind
from bot.parts import Firstline
from bot.runtime import breaker, keyring
from bot.runtime.away import in_their_words
from bot.runtime.happening import Happening
from bot.runtime.house import ANSWER
from bot.runtime.house_rules import HouseRules
from bot.runtime.timeline import happen
from bot.settings import email_address
from channels.control import Order
from channels.messages import ConversationRef, InboundMessage, from_json, to_json
from store import correspondents, dead_letters, keys, passes, people, tickets
from store.unit import Unit

Said = Mapping[str, Any]
Act = Callable[[Firstline, Said], Awaitable[Said]]


def table(firstline: Firstline) -> Mapping[str, Order]:
    """Every order, bound to this desk. They raise NotNow as well."""
    return {name: partial(_in_their_words, act, firstline) for name, act in ORDERS.items()}


async def _in_their_words(act: Act, firstline: Firstline, said: Said) -> Said:
    with in_their_words():
        return await act(firstline, said)


async def say(firstline: Firstline, said: Said) -> Said:
    """A person at a terminal says something; durable when this returns."""
    message = from_json(InboundMessage, said["message"])
    if message.conversation.channel != "console":
        raise ValueError("only the terminal speaks here")
    await firstline.intake.accept(message)
    return {}


async def transcript(firstline: Firstline, said: Said) -> Said:
    """The lines of a terminal's conversation."""
    conversation = from_json(ConversationRef, said["conversation"])
    return to_json(await firstline.house.transcript(conversation, after=said["after"]))


async def changes(firstline: Firstline, said: Said) -> Said:
    """Wait for news."""
    within = min(float(said["within"]), 30.0)
    return {"seen": await firstline.house.changes(said["seen"], within=within)}


async def sync(firstline: Firstline, said: Said) -> Said:
    """Read the articles anew, from the folders of the settings and those given."""
    more = tuple(Path(folder) for folder in said.get("folders", ()))
    counts, complaints = await firstline.shelving.sync(more)
    added, changed, removed = counts
    told = list(complaints)
    return {"added": added, "changed": changed, "removed": removed, "complaints": told}


async def enlist(firstline: Firstline, said: Said) -> Said:
    """Make somebody an agent; answers with a sign-in link."""
    try:
        email = email_address(said["email"])
    except ValueError:
        raise ValueError(f"{said['email']} is no e-mail address.") from None
    teams = tuple(said.get("teams", ()))
    await firstline.store.transact(people.enlist, name=said["name"], email=email, teams=teams)
    return {"link": await firstline.house.sign_in_link(email)}


async def dismiss(firstline: Firstline, said: Said) -> Said:
    """Somebody is no agent any more; their desk sessions end at once."""
    now = firstline.clock()
    if not await firstline.store.transact(_dismiss, said["email"], firstline.rules, now):
        raise ValueError(f"{said['email']} is no agent.")
    firstline.news.spread()
    return {}


def _dismiss(unit: Unit, email: str, rules: HouseRules, now: datetime) -> bool:
    """What they held goes back into the line, and the requesters are told."""
    person = people.find_by_email(unit, email)
    if person is None or not people.dismiss(unit, email):
        return False
    back = Happening(kind=Kind.DISPATCHED, public=True, data={"team": ""})
    for ticket in tickets.with_status(unit, tuple(OPEN)):
        if ticket.assignee_id == person.id:
            happen(unit, ticket.id, back, by=None, rules=rules, now=now)
    return True


async def link(firstline: Firstline, said: Said) -> Said:
    """A new sign-in link for an agent."""
    person = await firstline.store.read(people.find_by_email, said["email"])
    if person is None or not person.is_agent:
        raise ValueError(f"{said['email']} is no agent.")
    return {"link": await firstline.house.sign_in_link(person.email)}


async def new_key(firstline: Firstline, said: Said) -> Said:
    """A new key to sign with; with `only`, nothing signed before is believed any more."""
    now = firstline.clock()
    await firstline.store.transact(_new_key, only=bool(said["only"]), now=now)
    await firstline.house.signer.load(firstline.store, now)
    return {}


def _new_key(unit: Unit, *, only: bool, now: datetime) -> None:
    if only:  # whoever has the old ones can work out the links to answers, too
        keys.forget(unit)
        passes.revoke_every(unit, purpose=ANSWER)
    keys.add(unit, keyring.new_secret(), now=now)


async def slack_invite(firstline: Firstline, _: Said) -> Said:
    """A link by which one workspace of Slack is brought along."""
    from channels.slack import installing  # loads what only a desk in Slack needs

    chosen, now = firstline.settings.chat, firstline.clock()
    return {"link": await installing.invite(chosen, firstline.house.vault, now=now)}


async def forget_secrets(firstline: Firstline, _: Said) -> Said:
    """Secrets that no key of ours opens are given up; the others stay."""
    return {"names": list(await firstline.house.vault.give_up())}


async def fill(firstline: Firstline, _: Said) -> Said:
    """Fill the desk with believable people and tickets."""
    return {"tickets": await demo.fill(firstline)}


async def retry(firstline: Firstline, said: Said) -> Said:
    """Rows of a queue are tried again now."""
    return await _change(firstline, said, dead_letters.retry)


async def drop(firstline: Firstline, said: Said) -> Said:
    """Rows of a queue are never done."""
    return await _change(firstline, said, partial(dead_letters.drop, why=said.get("why", "")))


async def _change(firstline: Firstline, said: Said, change: dead_letters.Change) -> Said:
    named = tuple(said["keys"])
    if named and said["all"]:
        raise ValueError("Their keys or --all, not both: nothing was done.")
    if not named and not said["all"]:
        raise ValueError("Say which: their keys, or --all that were given up on.")
    now = firstline.clock()
    done = await firstline.store.transact(_change_all, said["queue"], named, change, now)
    firstline.news.spread()
    return {"done": done}


def _change_all(
    unit: Unit, queue: str, named: tuple[str, ...], change: dead_letters.Change, now: datetime
) -> tuple[str, ...]:
    """All of them or none."""
    done = change(unit, queue, named, now=now)
    others = sorted({*named} - {*done})
    if others:
        raise LookupError(
            f"Not in the {queue}, done already, or being worked on: {', '.join(others)}."
        )
    return done


async def release(firstline: Firstline, said: Said) -> Said:
    """An address is no machine: what was kept is handled and sent."""
    return await _of_one(firstline, breaker.release, said["address"])


async def let_go(firstline: Firstline, said: Said) -> Said:
    """What was kept of an address is never handled or sent."""
    return await _of_one(firstline, breaker.drop, said["address"])


async def _of_one(firstline: Firstline, act: Callable[..., int], address: str) -> Said:
    now = firstline.clock()
    kept = await firstline.store.transact(_everywhere, address, act, now)
    firstline.news.spread()
    return {"kept": kept}


def _everywhere(unit: Unit, address: str, act: Callable[..., int], now: datetime) -> int:
    """On every channel where the address is held or given up."""
    found = [each for each in correspondents.named(unit, address) if each.is_kept]
    if not found:
        raise LookupError(f"{address} is not in quarantine, and its mail does not come back.")
    return sum(act(unit, each, now=now) for each in found)


ORDERS: Mapping[str, Act] = {
    "say": say,
    "transcript": transcript,
    "changes": changes,
    "sync": sync,
    "published": article_orders.publish,
    "retired": article_orders.retire,
    "restored": article_orders.restore,
    "enlist": enlist,
    "dismiss": dismiss,
    "link": link,
    "new-key": new_key,
    "slack-invite": slack_invite,
    "forget-secrets": forget_secrets,
    "demo": fill,
    "retry": retry,
    "drop": drop,
    "release": release,
    "let_go": let_go,
}
