"""An article -> the Markdown file that says it: what `article.parse` reads."""

from typing import Any

import yaml  # type: ignore[import-untyped]  # it ships no types

from knowledge.article import PUBLISHED, Article

PLAIN = ("language", "translates", "owner", "review", "workaround", "problem")


def to_markdown(article: Article) -> str:
    """The file, its front matter in the order in which people write it; nothing empty."""
    front: dict[str, Any] = {"id": article.id, "title": article.title}
    for name in ("symptoms", "steps", "services"):
        front[name] = list(getattr(article, name))
    front |= {name: getattr(article, name) for name in PLAIN}
    front["state"] = article.state if article.state != PUBLISHED else ""
    kept = {name: value for name, value in front.items() if value}
    written = yaml.safe_dump(kept, sort_keys=False, allow_unicode=True, width=100)
    return f"---\n{written}---\n\n{article.body.strip()}\n"
