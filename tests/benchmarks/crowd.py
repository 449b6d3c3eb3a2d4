"""A desk with a past: as many closed tickets as one likes, and a line of people who wait.

Written straight into the file, for a million of them through the front door would take hours.
"""

import asyncio
import sqlite3
from contextlib import closing

from bot import app
from bot.settings import DeskSettings, Settings
from channels.messages import ConversationRef, InboundMessage, Person
from store.tables import FIRST_TICKET

REQUEST = "SAP throws RFC_COMMUNICATION_FAILURE when I book goods receipts"
IN_LINE = 400
AT_ONCE = 40
EACH_ASKED = 10  # tickets of one person

# One ticket a minute until now: `i` counts them, `p` is who asked. What was resolved within the
# last three days still waits to be closed.
_FILL = (
    """CREATE TEMP TABLE past AS
    WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < :tickets)
    SELECT i, :first + i AS id, i % :people + 1 AS p,
        strftime('%Y-%m-%d %H:%M:%f000', 'now', (i - :tickets) || ' minutes') AS at,
        'email|help@desk.example>person-' || (i % :people + 1) || '|<' || i || '@x>' AS talk,
        iif(i > :tickets - 4000 AND i % 2, 'resolved', 'closed') AS status
    FROM n""",
    """INSERT INTO people (id, name, email, claimed_email, language, is_agent, teams, desk)
    SELECT i, 'Person ' || i, 'person-' || i || '@example.org', '', 'en', 0, '[]', ''
    FROM past WHERE i <= :people""",
    """INSERT INTO identities (person_id, channel, address)
    SELECT i, 'email', 'person-' || i || '@example.org' FROM past WHERE i <= :people""",
    """INSERT INTO tickets (id, version, subject, status, kind, impact, urgency, priority,
        service, language, requester_id, assignee_id, team, home, opened_at, progress_at,
        before_waiting, resolution, reopened, told_place, told_at, claimed_at, first_response_at,
        resolved_at, closed_at)
    SELECT id, 4, 'Something with SAP ' || i, status, 'incident', 3, 2, 1 + i % 5, 'sap', 'en',
        p, 1 + i % 9, 'service desk', talk, at, at, '', 'the interface user was locked', 0, 3,
        at, at, at, at, at
    FROM past""",
    """INSERT INTO events (ticket_id, seq, at, kind, actor, actor_id, public, data)
    SELECT id, seq, at, kind, 'Sam', p, 1, '{"text": "SAP throws an error again", "why": ""}'
    FROM past, (SELECT 1 AS seq, 'opened' AS kind UNION ALL SELECT 2, 'claimed'
        UNION ALL SELECT 3, 'resolved' UNION ALL SELECT 4, 'closed')""",
    """INSERT INTO bindings (ticket_id, talk, role) SELECT id, talk, 'requester' FROM past""",
    """INSERT INTO talks (key, lines, state, touched_at)
    SELECT talk, 2, '{"who": ' || p || '}', at FROM past""",
    """INSERT INTO lines (talk, seq, key, inbound, channel, external_id, author, text, at,
        ticket_id, payload)
    SELECT talk, seq, 'email|' || i || '/' || seq, 2 - seq, 'email', i || '/' || seq || '@x', '',
        'SAP throws an error when I book goods receipts, since this morning', at, id,
        '{"text": "SAP throws an error when I book goods receipts, since this morning"}'
    FROM past, (SELECT 1 AS seq UNION ALL SELECT 2)""",
    """INSERT INTO passes (digest, purpose, subject, issued_at, expires_at, revoked, data)
    SELECT hex(randomblob(32)), 'ticket', id, at, at, 0, '{}' FROM past""",
)


def fill(path, tickets):
    """Write a past of this many tickets into an empty database that nobody uses."""
    asked = {"tickets": tickets, "people": tickets // EACH_ASKED, "first": FIRST_TICKET}
    with closing(sqlite3.connect(path)) as bare:
        bare.execute("PRAGMA synchronous=OFF")
        with bare:
            for statement in _FILL if tickets else ():
                bare.execute(statement, asked)


def desk_in(folder):
    """A desk that works on the console alone."""
    return app.build(Settings(data=folder, desk=DeskSettings(settle=0)), only=("console",))


def opened(folder, *, past=0, in_line=IN_LINE):
    """A desk with a past, and people who wait in line, asked for through the front door."""
    desk_in(folder).close()
    fill(folder / "firstline.db", past)
    firstline = desk_in(folder)
    asyncio.run(app.prepare(firstline))
    for first in range(0, in_line, AT_ONCE):
        asyncio.run(accept(firstline, range(first, first + AT_ONCE)))
    asyncio.run(handle(firstline))
    return firstline


async def accept(firstline, numbers):
    """Accept a request of somebody new for each number, all at once."""
    await asyncio.gather(*(firstline.intake.accept(request(number)) for number in numbers))


async def handle(firstline):
    """Handle all that was accepted, one after another; how many there were."""
    return await firstline.intake.loop().drain()


def request(number):
    """Somebody new writes."""
    address = f"asks-{number}"
    return InboundMessage(
        id=f"asked-{number}",
        conversation=ConversationRef(channel="console", place=address),
        person=Person(address=address),
        at=app.wall_clock(),
        text=REQUEST,
    )
