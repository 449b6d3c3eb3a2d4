"""Every seeded fault under the nemesis that shows it, and the good code under the same.

`python -m tests.reliability.hunt` prints a table; it fails if a fault is not caught, or if the good
code is accused.
"""

import asyncio
import sys
import time
from collections import Counter
from dataclasses import dataclass, field

from tests.reliability import storms
from tests.reliability.campaign import LEASE, Campaign, new_database, postgres
from tests.reliability.desk import RESTS_WITHIN, Fallen
from tests.reliability.mutants import FAULTS

# Seconds until a desk must have come to rest: the good code does, a mutant may never.
PATIENCE = {False: RESTS_WITHIN, True: 20.0}
MUCH = 40  # messages

# (is there a fault, was a violation found)
VERDICTS = {
    (False, False): "clean",
    (False, True): "ACCUSED",
    (True, False): "NOT CAUGHT",
    (True, True): "caught",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Nemesis:
    """What happens to a desk. `calm`: nothing that excuses a mail that arrives twice."""

    act: object
    watched: bool = False
    replicas: int = 1
    condition: str = ""
    calm: bool = False
    refuses: float = 0.0
    load: dict = field(default_factory=dict)


async def _power_cuts(desk):
    await storms.power_cuts(desk, 8)


async def _late_kills(desk):
    (replica,) = desk.replicas
    for _ in range(8):
        await replica.is_open()
        await asyncio.sleep(desk.chance.uniform(0.1, 0.4))
        await desk.kill(replica)


async def _pauses(desk):
    await storms.pauses(desk, storms.Guard(desk), 2, seconds=LEASE + 2)


async def _a_while(desk):
    """Some seconds, and on a slow machine until something has come of them."""
    await asyncio.sleep(3)
    await storms.until_acknowledged(desk, MUCH)


NEMESES = {
    "power cuts": Nemesis(act=_power_cuts, watched=True),
    "kills": Nemesis(act=_late_kills, load={"talkers": 8, "pause": 0.05}),
    "people who say it twice": Nemesis(act=_a_while),
    "a sink that refuses": Nemesis(act=_a_while, refuses=0.3),
    "a calm day": Nemesis(act=_a_while, calm=True),
    "a fast clockwork": Nemesis(act=_a_while, condition="fast clockwork"),
    "pauses of slow replicas": Nemesis(act=_pauses, replicas=2, condition="slow"),
}


async def judge(make_desk, nemesis, fault="", database=""):
    """The violations of a fault, or of the good code, under a nemesis; by name."""
    told = {"FIRSTLINE_TEST_MUTANT": fault, "FIRSTLINE_TEST_CONDITION": nemesis.condition}
    desk = make_desk(
        watched=nemesis.watched, database=database, replicas=nemesis.replicas, extra=told
    )
    desk.sink.refuses, desk.sink.cuts = nemesis.refuses, 0.0
    try:
        async with desk.open(**nemesis.load):
            await nemesis.act(desk)
            _, found = await desk.judge(calm=nemesis.calm, patience=PATIENCE[bool(fault)])
    except Fallen as end:
        found = end.violations
    return Counter(violation.name for violation in found)


async def mutant(make_desk, fault, database=""):
    """The violations of a seeded fault under its nemesis."""
    return await judge(make_desk, NEMESES[FAULTS[fault].nemesis], fault, database)


def is_shown(fault, found):
    """Whether the checker has seen what this fault does; of the good code, anything at all."""
    return bool(found.keys() & FAULTS[fault].shown_by if fault else found)


async def hunt(names=tuple(FAULTS)):
    """The table; True if every fault was caught and the good code was not accused."""
    good, campaign = True, Campaign()
    try:
        async with postgres() as cluster:
            tried = [("", nemesis) for nemesis in dict.fromkeys(FAULTS[n].nemesis for n in names)]
            tried += [(name, FAULTS[name].nemesis) for name in names]
            for fault, name in tried:
                began, nemesis = time.monotonic(), NEMESES[name]
                if nemesis.watched and campaign.watched is None:
                    print(f"{fault or 'the good code'}: not tried, there is no C compiler (cc)")
                    continue
                database = new_database(cluster) if nemesis.replicas > 1 else ""
                found = await judge(campaign.desk, nemesis, fault, database)
                seen = is_shown(fault, found)
                verdict = VERDICTS[bool(fault), seen]
                good &= bool(fault) is seen
                _print(fault or "the good code", name, found, verdict, began)
    finally:
        campaign.close()
    return good


def _print(name, nemesis, found, verdict, began):
    what = ", ".join(f"{name} {n}" for name, n in found.items()) or "nothing"
    seconds = time.monotonic() - began
    print(f"{name:<27}{nemesis:<25}{verdict:<12}{seconds:5.1f} s  {what}", flush=True)


if __name__ == "__main__":
    sys.exit(0 if asyncio.run(hunt(tuple(sys.argv[1:]) or tuple(FAULTS))) else 1)
