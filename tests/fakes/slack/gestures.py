"""What people do in Slack: say, edit, react, press, command, submit, open the Home tab."""

from dataclasses import dataclass, field

from tests.fakes.slack import payloads, presses, talk, words
from tests.fakes.slack.api import files as api_files
from tests.fakes.slack.api import reactions, views
from tests.fakes.slack.delivery import Postman
from tests.fakes.slack.refusals import NotPossible
from tests.fakes.slack.world import Channel, User, World

MESSAGES_MOST = 40_000


@dataclass(frozen=True, slots=True)
class Submitted:
    """What a form was answered: complaints by block, and the view that is shown now, if any."""

    errors: dict[str, str] = field(default_factory=dict)
    view: dict | None = None


class Gestures:
    """Every gesture is told to the app at once; presses and commands wait for its answer."""

    world: World
    postman: Postman

    async def say(
        self,
        user: str,
        channel: str,
        text: str,
        thread: str = "",
        files: dict[str, bytes] | None = None,
        subtype: str = "",
        **fields: object,
    ) -> str:
        """Type and send; the message's ts. `channel` is an id, a name, or "" for the app's DM.

        What people type becomes Slack's markup: `@firstline`, `#general`, links, addresses. A bot
        says what it says as it is.
        """
        who, place = self.world.user(user), self.world.channel(channel, of=user)
        self._may_write(who, place)
        message = _said(self.world, who, text) | {"user": who.id} | fields
        if files:
            kept = [_file(self.world, who, name, data) for name, data in files.items()]
            message |= {"subtype": "file_share", "files": kept, "upload": False}
        if subtype:
            message["subtype"] = subtype
        posted = talk.post(self.world, place, message, thread=thread)
        for each in posted.get("files", []):
            self._tell_shared(who, place, each["id"])
        return posted["ts"]

    def _may_write(self, who: User, place: Channel) -> None:
        if place.archived or who.id not in place.members:
            why = "is archived" if place.archived else f"has no {who.handle}"
            raise NotPossible(f"{place.name or place.id} {why}")

    def _tell_shared(self, who: User, place: Channel, file_id: str) -> None:
        named = {"file_id": file_id, "user_id": who.id, "file": {"id": file_id}}
        event = {"type": "file_shared", "channel_id": place.id, **named}
        self.world.tell(place.team, event | {"event_ts": self.world.stamps.next()})

    async def edit(self, user: str, channel: str, ts: str, text: str) -> None:
        """Change one's own message."""
        who, place = self.world.user(user), self.world.channel(channel, of=user)
        if place.messages[ts].get("user") != who.id:
            raise NotPossible(f"{ts} is not {who.handle}'s")
        talk.change(self.world, place, ts, _said(self.world, who, text), by=who.id)

    async def delete(self, user: str, channel: str, ts: str) -> None:
        talk.delete(self.world, self.world.channel(channel, of=user), ts)

    async def unfurl(self, channel: str, ts: str, url: str = "https://example.org/") -> None:
        """Slack adds a link's preview: a change that nobody made."""
        place = self.world.channel(channel)
        preview = {"id": 1, "from_url": url, "original_url": url, "title": "Example", "text": "..."}
        talk.change(self.world, place, ts, {"attachments": [preview]})

    async def react(self, user: str, channel: str, ts: str, name: str = "ticket") -> None:
        who, place = self.world.user(user), self.world.channel(channel, of=user)
        reactions.add(self.world, place, ts, user=who.id, name=name)

    async def unreact(self, user: str, channel: str, ts: str, name: str = "ticket") -> None:
        who, place = self.world.user(user), self.world.channel(channel, of=user)
        reactions.remove(self.world, place, ts, user=who.id, name=name)

    async def press(
        self,
        user: str,
        channel: str,
        ts: str,
        action_id: str = "",
        *,
        value: str | None = None,
        label: str = "",
        selected: object = None,
        block: str = "",
    ) -> dict:
        """Use a button or a menu of a message, found by its id, value or label; the app's answer.

        Raises NotPossible if there is none, NotAnswered if the app does not acknowledge in time.
        """
        who, place = self.world.user(user), self.world.channel(channel, of=user)
        message = self._to_be_pressed(who, place, ts)
        where, element = presses.found(
            message.get("blocks", []), action_id, value=value, label=label, block=block
        )
        payload = payloads.pressed_in_message(self.world, who, place, message)
        return await self._act(payload, where, element, selected)

    def _to_be_pressed(self, who: User, place: Channel, ts: str) -> dict:
        private = (e for e in self.world.ephemerals if e["ts"] == ts and e["to"] == who.id)
        message = place.messages.get(ts) or next(private, None)
        if message is None or who.id not in place.members:
            raise NotPossible(f"{who.handle} sees no message {ts}")
        return message

    async def press_in_view(
        self, view_id: str, action_id: str = "", *, label: str = "", selected: object = None
    ) -> dict:
        """Use an element of an open modal."""
        view = self.world.views[view_id]
        return await self._press_shown(
            self.world.user(view["of"]), view, action_id, label, selected
        )

    async def press_in_home(
        self, user: str, action_id: str = "", *, label: str = "", selected: object = None
    ) -> dict:
        """Use an element of the person's Home tab."""
        who = self.world.user(user)
        return await self._press_shown(who, self.world.homes[who.id], action_id, label, selected)

    async def _press_shown(
        self, who: User, view: dict, action_id: str, label: str, selected: object
    ) -> dict:
        where, element = presses.found(view["blocks"], action_id, label=label)
        payload = payloads.pressed_in_view(self.world, who, _without_owner(view))
        return await self._act(payload, where, element, selected)

    async def _act(self, payload: dict, where: dict, element: dict, selected: object) -> dict:
        ts = self.world.stamps.next()
        payload["actions"] = [presses.action(where, element, ts=ts, selected=selected)]
        return await self.postman.once("interactive", payload)

    async def suggest(self, view_id: str, action_id: str, typed: str) -> dict:
        """Type into a menu whose options the app looks up; its answer."""
        view = self.world.views[view_id]
        where, element = presses.found(view["blocks"], action_id)
        who = self.world.user(view["of"])
        shown = {"view": _without_owner(view), "container": {"type": "view", "view_id": view_id}}
        payload = payloads.suggestion(self.world, who, where, element, typed, shown)
        return await self.postman.once("interactive", payload)

    async def command(self, user: str, channel: str, name: str, text: str = "") -> dict:
        """Type a slash command (never in a thread: Slack has none there); the app's answer."""
        who, place = self.world.user(user), self.world.channel(channel, of=user)
        typed = words.typed(text, _named_people(self.world, who.team), _named_channels(self.world))
        payload = payloads.command(self.world, who, place, name, typed)
        answer = await self.postman.once("slash_commands", payload)
        self._show(payload, answer)
        return answer

    def _show(self, payload: dict, answer: dict) -> None:
        if answer.get("text") or answer.get("blocks"):
            url = payload["response_url"]
            self.respond_through(url, answer)

    def respond_through(self, url: str, said: dict) -> None:
        """Show an answer given at once, as if it had come through the response_url."""
        from tests.fakes.slack import responses

        responses.respond(self.world, url, said)

    async def shortcut(self, user: str, callback_id: str) -> dict:
        payload = payloads.shortcut(
            self.world, self.world.user(user), callback_id, self.world.stamps.next()
        )
        return await self.postman.once("interactive", payload)

    async def message_shortcut(self, user: str, channel: str, ts: str, callback_id: str) -> dict:
        who, place = self.world.user(user), self.world.channel(channel, of=user)
        message, now = place.messages[ts], self.world.stamps.next()
        payload = payloads.message_shortcut(self.world, who, place, message, callback_id, now)
        return await self.postman.once("interactive", payload)

    async def submit(self, view_id: str, values: dict | None = None) -> Submitted:
        """Fill in a modal, by block or action ids, and send it off; what is not given stays."""
        view = self.world.views[view_id]
        view["state"] = {"values": presses.values(view, values or {})}
        who = self.world.user(view["of"])
        payload = payloads.submission(self.world, who, _without_owner(view))
        answer = await self.postman.once("interactive", payload)
        return _follow(self.world, view, answer)

    async def close(self, view_id: str) -> None:
        """Close a modal; the app is told only if it asked to be."""
        view = self.world.views.pop(view_id)
        if view["notify_on_close"]:
            who = self.world.user(view["of"])
            payload = payloads.closing(self.world, who, _without_owner(view), cleared=False)
            await self.postman.once("interactive", payload)

    async def open_home(self, user: str, tab: str = "home") -> None:
        """Look at the app's Home tab, or its Messages tab."""
        who = self.world.user(user)
        shown = self.world.homes.get(who.id)
        event = {"type": "app_home_opened", "user": who.id, "tab": tab}
        event |= {"channel": self.world.talk(who).id, "event_ts": self.world.stamps.next()}
        self.world.tell(who.team, event | ({"view": shown} if shown and tab == "home" else {}))


