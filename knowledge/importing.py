"""Articles from elsewhere: the export of a help centre (HTML), a table (CSV), plain Markdown.

What cannot be read is told with file and line, and the rest is taken over.
"""

import csv
import hashlib
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from io import StringIO
from pathlib import Path

import yaml  # type: ignore[import-untyped]  # it ships no types; we only read plain values

from knowledge.article import ID, LONGEST_ID, STATES, Article, BadArticle, parse
from knowledge.folder import Reading, text_of
from knowledge.html_text import Page, read_page
from knowledge.twins import Twin, linked, path_family

FENCE = "---"
_PLAIN = (str, int, float, date)  # the values of YAML that are one thing
LONGEST_TITLE = 200
LARGEST_CELL = 500_000  # letters; as much as an article may have

# What other systems call our columns.
COLUMNS = {
    "id": ("slug", "number", "key", "article id", "article number"),
    "title": ("subject", "name", "question", "headline", "short description"),
    "body": ("text", "content", "article", "answer", "html", "article body", "description"),
    "summary": ("abstract", "excerpt", "meta description"),
    "language": ("lang", "locale"),
    "symptoms": ("keywords", "tags", "labels"),
    "steps": ("solution", "resolution", "instructions"),
    "services": ("service", "category", "section", "product"),
    "owner": ("author", "team"),
    "review": ("review date", "valid to", "expires"),
    "state": ("status", "workflow state"),
    "workaround": (),
    "problem": (),
    "translates": ("translation of", "original", "source article"),
}
LISTS = ("symptoms", "steps", "services")
# What other systems call our states.
STATUS = {"live": "published", "active": "published", "in review": "review", "archived": "retired"}

_HEADING = re.compile(r"#{1,6}[ \t]+")
_ITEM = re.compile(r"[ \t]{0,3}\d{1,3}[.)][ \t]+")
_TAG = re.compile(r"</?(?:p|div|br|ul|ol|li|h[1-6]|table|span|a|b|strong)\b[^<>]*>", re.IGNORECASE)
_LETTER = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One article, or why there is none, and where.

    `family` is what it has in common with the same article in other languages.
    """

    place: str
    article: Article | None = None
    why: str = ""
    family: str = ""


def read_path(path: Path) -> Reading:
    """Every article in a file, or in the files of a folder and below."""
    if not path.exists():
        return Reading(complaints=(f"{path}: there is no such file or folder.",))
    root = path if path.is_dir() else path.parent
    return _sorted_out(one for file in _files(path) for one in _read(file, root))


def _files(path: Path) -> list[Path]:
    found = path.rglob("*") if path.is_dir() else [path]
    return sorted(file for file in found if file.is_file() and file.suffix.lower() in _FORMATS)


def _read(file: Path, root: Path) -> Iterator[Found]:
    name = file.relative_to(root).as_posix()
    try:
        if file.suffix.lower() in _TABLES:
            yield from _table(file.read_bytes().decode("utf-8-sig"), name)
        else:
            article = _FORMATS[file.suffix.lower()](text_of(file, name), name)
            yield Found(place=name, article=article, family=path_family(name, article.language))
    except BadArticle as wrong:
        yield Found(place=name, why=str(wrong))
    except UnicodeDecodeError as wrong:
        line = wrong.object.count(b"\n", 0, wrong.start) + 1
        yield Found(place=name, why=f"{name}:{line}: the file is not UTF-8 text.")


def _sorted_out(found: Iterable[Found]) -> Reading:
    """Two of one name are two articles; the second is called -2."""
    kept: dict[str, Article] = {}
    complaints: list[str] = []
    twins: list[Twin] = []
    for one in found:
        if one.article is None:
            complaints.append(one.why)
        else:
            twins.append(Twin(one.article, one.family))
    for article in linked(twins):
        free = _free(article.id, kept)
        kept[free] = replace(article, id=free)
    return Reading(articles=tuple(kept.values()), complaints=tuple(complaints))


def _free(wanted: str, taken: Mapping[str, Article]) -> str:
    name, number = wanted, 2
    while name in taken:
        end = f"-{number}"
        name, number = f"{wanted[: LONGEST_ID - len(end)].rstrip('-')}{end}", number + 1
    return name


# --- HTML ----------------------------------------------------------------------------------------


def _from_html(text: str, name: str) -> Article:
    page = read_page(text)
    if not page.body.strip():
        raise BadArticle(f"{name}:1: the page has no text.")
    return _of_page(page, Path(name).stem, name)


def _of_page(page: Page, otherwise: str, name: str) -> Article:
    title = _title(page.title or otherwise)
    steps, rest = _without_steps(page.body)
    return Article(
        id=slug(title), title=title, steps=steps, body=rest, language=_lang(page.language)
    )


# --- Markdown ------------------------------------------------------------------------------------


def _from_markdown(text: str, name: str) -> Article:
    """Ours as it is; another's front matter is read for what we know of it."""
    plain = text.lstrip("\ufeff")
    if not plain.startswith(FENCE):
        return _plain(plain, {}, name)
    try:
        return parse(text, name=name)
    except BadArticle:
        front, body = _front(plain, name)
        return _plain(body, front, name)


