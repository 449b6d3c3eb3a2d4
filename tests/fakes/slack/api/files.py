"""Files: the three steps of an upload, and what is known of a file."""

import mimetypes

from tests.fakes.slack import blocks, talk, words
from tests.fakes.slack.api.chat import author
from tests.fakes.slack.method import Call, method
from tests.fakes.slack.refusals import Refused
from tests.fakes.slack.world import Channel, StoredFile, World


def shown(world: World, file: StoredFile) -> dict:
    """A file as Slack's file object."""
    name = file.name or "untitled"
    private = f"{world.url}/files-pri/{file.team}-{file.id}"
    return {
        "id": file.id,
        "created": 1700000000,
        "timestamp": 1700000000,
        "name": name,
        "title": file.title or name,
        "mimetype": file.media_type,
        "filetype": name.rpartition(".")[2] if "." in name else "binary",
        "pretty_type": "File",
        "user": file.user,
        "user_team": file.team,
        "editable": False,
        "size": file.length,
        "mode": "hosted",
        "is_external": False,
        "external_type": "",
        "is_public": False,
        "public_url_shared": False,
        "url_private": f"{private}/{name}",
        "url_private_download": f"{private}/download/{name}",
        "permalink": f"https://acme.slack.com/files/{file.user}/{file.id}/{name}",
        "has_rich_preview": False,
        "file_access": "visible",
        **file.more,
    }


def made(world: World, *, team: str, user: str, name: str, length: int) -> StoredFile:
    file_id = world.new_id("F")
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    file = StoredFile(
        id=file_id, team=team, name=name, title="", length=length, user=user, media_type=kind
    )
    world.files[file_id] = file
    return file


@method(
    "files.getUploadURLExternal",
    scope="files:write",
    needs="filename length:number",
    takes="alt_txt snippet_type",
)
def get_upload_url(call: Call) -> dict:
    if call.args["length"] <= 0:
        raise Refused("invalid_arguments", "length must be greater than 0")
    name, length = call.args["filename"], call.args["length"]
    file = made(call.world, team=call.team.id, user=call.token.user, name=name, length=length)
    return {"upload_url": f"{call.world.url}/upload/v1/{file.id}", "file_id": file.id}


@method(
    "files.completeUploadExternal",
    scope="files:write",
    needs="files:list",
    takes="channel_id channels initial_comment thread_ts blocks:list",
)
def complete_upload(call: Call) -> dict:
    files = [_uploaded(call, each) for each in call.args["files"]]
    places = call.args.get("channel_id") or call.args.get("channels") or ""
    channels = [_place(call, each) for each in places.split(",") if each]
    for file in files:
        file.complete = True
    for channel in channels:
        _share(call, channel, files)
    return {"files": [{"id": each.id, "title": each.title} for each in files]}


def _uploaded(call: Call, given: dict) -> StoredFile:
    file = call.world.files.get(given.get("id", ""))
    if file is None or file.team != call.team.id or file.complete:
        raise Refused("file_not_found")
    if len(file.content) != file.length:
        raise Refused("file_upload_size_restricted" if file.content else "file_not_found")
    file.title = given.get("title", file.name)
    return file


def _place(call: Call, channel_id: str) -> Channel:
    channel = call.world.channels.get(channel_id)
    if channel is None or channel.team != call.team.id:
        raise Refused("channel_not_found")
    if call.token.user not in channel.members:
        raise Refused("not_in_channel" if channel.kind == "channel" else "channel_not_found")
    if channel.archived:
        raise Refused("is_archived")
    return channel


def _share(call: Call, channel: Channel, files: list[StoredFile]) -> None:
    thread = call.args.get("thread_ts", "")
    if thread and thread not in channel.messages:
        raise Refused("invalid_thread_ts")
    blocks.check_message(call.args.get("blocks", []))
    text = words.sent(call.args.get("initial_comment", ""))
    shared = {"text": text, "subtype": "file_share", "upload": False}
    shown_files = {"files": [shown(call.world, each) for each in files]}
    talk.post(call.world, channel, author(call) | shared | shown_files, thread=thread)


@method("files.info", scope="files:read", needs="file", takes="count:number page:number cursor")
def files_info(call: Call) -> dict:
    file = call.world.files.get(call.args["file"])
    if file is None or not file.complete:
        raise Refused("file_not_found")
    hidden = {"file_access"} if file.more.get("file_access") == "check_file_info" else set()
    full = {name: value for name, value in shown(call.world, file).items() if name not in hidden}
    return {"file": full, "comments": []}


@method("files.delete", scope="files:write", needs="file")
def files_delete(call: Call) -> dict:
    if call.world.files.pop(call.args["file"], None) is None:
        raise Refused("file_not_found")
    return {}
