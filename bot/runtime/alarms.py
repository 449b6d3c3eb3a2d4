"""What an operator must mend, told by mail to those who work at the desk."""

from datetime import datetime

from bot.core import desk_wording
from bot.runtime.happening import FIRSTLINE
from bot.runtime.house_rules import HouseRules
from bot.runtime.post import post
from bot.runtime.timeline import digest_of
from channels.messages import OutboundMessage, Urgency
from store import people
from store.unit import Unit


def tell(unit: Unit, sentence: str, *, rules: HouseRules, now: datetime) -> None:
    """A mail to each agent, once an hour at most; nobody hears of it where there is no mail."""
    what = f"alarm/{digest_of(sentence)[:16]}/{now:%Y-%m-%dT%H}"
    for agent in people.agents(unit):
        place = rules.begin_mail(agent.email)
        if place:
            message = OutboundMessage(
                key=f"{what}/{agent.id}",
                conversation=place,
                subject=desk_wording.alarm_subject(),
                text=desk_wording.alarm(sentence),
                urgency=Urgency.NEWS,
            )
            post(unit, message, author=FIRSTLINE, now=now)
