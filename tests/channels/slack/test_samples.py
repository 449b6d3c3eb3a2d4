"""Every payload that Slack documents is taken or ignored deliberately, and acknowledged."""

import asyncio
import json
import time

import httpx
import pytest
from starlette.applications import Starlette

from channels.slack import kinds
from channels.slack.payloads import Json
from channels.slack.socket import Sockets, Ways
from tests.channels.slack.office import office
from tests.channels.slack.test_parsing import scene, whole
from tests.fakes.slack.samples import SAMPLES, encoded, envelope, set_in
from tests.fakes.slack.signing import signed


async def test_by_http_each_is_answered_with_200():
    async with office(mode="http") as here:
        transport = httpx.ASGITransport(app=Starlette(routes=here.channel.routes()))
        async with httpx.AsyncClient(transport=transport, base_url="http://desk") as client:

            async def post(sample):
                body, kind = encoded(sample)
                proof = signed(here.slack.signing_secret, body, int(time.time()))
                headers = {"Content-Type": kind, **proof}
                answer = await client.post("/slack/events", content=body, headers=headers)
                return sample.name, answer.status_code

            samples = set_in(here.slack, user="ann", channel="help")
            answers = await asyncio.gather(*(post(sample) for sample in samples))
        assert [name for name, status in answers if status != 200] == []
        assert here.desk.heard


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.name)
def test_each_is_read(sample):
    body = Json(json.loads(json.dumps(sample.payload)))
    kinds.named(body)
    for deed in kinds.read(body, scene(body)):
        whole(deed)


async def test_by_socket_each_is_acknowledged():
    async with office() as here:
        handed = []

        async def socket(sent):
            handed.append(json.loads(sent))

        class Socket:
            send_str = staticmethod(socket)

        async def nobody(*_):
            return ""

        ways = Ways(
            address=nobody,
            answer=here.channel.parts.keeping.answer,
            declined=nobody,
            changed=lambda number: None,
        )
        sockets = Sockets(ways)
        frames = [
            envelope(sample, str(number))
            for number, sample in enumerate(set_in(here.slack, user="ann", channel="help"))
            if sample.kind not in ("http", "form")
        ]
        await asyncio.gather(*(sockets._envelope(frame, Socket) for frame in frames))
        assert {each["envelope_id"] for each in handed} == {each["envelope_id"] for each in frames}
