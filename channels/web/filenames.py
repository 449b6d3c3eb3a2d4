"""What a file may be called and said to be, whatever the sender wrote."""

import re
import unicodedata
from urllib.parse import quote

LONGEST = 120
MEDIA_TYPE = re.compile(r"[a-z0-9][a-z0-9.+-]{0,60}/[a-z0-9][a-z0-9.+-]{0,60}")
UNKNOWN = "application/octet-stream"


def tidy_name(raw: str) -> str:
    """A bare name: no path, no control or direction characters, at most LONGEST characters."""
    bare = re.split(r"[/\\]", raw)[-1]
    seen = "".join(char for char in bare if unicodedata.category(char)[0] != "C")
    return _shorten(seen.strip(" .")) or "file"


def _shorten(name: str) -> str:
    stem, dot, ending = name.rpartition(".")
    if len(name) <= LONGEST or not stem or len(ending) > 16:
        return name[:LONGEST]
    return stem[: LONGEST - len(ending) - 1] + dot + ending


def tidy_media_type(raw: str) -> str:
    """The media type as claimed, where it has the shape of one."""
    claimed = raw.partition(";")[0].strip().lower()
    return claimed if MEDIA_TYPE.fullmatch(claimed) else UNKNOWN


def disposition(name: str) -> str:
    """The header that makes a browser save the file and never show it."""
    return f"attachment; filename*=UTF-8''{quote(name, safe='')}"
