"""Who is asked to look at an article again, once its day has passed."""

from collections.abc import Sequence
from datetime import datetime
from itertools import groupby

from bot.core import article_wording
from bot.runtime.agents import reached, tell_agent
from bot.runtime.house_rules import HouseRules
from store import articles, people
from store.records import ArticleRow, PersonRow
from store.unit import Unit

AT_ONCE = 100  # articles in one transaction


def remind(unit: Unit, rules: HouseRules, now: datetime) -> int:
    """Each owner hears once of what is due; nobody's articles are the desk's. How many were told.

    Where none of them can be reached it stays due.
    """
    due = sorted(articles.to_review(unit, now.date(), AT_ONCE), key=_owner)
    agents = people.agents(unit) if due else ()
    bundles = [(owner, tuple(rows)) for owner, rows in groupby(due, key=_owner)]
    return sum(_tell(unit, rows, _owners(owner, agents), rules, now) for owner, rows in bundles)


def _tell(
    unit: Unit,
    rows: Sequence[ArticleRow],
    owners: Sequence[PersonRow],
    rules: HouseRules,
    now: datetime,
) -> int:
    reachable = [agent for agent in (reached(one, rules) for one in owners) if agent.desk]
    if not reachable or not articles.reminded(unit, [row.id for row in rows]):
        return 0
    text = article_wording.to_review([(row.title, row.front["review"]) for row in rows])
    key = f"review/{rows[0].id}/{rows[0].front['review']}"
    for agent in reachable:
        tell_agent(unit, agent, key, text, now=now)
    return len(rows)


def _owner(row: ArticleRow) -> str:
    return str(row.front.get("owner", "")).lower()


def _owners(owner: str, agents: Sequence[PersonRow]) -> Sequence[PersonRow]:
    """The agent of that name or address, else the team of that name, else everybody."""
    named = [agent for agent in agents if owner and owner in (agent.name.lower(), agent.email)]
    team = [agent for agent in agents if owner in (team.lower() for team in agent.teams)]
    return named or team or agents
