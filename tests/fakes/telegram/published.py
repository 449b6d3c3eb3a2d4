"""Telegram's published description of its API, where it is at hand: every call is held against it.

It is looked for at ../shared/data/telegram/api.json, or in the folder FIRSTLINE_TEST_SHARED.
"""

import json
import os
from functools import cache
from pathlib import Path

from tests.fakes.telegram.refusals import Refused

BESIDE = Path(__file__).parents[4] / "shared"
PLAIN = {"Integer": int, "String": str, "Boolean": bool, "True": bool, "Float": (int, float)}
UPLOADED = "InputFile"


def file():
    folder = Path(os.environ.get("FIRSTLINE_TEST_SHARED", BESIDE))
    return folder / "data" / "telegram" / "api.json"


@cache
def description():
    """The whole of it; None where it is not."""
    return json.loads(file().read_text()) if file().is_file() else None


def check(method, said, uploads=()):
    """Raises Refused for what the description does not know."""
    api = description()
    if api is None:
        return
    if method not in api["methods"]:
        raise Refused(404, "Not Found")
    _fields(api, method, api["methods"][method].get("fields", ()), said, uploads)


def _fields(api, what, fields, said, uploads=()):
    known = {field["name"]: field for field in fields}
    strange = sorted(said.keys() - known.keys())
    missing = sorted(n for n, f in known.items() if f["required"] and n not in {*said, *uploads})
    if strange or missing:
        raise Refused(400, f"STRICT: {what}: strange {strange}, missing {missing}")
    for name, value in said.items():
        if not any(_is(api, kind, value) for kind in known[name]["types"]):
            raise Refused(400, f"STRICT: {what}.{name} is no {known[name]['types']}")


def _is(api, kind, value):
    if kind.startswith("Array of "):
        inner = kind.removeprefix("Array of ")
        return isinstance(value, list) and all(_is(api, inner, each) for each in value)
    if kind in PLAIN:
        is_number = kind in ("Integer", "Float")
        return isinstance(value, PLAIN[kind]) and not (is_number and isinstance(value, bool))
    return kind != UPLOADED and isinstance(value, dict) and _is_object(api, kind, value)


def _is_object(api, kind, value):
    described = api["types"][kind]
    for each in described.get("subtypes", ()):
        if _is_object(api, each, value):
            return True
    if described.get("subtypes"):
        return False
    try:
        _fields(api, kind, described.get("fields", ()), value)
    except Refused:
        return False
    return True