def _front(text: str, name: str) -> tuple[Mapping[str, str], str]:
    lines = text.splitlines()
    end = next((at for at, line in enumerate(lines[1:], 1) if line.rstrip() == FENCE), 0)
    if not end:
        raise BadArticle(f"{name}:1: the front matter has no end, a second line of ---.")
    try:
        found = yaml.safe_load("\n".join(lines[1:end]))
    except (yaml.YAMLError, ValueError, RecursionError) as problem:
        mark = getattr(problem, "problem_mark", None)
        line = mark.line + 2 if mark else 1
        raise BadArticle(f"{name}:{line}: the front matter is not valid YAML.") from problem
    if not isinstance(found, dict):
        raise BadArticle(f"{name}:1: there is no front matter between two lines of ---.")
    return {str(key): _as_text(value) for key, value in found.items()}, "\n".join(lines[end + 1 :])


def _as_text(value: object) -> str:
    """What is plain; nothing of what is nested, or a number longer than Python writes."""
    values = value if isinstance(value, list) else [value]
    with suppress(ValueError):
        return "\n".join(str(one) for one in values if isinstance(one, _PLAIN))
    return ""


def _plain(text: str, front: Mapping[str, str], name: str) -> Article:
    lines = text.strip().splitlines()
    heading = next((at for at, line in enumerate(lines) if _HEADING.match(line)), -1)
    title = _HEADING.sub("", lines[heading], count=1) if heading >= 0 else Path(name).stem
    body = "\n".join(lines[:heading] + lines[heading + 1 :] if heading >= 0 else lines)
    row = _known_columns(front)
    return _of_row({"title": title, "body": body, **row}, f"{name}:1")


def _without_steps(body: str) -> tuple[tuple[str, ...], str]:
    """The first numbered list, and what stands around it."""
    lines = body.splitlines()
    start = next((at for at, line in enumerate(lines) if _ITEM.match(line)), len(lines))
    end = start
    steps: list[str] = []
    while end < len(lines) and (_ITEM.match(lines[end]) or _goes_on(lines, end)):
        steps = _with_line(steps, lines[end])
        end += 1
    rest = "\n".join([*lines[:start], *lines[end:]]).strip()
    return tuple(steps), re.sub(r"\n{3,}", "\n\n", rest)


def _goes_on(lines: list[str], at: int) -> bool:
    """Whether a line belongs to the item before it: it is indented, or empty before another."""
    line = lines[at]
    following = lines[at + 1] if at + 1 < len(lines) else ""
    return line.startswith("  ") if line.strip() else bool(_ITEM.match(following))


def _with_line(steps: list[str], line: str) -> list[str]:
    if _ITEM.match(line):
        steps.append(_ITEM.sub("", line, count=1).strip())
    elif line.strip():
        steps[-1] = f"{steps[-1]} {line.strip()}"
    return steps


# --- a table -------------------------------------------------------------------------------------


def _table(text: str, name: str) -> Iterator[Found]:
    csv.field_size_limit(LARGEST_CELL)
    rows = csv.reader(StringIO(text, newline=""), delimiter=_delimiter(text))
    head = [cell.strip() for cell in next(rows, [])]
    if "title" not in _known_columns(dict.fromkeys(head, "")):
        yield Found(place=name, why=f"{name}:1: there is no column 'title'.")
        return
    before = rows.line_num
    try:
        for cells in rows:
            line, before = before + 1, rows.line_num
            if any(map(str.strip, cells)):
                yield _row(head, cells, f"{name}:{line}")
    except csv.Error as wrong:
        yield Found(place=name, why=f"{name}:{before + 1}: this row cannot be read: {wrong}.")


