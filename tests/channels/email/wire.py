"""A line to a mail server: what is said is sent as it stands, and every answer is looked at."""

import asyncio
import shutil
import ssl
import subprocess
from contextlib import asynccontextmanager

import pytest

from tests.fakes.patience import PATIENCE


class Wire:
    def __init__(self, reader, writer):
        self.reader = reader
        self.writer = writer

    async def answer(self):
        """One answer, all its lines; "" if the line is dead."""
        lines = []
        while not lines or lines[-1][3:4] == "-":
            line = await asyncio.wait_for(self.reader.readline(), PATIENCE)
            if not line:
                break
            lines.append(line.decode().rstrip("\r\n"))
        return "\n".join(lines)

    async def answers(self, count):
        return [await self.answer() for _ in range(count)]

    def send(self, *lines):
        self.writer.write(b"".join(_bytes(line) + b"\r\n" for line in lines))

    async def say(self, *lines):
        """The answer to each line, one after the other."""
        said = []
        for line in lines:
            self.send(line)
            said.append(await self.answer())
        return said if len(lines) > 1 else said[0]

    async def rest(self):
        """Whatever still comes, until the other side hangs up."""
        try:
            return (await asyncio.wait_for(self.reader.read(-1), PATIENCE)).decode()
        except ConnectionError:
            return ""

    async def speak_tls(self, name="localhost"):
        """Go on by TLS, whoever the other side is; gives its certificate, in binary."""
        context = ssl.create_default_context()
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        await self.writer.start_tls(context, server_hostname=name)
        return self.writer.get_extra_info("ssl_object").getpeercert(binary_form=True)

    async def close(self):
        self.writer.transport.abort()
        await asyncio.sleep(0)


def _bytes(line):
    return line.encode() if isinstance(line, str) else line


@asynccontextmanager
async def line_to(port=None, *, socket=None, first=b"", source=None):
    """A line on which nothing has been said, not even heard the greeting, but `first` was sent."""
    if socket:
        reader, writer = await asyncio.open_unix_connection(str(socket))
    else:
        local = (source, 0) if source else None
        reader, writer = await asyncio.open_connection("127.0.0.1", port, local_addr=local)
    wire = Wire(reader, writer)
    writer.write(first)
    try:
        yield wire
    finally:
        await wire.close()


@asynccontextmanager
async def greeted(port=None, *, hello="EHLO client.test", **how):
    """A line on which both have said hello."""
    async with line_to(port, **how) as wire:
        assert (await wire.answer()).startswith("220 ")
        wire.offer = await wire.say(hello)
        yield wire


def make_certificate(file, name="mail.example.org"):
    """A certificate and its key, in one file; gives the certificate in binary."""
    if not shutil.which("openssl"):
        pytest.skip("no openssl to make a certificate with: apt-get install openssl")
    draft = file.with_suffix(".draft")
    curve = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2")
    wanted = ("req", "-x509", *curve, "-subj", f"/CN={name}")
    made = subprocess.run(
        ["openssl", *wanted, "-keyout", "-", "-out", "-"], check=True, capture_output=True
    )
    draft.write_bytes(made.stdout)
    draft.replace(file)
    pem = made.stdout.decode()
    return ssl.PEM_cert_to_DER_cert(pem[pem.index("-----BEGIN CERTIFICATE") :])
