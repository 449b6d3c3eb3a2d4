"""What other systems export becomes articles; what cannot be read is told with its line."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.article import Article, parse
from knowledge.html_text import read_page
from knowledge.importing import read_path, slug
from knowledge.writing import to_markdown

PAGE = """<!doctype html><html lang="de-CH"><head><title>Torus | Help centre</title>
<style>p{}</style></head>
<body><nav><a href="/">Home</a></nav><main><article><header><h1>Torus &amp; gate</h1></header>
<p>The <b>torus</b> hums.<br>Read <a href="gate.html">this</a>.</p>
<h2>Do this</h2><ol><li><p>Hold the <em>key</em>.</p></li><li>Wait<ul><li>a bit</li></ul></li></ol>
<pre>reset  now</pre><script>alert(1)</script><a href="javascript:alert(1)">No</a></article></main>
<footer>Imprint</footer></body></html>"""


def imported(tmp_path, name, content):
    (tmp_path / name).write_text(content, encoding="utf-8")
    return read_path(tmp_path)


def test_a_page_of_a_help_centre(tmp_path):
    (article,) = imported(tmp_path, "t.html", PAGE).articles
    assert (article.id, article.title, article.language) == ("torus-gate", "Torus & gate", "de")
    assert article.steps == ("Hold the *key*.", "Wait - a bit")
    assert article.body == (
        "The **torus** hums.\nRead [this](gate.html).\n\n## Do this\n\n```\nreset  now\n```\n\nNo"
    )


def test_a_table_of_another_system(tmp_path):
    table = (
        "Number;Subject;Content;Locale;Status;Review date\r\n"
        'KB001;Torus;"<p>It hums.</p>\r\n<ol><li>Wait.</li></ol>";en_GB;live;2030-01-31\r\n'
        "\r\n"
        ";;nothing;;;\r\n"
        "KB003;Gate;It jams.;de;odd;\r\n"
        "KB004;Gate;It jams.;de;draft;soon\r\n"
        "KB005;Gate;It jams.;de;draft;;more;than\r\n"
        "KB006;Gate;It jams.;de;draft;\r\n"
    )
    found = imported(tmp_path, "kb.csv", table)
    assert found.articles == (
        Article(
            id="kb001", title="Torus", body="It hums.", steps=("Wait.",), review=date(2030, 1, 31)
        ),
        Article(id="kb006", title="Gate", body="It jams.", language="de", state="draft"),
    )
    assert [why.partition(" ")[0] for why in found.complaints] == [
        "kb.csv:5:", "kb.csv:6:", "kb.csv:7:", "kb.csv:8:",
    ]  # fmt: skip


def test_markdown_with_and_without_front_matter(tmp_path):
    ours = Article(id="ours", title="Ours", steps=("Wait.",), body="Text.")
    (tmp_path / "a.md").write_text(to_markdown(ours))
    (tmp_path / "b.md").write_text("# Theirs\n\nIt hums.\n\n1. Wait.\n2. Go\n   on.\n\nEnd.\n")
    (tmp_path / "c.md").write_text("---\ntitle: Jekyll\nlayout: post\ntags: [a, b]\n---\nText.\n")
    (tmp_path / "d.md").write_text("---\ntitle: [x\nlayout: post\n---\nText.\n")
    (tmp_path / "e.md").write_bytes(b"ok\nbad \xff\n")
    (tmp_path / "f.md").write_text("---\nnever ends\n")
    found = read_path(tmp_path)
    assert found.articles == (
        ours,
        Article(id="theirs", title="Theirs", steps=("Wait.", "Go on."), body="It hums.\n\nEnd."),
        Article(id="jekyll", title="Jekyll", symptoms=("a", "b"), body="Text."),
    )
    assert [why.split(" ")[0] for why in found.complaints] == ["d.md:3:", "e.md:2:", "f.md:1:"]


def test_two_of_one_name_are_two(tmp_path):
    found = imported(tmp_path, "kb.csv", "title,body\nGate,a\nGate,b\n")
    assert [one.id for one in found.articles] == ["gate", "gate-2"]


@pytest.mark.parametrize("name", ["kb.csv", "empty.html"])
def test_nothing_to_import_is_said(tmp_path, name):
    found = imported(tmp_path, name, "a,b\n" if name == "kb.csv" else "<p> </p>")
    assert found.articles == ()
    assert found.complaints[0].startswith(f"{name}:1: ")


def test_a_path_that_is_not_there_is_said(tmp_path):
    assert "no such file" in read_path(tmp_path / "x").complaints[0]


@pytest.mark.parametrize(
    ("title", "name"), [("Größe: ändern!", "grosse-andern"), ("x" * 60, "x" * 40)]
)
def test_a_title_is_a_name(title, name):
    assert slug(title) == name


def test_a_title_of_other_letters_has_a_name_of_its_own():
    assert slug("プリンター").startswith("article-")
    assert slug("プリンター") != slug("ネットワーク")


@given(st.text(alphabet=st.sampled_from("<>/apliohb123= \"'&;\n-!"), max_size=200))
def test_any_page_is_read(text):
    read_page(text)


@given(st.text(max_size=80), st.lists(st.text(min_size=1, max_size=30), max_size=3))
def test_what_is_written_is_read_again(body, steps):
    clean = tuple(" ".join(step.split()) for step in steps if step.split())
    article = Article(id="a", title="A", steps=clean, workaround="no", problem="x: y")
    assert parse(to_markdown(article), name="a.md") == article
    parse(to_markdown(Article(id="a", title="A", body=body)), name="a.md")


@pytest.mark.parametrize("piece", ["<ol><li>", "<article>", "<a href=x>", "<b>", "1. x\n", "</p>"])
def test_a_long_page_takes_no_longer_than_it_is_long(tmp_path, piece):
    (tmp_path / "long.html").write_text(piece * (400_000 // len(piece)) + "end")
    read_path(tmp_path)


def linked(tmp_path, files):
    """What is read of these files: languages and originals, by id."""
    for name, content in files.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
    articles = read_path(tmp_path).articles
    return {one.id: (one.language, one.translates) for one in articles}


def page(title, language):
    return f'<html lang="{language}"><h1>{title}</h1><p>Text.</p></html>'


def test_pages_in_folders_for_their_languages_are_linked(tmp_path):
    files = {
        "de-at/gate/42.html": page("Das Tor", "de-AT"),
        "en-us/gate/42.html": page("The gate", "en-US"),
        "fr/gate/42.html": page("The gate", "fr"),
        "fr/gate/43.html": page("Le port", "fr"),
        "it/gate/43.html": page("Computers", "en"),
    }
    assert linked(tmp_path, files) == {
        "das-tor": ("de", "the-gate"),
        "the-gate": ("en", ""),
        "the-gate-fr": ("fr", "the-gate"),
        "le-port": ("fr", ""),
        "computers": ("en", ""),  # `it` is a department here
    }


def test_files_named_by_their_language_are_linked(tmp_path):
    files = {
        "gate.md": "---\ntitle: The gate\nlang: en\n---\nText.",
        "gate.de.md": "---\ntitle: Das Tor\nlang: de\n---\nText.",
        "v1.2.md": "---\ntitle: Release\nlang: de\n---\nText.",
    }
    assert linked(tmp_path, files) == {
        "das-tor": ("de", "the-gate"),
        "the-gate": ("en", ""),
        "release": ("de", ""),
    }


def test_rows_with_one_id_or_a_named_original_are_linked(tmp_path):
    table = (
        "id;title;body;locale;translation of\n"
        "KB 7;Das Tor;Text.;de;\n"
        "KB 7;The gate;Text.;en;\n"
        "KB 7;The gate again;Text.;en;\n"
        "KB 8;La porte;Text.;fr;KB 7\n"
        "KB 9;Alone;Text.;fr;KB 9\n"
    )
    assert linked(tmp_path, {"kb.csv": table}) == {
        "kb-7-de": ("de", "kb-7"),
        "kb-7": ("en", ""),
        "kb-7-2": ("en", ""),
        "kb-8": ("fr", "kb-7"),
        "kb-9": ("fr", ""),
    }


def test_a_translation_is_written_as_it_is_read(tmp_path):
    article = Article(id="das-tor", title="Das Tor", language="de", translates="the-gate")
    assert parse(to_markdown(article), name="x") == article


def test_front_matter_of_another_that_is_deep_or_long_does_not_stop_the_rest(tmp_path):
    (tmp_path / "a.md").write_text("---\ntitle: " + "[" * 3000 + "]" * 3000 + "\n---\nText.\n")
    (tmp_path / "b.md").write_text("---\ntitle: 0x" + "f" * 6000 + "\n---\nText.\n")
    found = imported(tmp_path, "c.md", "# The gate hums\n\nText.\n")
    assert [article.title for article in found.articles] == ["The gate hums"]