def _delimiter(text: str) -> str:
    """Whatever parts the most columns in the first line."""
    head = text.partition("\n")[0]
    return max(",;\t|", key=head.count)


def _row(head: list[str], cells: list[str], place: str) -> Found:
    if len(cells) > len(head):
        why = f"{place}: the row has {len(cells)} cells, the head of the table {len(head)}."
        return Found(place=place, why=why)
    try:
        row = _known_columns(dict(zip(head, cells, strict=False)))
        return Found(place=place, article=_of_row(row, place), family=row.get("id", ""))
    except BadArticle as wrong:
        return Found(place=place, why=str(wrong))


def _known_columns(row: Mapping[str, str]) -> dict[str, str]:
    """By our names; where two columns would be one of ours, the one of our name, or the first."""
    plain = {re.sub(r"[_\s-]+", " ", key).strip().lower(): value for key, value in row.items()}
    found: dict[str, str] = {}
    for ours, others in COLUMNS.items():
        named = next((name for name in (ours, *others) if name in plain), "")
        if named:
            found[ours] = plain[named].strip()
    return found


def _of_row(row: Mapping[str, str], place: str) -> Article:
    title = _title(row.get("title", ""))
    if not title:
        raise BadArticle(f"{place}: 'title' is missing or empty.")
    steps, body = _without_steps(_as_markdown(row.get("body", "")))
    listed = {name: _split(row.get(name, ""), steps=name == "steps") for name in LISTS}
    id, original = _as_id(row.get("id", "") or title), _as_id(row.get("translates", ""))
    return Article(
        id=id,
        title=title,
        body="\n\n".join(filter(None, (_as_markdown(row.get("summary", "")), body))),
        symptoms=listed["symptoms"],
        steps=listed["steps"] or steps,
        services=listed["services"],
        language=_lang(row.get("language", "")),
        owner=row.get("owner", ""),
        review=_day(row.get("review", ""), place),
        state=_state(row.get("state", ""), place),
        workaround=" ".join(row.get("workaround", "").split()),
        problem=row.get("problem", ""),
        translates="" if original == id else original,
    )


def _as_id(wanted: str) -> str:
    """The same for the same words; "" for none."""
    is_one = not wanted or (ID.fullmatch(wanted) and len(wanted) <= LONGEST_ID)
    return wanted if is_one else slug(wanted)


def _as_markdown(text: str) -> str:
    return read_page(text).body if _TAG.search(text) else text.strip()


def _split(text: str, *, steps: bool) -> tuple[str, ...]:
    """Lines, or what stands between semicolons or bars; numbers before steps are not theirs."""
    plain = _as_markdown(text)
    parts = plain.splitlines() if "\n" in plain or steps else re.split(r"[;|]", plain)
    return tuple(filter(None, (_ITEM.sub("", part, count=1).strip(" -*\t") for part in parts)))


def _day(text: str, place: str) -> date | None:
    try:
        return date.fromisoformat(text[:10]) if text else None
    except ValueError:
        raise BadArticle(
            f"{place}: 'review' must be a date such as 2030-12-31, not {text[:40]}."
        ) from None


def _state(text: str, place: str) -> str:
    state = STATUS.get(text.lower(), text.lower()) or "published"
    if state not in STATES:
        raise BadArticle(f"{place}: 'state' must be {', '.join(STATES)}, not {text[:40]}.")
    return state


def _lang(text: str) -> str:
    """en of en-GB."""
    return text.strip().replace("_", "-").partition("-")[0].lower() or "en"


def _title(text: str) -> str:
    return " ".join(text.split())[:LONGEST_TITLE]


def slug(title: str) -> str:
    """A name for a file and a choice; of a title without latin letters, its digest."""
    apart = unicodedata.normalize("NFKD", title.lower().replace("ß", "ss"))
    plain = _LETTER.sub("-", apart.encode("ascii", "ignore").decode()).strip("-")
    if len(plain) < 3:
        return f"article-{hashlib.sha256(title.encode()).hexdigest()[:8]}"
    return plain[:LONGEST_ID].strip("-")


_TABLES = (".csv", ".tsv")
_FORMATS: Mapping[str, Callable[[str, str], Article]] = {
    ".html": _from_html,
    ".htm": _from_html,
    ".xhtml": _from_html,
    ".md": _from_markdown,
    ".markdown": _from_markdown,
    ".csv": _from_markdown,
    ".tsv": _from_markdown,
}
