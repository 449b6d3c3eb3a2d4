"""Small clients over sockets: a mail server that hands a mail over, and a browser with cookies."""

import asyncio
import re
from html import unescape
from urllib.parse import urlencode

PATIENCE = 3.0  # seconds until a peer that says nothing is given up, and another is asked
HIDDEN = re.compile(r'name="(csrf|id)" value="([^"]*)"')


async def hand_over(port, raw, *, sender, recipient):
    """Hand over one mail; the last answer of the server. Raises OSError or TimeoutError."""
    async with asyncio.timeout(PATIENCE):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        try:
            return await _dialogue(reader, writer, raw, sender, recipient)
        finally:
            writer.close()


async def _dialogue(reader, writer, raw, sender, recipient):
    steps = (
        (b"", "220"),
        (b"EHLO example.net\r\n", "250"),
        (f"MAIL FROM:<{sender}>\r\n".encode(), "250"),
        (f"RCPT TO:<{recipient}>\r\n".encode(), "250"),
        (b"DATA\r\n", "354"),
        (raw + b"\r\n.\r\n", "250"),
    )
    answer = ""
    for words, wanted in steps:
        writer.write(words)
        answer = await _answer(reader)
        if not answer.startswith(wanted):
            break
    return answer


async def _answer(reader):
    """The last line of an answer."""
    while line := await reader.readline():
        if line[3:4] != b"-":
            return line.decode().strip()
    raise ConnectionError("hung up")


class Browser:
    """Cookies and one connection a request."""

    def __init__(self):
        self.cookies = {}

    async def get(self, port, path):
        return await self._ask(port, "GET", path, b"")

    async def post(self, port, path, form):
        return await self._ask(port, "POST", path, urlencode(form).encode())

    async def _ask(self, port, method, path, body):
        """Status and body. Raises OSError or TimeoutError."""
        async with asyncio.timeout(PATIENCE):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            try:
                writer.write(self._head(port, method, path, body) + body)
                return await self._read(reader)
            finally:
                writer.close()

    def _head(self, port, method, path, body):
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        lines = (
            f"{method} {path} HTTP/1.1",
            f"Host: 127.0.0.1:{port}",
            f"Cookie: {cookies}",
            "Accept: application/json" if method == "POST" else "Accept: text/html",
            "Content-Type: application/x-www-form-urlencoded",
            f"Content-Length: {len(body)}",
            "Connection: close",
        )
        return "\r\n".join((*lines, "", "")).encode()

    async def _read(self, reader):
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        for name, value in re.findall(r"(?im)^set-cookie: ([^=]+)=([^;]*)", head):
            self.cookies[name] = value
        length = re.search(r"(?im)^content-length: (\d+)", head)
        body = await reader.readexactly(int(length[1])) if length else await reader.read()
        return int(head.split()[1]), body.decode()


def hidden(page):
    """The first hidden fields `csrf` and `id` of a page."""
    found = {}
    for name, value in HIDDEN.findall(page):
        found.setdefault(name, unescape(value))
    return found
