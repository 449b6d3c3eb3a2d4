"""A Telegram on loopback, strict with the bot and as faulty as it is told to be."""

import asyncio
import contextlib
import itertools
import socket
import time

import uvicorn

from tests.fakes.telegram import world as worlds
from tests.fakes.telegram.answers import without_reply
from tests.fakes.telegram.pace import Pace
from tests.fakes.telegram.pending import Pending
from tests.fakes.telegram.refusals import Refused
from tests.fakes.telegram.server import Server
from tests.fakes.telegram.world import Group, Person, World


class FakeTelegram:
    """An async context. `clock` is what its limits go by."""

    token = worlds.TOKEN
    username = worlds.USERNAME

    def __init__(self, *, clock=time.monotonic, port=0):
        self.world = World()
        self.pending = Pending()
        self.pace = Pace(clock)
        self.server = Server(self.world, self.pending, self.pace, self.token, clock)
        self.port = port
        self._numbers = itertools.count(1)

    async def __aenter__(self):
        listening = socket.create_server(("127.0.0.1", self.port))
        listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.port = listening.getsockname()[1]
        config = uvicorn.Config(
            self.server.app(), lifespan="off", log_config=None, ws="none", http="h11",
            access_log=False, timeout_graceful_shutdown=1,
        )  # fmt: skip
        self._uvicorn = _Quiet(config)
        self._serving = asyncio.create_task(self._uvicorn.serve([listening]))
        while not self._uvicorn.started:  # noqa: ASYNC110 - nobody tells us
            await asyncio.sleep(0.005)
        return self

    async def __aexit__(self, *_):
        await self.pending.close()
        self._uvicorn.force_exit = True
        self._uvicorn.ending.set()
        await self._serving

    @property
    def base_url(self):
        return f"http://127.0.0.1:{self.port}/bot"

    @property
    def base_file_url(self):
        return f"http://127.0.0.1:{self.port}/file/bot"

    # --- who there is ------------------------------------------------------------------------
    def person(self, name, **more):
        number = 100 + len(self.world.people)
        return self.world.people.setdefault(number, Person(number, name, **more))

    def group(self, title, *, id=0, **more):
        number = id or -(100 + len(self.world.groups))
        return self.world.groups.setdefault(number, Group(number, title, **more))

    # --- what people do ----------------------------------------------------------------------
    async def say(self, person, text="", *, to=None, topic=0, answers=None, **more):
        """A message; returns it once it waits for the bot."""
        message = self.message(person, text, to=to, topic=topic, answers=answers, **more)
        await self.pending.put({"message": message})
        return message

    def message(self, person, text="", *, to=None, topic=0, answers=None, **more):
        place = to or person
        if place is person:
            person.has_begun = True
        message = {
            "message_id": self.world.number(place.id),
            "from": person.user,
            "chat": place.chat,
            "date": next(self.world.seconds),
        }
        if text:
            message |= {"text": text, "entities": _entities(text, self.username)}
        if topic:
            message |= {"message_thread_id": topic, "is_topic_message": True}
            message["reply_to_message"] = _beginning(place, topic, self.world)
        if answers:
            message["reply_to_message"] = without_reply(answers)
        return self.world.keep(message | more)

    async def edit(self, message, text):
        now = next(self.world.seconds)
        name = "caption" if "caption" in message else "text"
        changed = message | {name: text, "edit_date": now}
        self.world.keep(changed)
        await self.pending.put({"edited_message": changed})
        return changed

    async def press(self, person, message, label):
        """Press the button with this label on a message of the bot's."""
        rows = message.get("reply_markup", {}).get("inline_keyboard", ())
        data = next(b["callback_data"] for row in rows for b in row if b["text"] == label)
        return await self.press_data(person, message, data)

    async def press_data(self, person, message, data):
        number = f"press-{next(self._numbers)}"
        self.world.presses.add(number)
        press = {
            "id": number, "from": person.user, "message": message, "data": data,
            "chat_instance": "1",
        }  # fmt: skip
        await self.pending.put({"callback_query": press})
        return press

    def file(self, content, *, kind="document", name="", size=0):
        """What a message with this file holds; `size` is what Telegram says of it."""
        number = f"in-{len(self.world.files)}"
        self.world.files[number] = content
        media = {"file_id": number, "file_unique_id": number, "file_size": size or len(content)}
        if name:
            media["file_name"] = name
        return {"photo": [media]} if kind == "photo" else {kind: media}

    async def album(self, person, contents, caption, *, to=None):
        """Photos in one go: as many messages, of which the first has the caption."""
        number = f"album-{next(self._numbers)}"
        sent = []
        for at, content in enumerate(contents):
            said = {"media_group_id": number, **self.file(content, kind="photo")}
            if at == 0 and caption:
                marks = _entities(caption, self.username)
                said |= {"caption": caption, "caption_entities": marks}
            sent.append(self.message(person, to=to, **said))
        for message in sent:
            await self.pending.put({"message": message})
        return sent

    async def block(self, person):
        person.blocks = True
        await self._member(person, person.chat, "member", "kicked")

    async def unblock(self, person):
        person.blocks = False
        await self._member(person, person.chat, "kicked", "member")

    async def add_bot(self, person, group):
        await self._member(person, group.chat, "left", "member")

    async def _member(self, person, chat, before, after):
        told = {
            "chat": chat, "from": person.user, "date": next(self.world.seconds),
            "old_chat_member": {"status": before, "user": self.world.me},
            "new_chat_member": {"status": after, "user": self.world.me},
        }  # fmt: skip
        await self.pending.put({"my_chat_member": told})

    async def migrate(self, group, new_id, *, told=True):
        """A group becomes a supergroup; `told` by an update, or found out when writing."""
        new = Group(new_id, group.title, is_forum=group.is_forum, topics=dict(group.topics))
        self.world.groups[new_id] = new
        group.migrated_to = new_id
        if told:
            message = {
                "message_id": self.world.number(group.id), "chat": group.chat,
                "date": next(self.world.seconds), "migrate_to_chat_id": new_id,
            }  # fmt: skip
            await self.pending.put({"message": message})
        return new

    # --- what went wrong ---------------------------------------------------------------------
    def refuse(self, method, code, description, **parameters):
        """The next call of this method is answered so."""
        refusals = self.server.faults.refusals.setdefault(method, [])
        refusals.append(Refused(code, description, **parameters))

    def lose_answer(self, method, times=1):
        """The next calls are done, and the answer is cut off."""
        self.server.faults.lost[method] = times

    def answer_with(self, body):
        """The next time updates are fetched, this comes instead: from a proxy, say."""
        self.server.faults.instead.append(body)

    # --- what is seen ------------------------------------------------------------------------
    def told(self, place):
        """The bot's messages in a chat, the oldest first."""
        return [m for m in self.world.of(place.id) if m["from"]["is_bot"]]

    def texts(self, place):
        return [message.get("text", "") for message in self.told(place)]

    def calls(self, method):
        return [call for call in self.server.calls if call.method == method]

    @property
    def violations(self):
        return self.server.violations


def _beginning(place, topic, world):
    """What every message in a topic answers that answers nothing else."""
    return {
        "message_id": topic, "chat": place.chat, "date": 1, "message_thread_id": topic,
        "from": {k: world.me[k] for k in ("id", "is_bot", "first_name")},
        "is_topic_message": True, "forum_topic_created": {"name": "Topic", "icon_color": 1},
    }  # fmt: skip


def _entities(text, username):
    """The bot's name and a command at the beginning, as Telegram marks them."""
    found = []
    name = f"@{username}"
    if name in text and not text.startswith("/"):
        at = len(text[: text.index(name)].encode("utf-16-le")) // 2
        found.append({"type": "mention", "offset": at, "length": len(name)})
    if text.startswith("/"):
        found.append({"type": "bot_command", "offset": 0, "length": len(text.split()[0])})
    return found


class _Quiet(uvicorn.Server):
    """Leaves signals alone, and ends at once when it is told to."""

    def __init__(self, config):
        super().__init__(config)
        self.ending = asyncio.Event()

    async def main_loop(self):
        await self.ending.wait()

    @contextlib.contextmanager
    def capture_signals(self):
        yield
