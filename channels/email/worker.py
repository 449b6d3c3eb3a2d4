"""A process of its own that reads mails, so that none of them can hold up or fill up the server.

It is told our addresses, answers each mail on its standard input with what it says, and ends when
the input does: also when the server was killed. Time and memory are bounded by the system, see
setrlimit(2).
"""

import json
import signal
import struct
import sys
from dataclasses import asdict
from typing import IO, Any

from channels.email.body import Body, body
from channels.email.bounces import Bounce
from channels.email.files import File
from channels.email.machines import Judgement
from channels.email.ours import Ours

CPU_SECONDS = 10
MEMORY = 768 * 1024 * 1024
LENGTH = struct.Struct(">Q")
WORDS = ("text", "cut", "remark", "is_sealed")


def main() -> None:
    """Read mails until there are no more."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the server, which ends this
    _limit_memory()
    addresses = receive(sys.stdin.buffer)
    ours = Ours(tuple(json.loads(addresses or b"[]")))
    while (raw := receive(sys.stdin.buffer)) is not None:
        _limit_time()
        for frame in _answer(raw, ours):
            send(sys.stdout.buffer, frame)


def _answer(raw: bytes, ours: Ours) -> list[bytes]:
    """What it says as JSON, then its files; why it could not be read, without anybody's words."""
    try:
        said = body(raw, ours)
    except (Exception, MemoryError) as trouble:
        return [json.dumps({"trouble": type(trouble).__name__}).encode()]
    files = [(file.name, file.media_type, file.is_inline) for file in said.files]
    words = {name: getattr(said, name) for name in WORDS}
    told = json.dumps({**words, "judgement": asdict(said.judgement), "files": files}).encode()
    return [told, *(file.content for file in said.files)]


def send(pipe: IO[bytes], frame: bytes) -> None:
    pipe.write(LENGTH.pack(len(frame)))
    pipe.write(frame)
    pipe.flush()


def receive(pipe: IO[bytes]) -> bytes | None:
    """The next frame; None at the end, also if that comes in the middle."""
    head = pipe.read(LENGTH.size)
    if len(head) < LENGTH.size:
        return None
    (length,) = LENGTH.unpack(head)
    frame = pipe.read(length)
    return frame if len(frame) == length else None


def understood(told: dict[str, Any], pipe: IO[bytes]) -> Body:
    """The other end of an answer. Raises EOFError if it breaks off."""
    files = []
    for name, media_type, is_inline in told["files"]:
        content = receive(pipe)
        if content is None:
            raise EOFError
        file = File(name=name, media_type=media_type, content=content, is_inline=is_inline)
        files.append(file)
    words = {name: told[name] for name in WORDS}
    return Body(**words, files=tuple(files), judgement=_judgement(told["judgement"]))


def _judgement(told: dict[str, Any]) -> Judgement:
    bounce = told["bounce"]
    found = Bounce(**{name: _frozen(each) for name, each in bounce.items()}) if bounce else None
    return Judgement(**{**told, "bounce": found})


def _frozen(value: Any) -> Any:  # noqa: ANN401 - what JSON has made of it
    return tuple(value) if isinstance(value, list) else value


def _limit_memory() -> None:
    if sys.platform != "win32":
        import resource

        _, most = resource.getrlimit(resource.RLIMIT_AS)
        wanted = MEMORY if most == resource.RLIM_INFINITY else min(MEMORY, most)
        resource.setrlimit(resource.RLIMIT_AS, (wanted, most))


def _limit_time() -> None:
    """For the next mail, counted from now; over it, the system ends the process."""
    if sys.platform != "win32":
        import resource

        used = resource.getrusage(resource.RUSAGE_SELF)
        _, most = resource.getrlimit(resource.RLIMIT_CPU)
        seconds = int(used.ru_utime + used.ru_stime) + CPU_SECONDS + 1
        wanted = seconds if most == resource.RLIM_INFINITY else min(seconds, most)
        resource.setrlimit(resource.RLIMIT_CPU, (wanted, most))
