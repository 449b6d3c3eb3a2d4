"""What is wrong with an installation, and how to mend it."""

import os
import shutil
import sqlite3
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from importlib.metadata import packages_distributions
from pathlib import Path
from urllib.parse import urlsplit

from bot import settings, vault_checks
from bot.library import read_folders
from bot.printing import out
from bot.settings import BadSettings, Settings
from channels.email import dkim
from channels.web.settings import is_loopback
from store import look
from store.engine import schema_state
from store.errors import StoreError, StoreUnavailable

DISTRIBUTION = "firstline"
OURS = ("bot", "channels", "knowledge", "store")
SOUND_SQLITE = (3, 51, 3)
CLOCKS_APART = timedelta(seconds=1)
MIB = 1024**2
GIB = 1024**3
LITTLE = 1 * GIB  # free bytes, and their share of the disk, below which it is mentioned
TRIAL = MIB  # bytes that can still be written, or nothing can be taken in soon
LITTLE_SHARE = 0.05


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the report."""

    about: str
    text: str
    mark: str = "ok"

    @property
    def is_wrong(self) -> bool:
        """Whether it must be mended."""
        return self.mark == "wrong"

    @property
    def colour(self) -> str:
        """How the mark is shown."""
        return {"ok": "green", "note": "yellow", "wrong": "bold red"}[self.mark]


def show(finding: Finding) -> None:
    """Print it, the mark in its colour."""
    out.print(f"[{finding.colour}]{finding.mark}[/] {finding.about}: ", end="")
    out.print(finding.text, markup=False, highlight=False)


def run() -> tuple[Finding, ...]:
    """Every check; without settings that can be read, the others have nothing to look at."""
    try:
        chosen = settings.load()
    except BadSettings as trouble:
        lines = str(trouble).split("\n")
        return (*names(), *(Finding("settings", line, "wrong") for line in lines))
    found = (finding for check in CHECKS for finding in check(chosen))
    return (*names(), Finding("settings", _source()), *found)


def names() -> tuple[Finding, ...]:
    """Whether another distribution has overwritten one of our four packages."""
    owners = packages_distributions()
    strangers = {
        name: sorted(set(owners.get(name, ())) - {DISTRIBUTION}) for name in OURS if name in owners
    }
    clashes = [f"{name} (from {', '.join(who)})" for name, who in strangers.items() if who]
    if not clashes:
        return (Finding("names", "bot, channels, knowledge and store are ours"),)
    text = f"{', '.join(clashes)} clash with ours; give Firstline an environment of its own."
    return (Finding("names", text, "wrong"),)


def versions(_: Settings) -> Iterator[Finding]:
    """Python, and the SQLite it brings."""
    yield Finding("python", sys.version.split()[0])
    if sqlite3.sqlite_version_info >= SOUND_SQLITE:
        yield Finding("sqlite", sqlite3.sqlite_version)
        return
    text = (
        f"{sqlite3.sqlite_version} is older than 3.51.3, which mends a rare fault of the "
        "write-ahead log. Firstline avoids it by writing from one place only; newer is better."
    )
    yield Finding("sqlite", text, "note")


def database(chosen: Settings) -> Iterator[Finding]:
    """Whether the database answers and its tables fit."""
    try:
        current, head = schema_state(chosen.url)
    except StoreError as trouble:
        yield _unreachable(chosen, trouble)
        return
    if current == head:
        yield Finding("database", f"at revision {head}")
    elif current:
        text = f"at revision {current}, wanted {head}. Run: firstline db upgrade"
        yield Finding("database", text, "wrong")
    elif chosen.url.startswith("sqlite"):
        yield Finding("database", "it has no tables yet; the first start makes them", "note")
    else:
        yield Finding("database", "it has no tables yet. Run: firstline db upgrade", "wrong")


def _unreachable(chosen: Settings, trouble: StoreError) -> Finding:
    if not chosen.database and not (chosen.data / "firstline.db").exists():
        return Finding("database", "not there yet; it is made at the first start", "note")
    return Finding("database", str(trouble), "wrong")


def promises(chosen: Settings) -> Iterator[Finding]:
    """Whether the database keeps what it has acknowledged, and has the time that we have."""
    try:
        with look.look(chosen.url) as unit:
            ahead = look.clock_ahead(unit)
            look.require_durable(unit)
    except StoreUnavailable:
        return  # that has been told
    except StoreError as trouble:
        yield Finding("commits", str(trouble), "wrong")
        return
    yield Finding("commits", "are durable when they are acknowledged")
    if abs(ahead) > CLOCKS_APART:
        text = (
            f"the database's clock is {ahead.total_seconds():+.1f} seconds from this machine's. "
            "Firstline goes by the database's; let both be set by NTP."
        )
        yield Finding("clock", text, "note")


def room(chosen: Settings) -> Iterator[Finding]:
    """Whether files can be kept, and how many more."""
    folder = _nearest(chosen.blobs)
    try:
        with tempfile.TemporaryFile(dir=folder) as trial:
            trial.write(bytes(TRIAL))
            trial.flush()
            os.fsync(trial.fileno())
    except OSError as trouble:
        yield Finding("files", f"nothing can be written to {folder}: {trouble.strerror}", "wrong")
        return
    disk = shutil.disk_usage(folder)
    text = f"{disk.free / GIB:.1f} GiB free, {disk.free / disk.total:.0%} of the disk"
    is_scarce = disk.free < LITTLE or disk.free < disk.total * LITTLE_SHARE
    yield Finding("disk", text, "note" if is_scarce else "ok")


def _nearest(folder: Path) -> Path:
    """The folder, or the one it would be made in."""
    whole = folder.absolute()
    return next(path for path in (whole, *whole.parents) if path.exists())


def openness(chosen: Settings) -> Iterator[Finding]:
    """What listens beyond this machine."""
    web = chosen.web
    if "web" in chosen.channels and not is_loopback(web.host) and not web.secure:
        text = (
            f"listens on {web.host} without TLS. Put a TLS proxy before it and set "
            "web.public_url to its https address."
        )
        yield Finding("web", text, "wrong")
    if "email" in chosen.channels and not chosen.email.smarthost:
        text = f"no email.smarthost: answers are written to {chosen.mail.maildir} and not sent"
        yield Finding("email", text, "note")


def sending(chosen: Settings) -> Iterator[Finding]:
    """Whether mail leaves as it is meant to, and answers find their way back."""
    mail = chosen.email
    if "email" not in chosen.channels:
        return
    if mail.dkim_key:
        complaint = dkim.complaint(mail)
        signs = f"mail is signed with {mail.dkim_key} as {mail.dkim_selector}"
        yield Finding("dkim", complaint or signs, "wrong" if complaint else "ok")
    if mail.smarthost and mail.plus_addresses:
        ours = mail.addresses[0].replace("@", "+TOKEN@")
        text = (
            f"answers come to {ours}: your mail server must hand those over, too. If it cannot, "
            "set email.plus_addresses = false."
        )
        yield Finding("answers", text)


def mailbox(chosen: Settings) -> Iterator[Finding]:
    """Whether the mailbox lets us in and its folders can be read and marked."""
    if "email" in chosen.channels and chosen.email.imap.host:
        from channels.email import looking  # costs memory, so only where there is a mailbox

        for folder, text, mark in looking.look(chosen.email.imap):
            yield Finding(f"mail folder {folder}", text, mark)


def slack(chosen: Settings) -> Iterator[Finding]:
    """Whether Slack lets us in, and where people and agents are to be found there."""
    if "slack" in chosen.channels:
        from channels.slack import checking  # loads what only a desk in Slack needs

        joined = vault_checks.workspaces(chosen) if chosen.chat.many else ()
        for about, text, mark in checking.look(chosen.chat, joined):
            yield Finding(about, text, mark)


def telegram(chosen: Settings) -> Iterator[Finding]:
    """Whether Telegram knows our bot, and what it lets it see."""
    if "telegram" in chosen.channels:
        from channels.telegram import checking

        for about, text, mark in checking.look(chosen.telegram):
            yield Finding(about, text, mark)
        yield from _called_by_telegram(chosen)


def _called_by_telegram(chosen: Settings) -> Iterator[Finding]:
    """Whether what Telegram posts would get in."""
    if chosen.telegram.mode != "webhook":
        return
    host = urlsplit(chosen.telegram.public_url).hostname or ""
    if "web" not in chosen.channels:
        text = 'Telegram posts to our site, and there is none: add "web" to channels.'
        yield Finding("telegram site", text, "wrong")
    elif host not in chosen.web.hosts:
        text = f"the site does not answer to the name {host}; set web.public_url to it, too."
        yield Finding("telegram site", text, "note")


def secrets(chosen: Settings) -> Iterator[Finding]:
    """Whether the secrets of channels can be opened."""
    trouble = vault_checks.trouble(chosen)
    if trouble:
        yield Finding("vault", trouble, "wrong")


def people(chosen: Settings) -> Iterator[Finding]:
    """Whether anybody works at the desk."""
    if chosen.agents:
        yield Finding("agents", ", ".join(agent.name for agent in chosen.agents))
    else:
        text = "none in the settings; whoever starts Firstline is the only one (see [[agents]])"
        yield Finding("agents", text, "note")


def articles(chosen: Settings) -> Iterator[Finding]:
    """Whether every article can be read."""
    reading = read_folders(chosen.knowledge.folders)
    yield Finding("articles", f"{len(reading.articles)} can be read")
    for complaint in reading.complaints:
        yield Finding("articles", complaint, "wrong")


CHECKS: tuple[Callable[[Settings], Iterator[Finding]], ...] = (
    versions,
    database,
    promises,
    room,
    openness,
    sending,
    mailbox,
    secrets,
    slack,
    telegram,
    people,
    articles,
)


def _source() -> str:
    file = settings.config_file()
    return str(file) if file.is_file() else f"defaults and environment (no {file})"
