"""Who is asked to look at an article again, once its day has passed."""

from collections.abc import Sequence
from datetime import datetime

from bot.core import article_wording
from bot.runtime.agents import reached, tell_agent
from bot.runtime.house_rules import HouseRules
from store import articles, people
from store.records import ArticleRow, PersonRow
from store.unit import Unit

AT_ONCE = 100  # articles in one transaction
Owners = tuple[PersonRow, ...]


def remind(unit: Unit, rules: HouseRules, now: datetime) -> int:
    """Each owner hears once of what is due; nobody's articles are the desk's. How many were told.

    Where none of them can be reached it stays due.
    """
    due = articles.to_review(unit, now.date(), AT_ONCE)
    agents = people.agents(unit) if due else ()
    bundles: dict[Owners, list[ArticleRow]] = {}
    for row in due:
        bundles.setdefault(_owners(row, agents), []).append(row)
    return sum(_tell(unit, rows, owners, rules, now) for owners, rows in bundles.items())


def _tell(
    unit: Unit, rows: Sequence[ArticleRow], owners: Owners, rules: HouseRules, now: datetime
) -> int:
    reachable = [agent for agent in (reached(one, rules) for one in owners) if agent.desk]
    if not reachable or not articles.reminded(unit, [row.id for row in rows]):
        return 0
    text = article_wording.to_review([(row.id, row.title, row.front["review"]) for row in rows])
    key = f"review/{rows[0].id}/{rows[0].front['review']}"
    for agent in reachable:
        tell_agent(unit, agent, key, text, now=now)
    return len(rows)


def _owners(row: ArticleRow, agents: Owners) -> Owners:
    """The agent of that name or address, else the team of that name, else everybody."""
    owner = str(row.front.get("owner", "")).lower()
    named = [agent for agent in agents if owner and owner in (agent.name.lower(), agent.email)]
    team = [agent for agent in agents if owner in (team.lower() for team in agent.teams)]
    return tuple(named or team or agents)
