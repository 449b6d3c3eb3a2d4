"""A small language for what Slack accepts: checks that append what is wrong, and where.

The wording of the complaints is Slack's own: `... [json-pointer:/blocks/0/text/text]`.
"""

from collections.abc import Callable, Mapping

Check = Callable[[object, str, list[str]], None]


def wrong(problems: list[str], what: str, path: str) -> None:
    problems.append(f"{what} [json-pointer:{path}]")


def words(most: int, *, least: int = 0) -> Check:
    """A string of so many characters."""

    def check(value: object, path: str, problems: list[str]) -> None:
        if not isinstance(value, str):
            wrong(problems, "must be a string", path)
        elif len(value) > most:
            wrong(problems, f"must be less than {most + 1} characters", path)
        elif len(value) < least:
            wrong(problems, f"must be more than {least - 1} characters", path)

    return check


def one_of(*allowed: str) -> Check:
    def check(value: object, path: str, problems: list[str]) -> None:
        if value not in allowed:
            wrong(problems, f"must be a valid enum value: {', '.join(allowed)}", path)

    return check


def flag(value: object, path: str, problems: list[str]) -> None:
    if not isinstance(value, bool):
        wrong(problems, "must be a boolean", path)


def number(least: int, most: int) -> Check:
    def check(value: object, path: str, problems: list[str]) -> None:
        if not isinstance(value, int) or isinstance(value, bool):
            wrong(problems, "must be an integer", path)
        elif not least <= value <= most:
            wrong(problems, f"must be between {least} and {most}", path)

    return check


def anything(value: object, path: str, problems: list[str]) -> None:
    """What the fake does not look into."""


def list_of(check_each: Check, most: int, *, least: int = 1) -> Check:
    def check(value: object, path: str, problems: list[str]) -> None:
        if not isinstance(value, list):
            wrong(problems, "must be an array", path)
            return
        if len(value) > most:
            wrong(problems, f"no more than {most} items allowed", path)
        if len(value) < least:
            wrong(problems, f"no less than {least} items allowed", path)
        for place, each in enumerate(value):
            check_each(each, f"{path}/{place}", problems)

    return check


def record(needs: Mapping[str, Check], **may: Check) -> Check:
    """An object with these fields and no others."""

    def check(value: object, path: str, problems: list[str]) -> None:
        if not isinstance(value, dict):
            wrong(problems, "must be an object", path)
            return
        for name in needs:
            if value.get(name) is None:
                wrong(problems, f"missing required field: {name}", path)
        _check_fields(value, needs | may, path, problems)

    return check


def _check_fields(value: dict, fields: Mapping[str, Check], path: str, problems: list[str]) -> None:
    for name, inside in value.items():
        if name not in fields:
            wrong(problems, f"invalid additional property: {name}", path)
        elif inside is not None:
            fields[name](inside, f"{path}/{name}", problems)


def by_type(kinds: Mapping[str, Check], *, what: str) -> Check:
    """An object whose `type` says which of these it is."""

    def check(value: object, path: str, problems: list[str]) -> None:
        kind = value.get("type") if isinstance(value, dict) else None
        if kind not in kinds:
            wrong(problems, f"unsupported type of {what}: {kind}", path)
        else:
            kinds[kind](value, path, problems)

    return check


def plain(most: int) -> Check:
    """A plain_text object."""
    return record({"type": one_of("plain_text"), "text": words(most, least=1)}, emoji=flag)


def text(most: int) -> Check:
    """A text object, plain or mrkdwn."""
    return record(
        {"type": one_of("plain_text", "mrkdwn"), "text": words(most, least=1)},
        emoji=flag,
        verbatim=flag,
    )
