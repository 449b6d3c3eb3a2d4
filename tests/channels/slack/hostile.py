"""Words that strangers may write, and what must never come of them in Slack."""

import re

from hypothesis import strategies as st

from channels.text import escape

MENTIONS = (
    "<!channel>",
    "<!here|here>",
    "<!subteam^S012AB3CD>",
    "<@U012AB3CD>",
    "<#C012AB3CD|general>",
    "<https://evil.example|click>",
    "@channel",
    "```",
    "`<!channel>`",
    "> <!everyone>",
    "&lt;!channel&gt;",
    "[a](https://x.example/<!channel>)",
    "[<!here>](https://x.example/|<@U1>)",
    "https://x.example/<!channel>",
)
pieces = st.one_of(
    st.sampled_from(MENTIONS),
    st.text(max_size=40),
    st.text(alphabet="<>&|!@#*_`~[]()-+.\n \\:/xA1", max_size=40),
)
words = st.lists(pieces, max_size=12).map(" ".join)
# As the desk says it: what it writes itself, and foreign words that it has escaped.
sources = st.lists(
    st.one_of(
        words,
        words.map(escape),
        words.map(lambda w: f"**{escape(w)}**"),
        words.map(lambda w: "> " + escape(w).replace("\n", "\n> ")),
        words.map(lambda w: f"```\n{w}\n```"),
        words.map(lambda w: f"- {escape(w)}"),
    ),
    max_size=6,
).map("\n\n".join)

TOKEN = re.compile(r"<([^<>\n]*)>")
OURS = re.compile(r"<!date\^\d+\^\{date_short_pretty\}, \{time\}\|[^<>|]*>")


UNREAD = ("value", "url", "image_url", "action_id", "block_id", "initial_value")


def strings(value):
    """Every string that Slack might read mrkdwn in, or show."""
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        value = [inside for key, inside in value.items() if key not in UNREAD]
    inside = value if isinstance(value, list | tuple) else ()
    return [found for each in inside for found in strings(each)]


def mentions(value):
    """Whatever would be taken for a mention; `<!date` is ours, and tells nobody."""
    shown = (OURS.sub("", each) for each in strings(value))
    return [each for each in shown if re.search(r"<[!@#]", each)]


def loose(shown):
    """Signs that are neither an entity nor a link of ours."""
    rest = TOKEN.sub(lambda found: "" if found[1].startswith(LINKS) else found[0], shown)
    return re.findall(r"<|&(?!amp;|lt;|gt;)", OURS.sub("", rest))


LINKS = ("http://", "https://", "mailto:", "HTTP", "Http", "MAILTO")