def _said(world: World, who: User, text: str) -> dict:
    if who.bot_id:
        return {"text": words.sent(text), "bot_id": who.bot_id, "app_id": "A0OTHER"}
    marked = words.typed(text, _named_people(world, who.team), _named_channels(world))
    return {"text": marked, "blocks": words.rich(marked), "client_msg_id": world.new_id("m")}


def _named_people(world: World, team: str) -> dict[str, str]:
    return {each.handle.lower(): each.id for each in world.users.values() if each.team == team}


def _named_channels(world: World) -> dict[str, str]:
    return {each.name: each.id for each in world.channels.values() if each.name}


def _file(world: World, who: User, name: str, data: bytes) -> dict:
    file = api_files.made(world, team=who.team, user=who.id, name=name, length=len(data))
    file.content, file.complete = data, True
    return api_files.shown(world, file)


def _without_owner(view: dict) -> dict:
    return {name: value for name, value in view.items() if name != "of"}


def _follow(world: World, view: dict, answer: dict) -> Submitted:
    """Do with the modal what the app answered (docs.slack.dev, "response_action")."""
    match answer.get("response_action", ""):
        case "errors":
            return Submitted(errors=_complaints(world, view, answer), view=view)
        case "update":
            return Submitted(view=views.changed(world, view, answer["view"]))
        case "push":
            return Submitted(view=views.pushed(world, view, answer["view"]))
        case "clear":
            _clear(world, view["of"])
        case _:
            world.views.pop(view["id"], None)
    return Submitted()


def _clear(world: World, user: str) -> None:
    for each in [view for view in world.views.values() if view["of"] == user]:
        del world.views[each["id"]]


def _complaints(world: World, view: dict, answer: dict) -> dict[str, str]:
    """Slack shows a complaint only under an input block; anything else is the app's mistake."""
    errors = answer.get("errors") or {}
    inputs = {block["block_id"] for block in view["blocks"] if block["type"] == "input"}
    if not errors or set(errors) - inputs:
        world.complaints.append(f"errors for {sorted(errors)}, but the inputs are {sorted(inputs)}")
    return errors
