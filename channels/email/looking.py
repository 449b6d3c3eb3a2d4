"""Whether a mailbox can be attended, for somebody who sets it up."""

from collections.abc import Iterator

from channels.email.imap import WINDOW, Folder
from channels.email.imap_settings import ImapSettings
from channels.email.troubles import Trouble

Told = tuple[str, str, str]  # a folder, a sentence, and "ok", "note" or "wrong"


def look(settings: ImapSettings) -> Iterator[Told]:
    """Sign in and open each folder. Nothing is changed, but a missing done_folder is made."""
    if settings.is_exposed:
        yield settings.folders[0], "The password travels to the server in the clear.", "note"
    for name in settings.folders:
        try:
            yield from _told(settings, name)
        except Trouble as trouble:
            yield name, str(trouble), "wrong"


def _told(settings: ImapSettings, name: str) -> Iterator[Told]:
    folder = Folder(settings, name)
    try:
        folder.open()
        waiting, late = folder.counted()
    finally:
        folder.hang_up()
    way = "is told of new mail at once" if folder.tells else f"looks every {settings.every:g} s"
    yield name, f"can be read and marked, and Firstline {way}", "ok"
    if waiting:
        yield (
            name,
            f"mails that will be taken: {waiting}; email.imap.since says from when on",
            "note",
        )
    if late:
        text = f"mails older than {WINDOW.days} days that nobody took: {late}; they are left to you"
        yield name, text, "note"
