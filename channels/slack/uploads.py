"""Files on their way out: each is uploaded, then shared where it belongs.

files.getUploadURLExternal, a POST of the bytes, files.completeUploadExternal; until the last of
them nobody sees anything, so that only the last must not happen twice.
"""

from channels.base import Blobs, Undeliverable
from channels.messages import Attachment
from channels.slack.addresses import Room
from channels.slack.client import Slack
from channels.slack.traces import title_of

LONGEST_NAME = 250


async def share(slack: Slack, blobs: Blobs, room: Room, file: Attachment) -> None:
    """Share one file in a room. Raises TryLater, of which Unsure means that it may be there."""
    content = await _bytes(blobs, file)
    if not content:
        return  # Slack takes no empty files
    ticket = await slack.call(
        room.team, "files.getUploadURLExternal", filename=_name(file), length=len(content)
    )
    await slack.upload(str(ticket.get("upload_url", "")), content)
    entry = {"id": str(ticket.get("file_id", "")), "title": title_of(file)}
    await slack.call(
        room.team,
        "files.completeUploadExternal",
        files=[entry],
        channel_id=room.channel,
        **room.threaded,
    )


def _name(file: Attachment) -> str:
    """Slack takes no file without a name, and keeps the end, which says what it is."""
    return file.name[-LONGEST_NAME:].strip() or title_of(file)


async def _bytes(blobs: Blobs, file: Attachment) -> bytes:
    try:
        return await blobs.get(file.source)
    except KeyError:
        raise Undeliverable(f"the file {file.name} is gone") from None
