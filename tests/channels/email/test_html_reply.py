"""What a person newly wrote in an HTML mail, by the marks that mail programs leave in it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.email.new_text import reply_of_html

WROTE = "On Tue, May 5, 2026 at 4:15 PM Ben &lt;ben@example.org&gt; wrote:"
FIELDS = "<b>From:</b> Ben<br><b>Sent:</b> Monday<br><b>To:</b> Ann<br><b>Subject:</b> x<br>"
STRANGE = "<b>Xy:</b> Ben<br><b>Yz:</b> Monday<br><b>Zx:</b> Ann"
SIGNED = "<div>It works.</div><div {}>Ann Larsen<br>Finance</div>"

MAILS = {
    "gmail": f"<div dir='ltr'>It works.</div><br><div class='gmail_quote gmail_quote_container'>"
    f"<div dir='ltr' class='gmail_attr'>{WROTE}<br></div><blockquote class='gmail_quote'"
    " style='margin:0 0 0 .8ex;border-left:1px solid'><div>old</div></blockquote></div>",
    "gmail in an unknown language": "<div>It works.</div><div class='gmail_quote'>"
    "<div class='gmail_attr'>Qwer tyui</div><blockquote class='gmail_quote'>old</blockquote></div>",
    "gmail on a phone": f"<div dir='auto'>It works.</div><br><div class='gmail_quote'>{WROTE}"
    "<br type='attribution'><blockquote class='quote'>old</blockquote></div>",
    "outlook on the web": "<div>It works.</div><div id='Signature'><p>Ann</p></div>"
    "<div id='appendonsend'></div><hr tabindex='-1'><div id='divRplyFwdMsg'><b>Xy:</b> Ben</div>"
    "<div>old</div>",
    "outlook on the web, sent on": "<div>It works.</div><div id='x_x_divRplyFwdMsg'>Ben</div>old",
    "outlook": f"<div class=WordSection1><p class=MsoNormal>It works.<o:p></o:p></p><div><div"
    f" style='border:none;border-top:solid #E1E1E1 1.0pt'><p class=MsoNormal>{FIELDS}<o:p></o:p>"
    "</p></div></div><p class=MsoNormal>old<o:p></o:p></p></div>",
    "outlook in an unknown language": f"<p>It works.</p><div style='border:none;border-top:"
    f"solid #B5C4DF 1.0pt'><p>{STRANGE}</p></div><p>old</p>",
    "outlook on a phone": "<div>It works.</div><div id='ms-outlook-mobile-signature'>Get Outlook"
    "</div><div id='mail-editor-reference-message-container'><hr>Ben<br>old</div>",
    "hotmail": "<body class='hmmessage'><div>It works.<br><hr id='stopSpelling'>Ben<br>old</div>",
    "hotmail, sent on": "<div>It works.<br><hr id='ecxstopSpelling'>Ben<br>old</div>",
    "outlook for mac": f"<div>It works.</div><span id='OLK_SRC_BODY_SECTION'><div><span>{FIELDS}"
    "</span></div><div><span>old</span></div></span>",
    "thunderbird": "<p>It works.<br></p><div class='moz-cite-prefix'>Qwer tyui<br></div>"
    "<blockquote type='cite' cite='mid:1'><p>old</p></blockquote>"
    "<pre class='moz-signature'>-- \nAnn</pre>",
    "apple": f"<div>It works.<div><br><blockquote type='cite'><div>{WROTE}</div><br><div>old</div>"
    "</blockquote></div><br></div>",
    "iphone": f"It works.<br><br><div dir='ltr'>Sent from my iPhone</div><div dir='ltr'><br>"
    f"<blockquote type='cite'>{WROTE}</blockquote></div><blockquote type='cite'>old</blockquote>",
    "yahoo": f"<div>It works.</div><div id='yahoo_quoted_1' class='yahoo_quoted'><div>{WROTE}</div>"
    "<div>old</div></div>",
    "proton": f"<div>It works.</div><div class='protonmail_signature_block'>Ann</div><div"
    f" class='protonmail_quote'>{WROTE}<br><blockquote type='cite'>old</blockquote></div>",
    "zimbra": "<div>It works.</div><hr id='zwchr' data-marker='__DIVIDER__'><div>Ben</div>old",
    "gmx": "<div>It works.</div><div name='quote' style='border-left:2px solid'><div><b>Gesendet:"
    "</b> Montag<br><b>Von:</b> Ben<br><b>An:</b> Ann</div><div>old</div></div>",
    "roundcube": "<p>It works.</p><p id='reply-intro'>Qwer</p><blockquote>old</blockquote>",
    "yandex": '<p>It works.<br><br>05.05.2026, 16:15, "Ben" &lt;ben@example.org&gt;:</p>'
    "<blockquote>old</blockquote>",
    "spark": f"<div name='messageBodySection'>It works.</div><div name='messageSignatureSection'>"
    f"Ann</div><div name='messageReplySection'>{WROTE}<blockquote>old</blockquote></div>",
    "no marks": f"<div>It works.</div><div>{WROTE}</div><div>old</div>",
    "no marks, a header": f"<div>It works.<hr>{FIELDS}<br>old</div>",
    "a quote without a name": "<p>It works.</p><blockquote>old</blockquote>",
    "gmail's signature": SIGNED.format("class='gmail_signature' data-smartmail='gmail_signature'"),
    "a signature of windows": SIGNED.format("data-signatureblock='true'"),
    "a signature, sent on": SIGNED.format("id='x_Signature'"),
}


@pytest.mark.parametrize("html", MAILS.values(), ids=MAILS)
def test_what_is_new(html):
    found = reply_of_html(f"<html><head><title>x</title></head><body>{html}</body></html>")
    assert found.text == "It works."
    assert "works" not in found.cut


def test_answers_between_quotes_keep_the_quotes():
    html = f"<div class='gmail_quote'><div class='gmail_attr'>{WROTE}</div><blockquote"
    html += " class='gmail_quote'>Which?</blockquote><div>The black.</div><blockquote"
    html += " class='gmail_quote'>Since when?<br>Ben</blockquote><div>Friday</div></div>"
    assert [line for line in reply_of_html(html).text.split("\n") if line.strip("> ")] == [
        "On Tue, May 5, 2026 at 4:15 PM Ben <ben@example.org> wrote:",
        "> Which?",
        "The black.",
        "> Since when?",
        "> Ben",
        "Friday",
    ]


def test_the_answer_may_stand_below():
    html = f"<div>{WROTE}</div><blockquote type='cite'>Which?</blockquote><p>The black.</p>"
    assert reply_of_html(html).text == "The black."


def test_what_a_person_indents_is_no_quote():
    indented = "<p>It says:</p><blockquote class='gmail_quote' style='margin:40px;border:none'>"
    indented += "Error 5</blockquote>"
    assert reply_of_html(indented).text == "It says:\n\nError 5"
    answer = f"{indented}<div>{WROTE}</div><blockquote>old</blockquote>"
    assert reply_of_html(answer).text == "It says:\n\nError 5"


def test_a_forwarded_mail_stays():
    html = "<div>Is it real?</div><div class='gmail_quote'><div class='gmail_attr'>---------- "
    html += "Forwarded message ---------<br>From: Ben<br>Subject: x<br></div>Pay</div>"
    assert reply_of_html(html).text.endswith("From: Ben\nSubject: x\nPay")


@pytest.mark.parametrize(
    "html",
    [
        f"{WROTE}<blockquote type='cite'>old</blockquote>",
        f"<blockquote><div>{WROTE}</div>old</blockquote>",
        "<div id='divRplyFwdMsg'><b>From:</b> Ben</div><div>old</div>",
        "<div class='gmail_signature'>Ann</div>",
    ],
)
def test_if_nothing_is_new_all_is_shown(html):
    assert reply_of_html(html).text.split()[-1] in ("old", "Ann")
    assert reply_of_html(html).cut == ""


def test_how_it_is_drawn():
    html = "<p>a &amp; b&nbsp;c</p><style>x</style><!-- <b>x</b> --><ul><li>one<li>two</ul>"
    html += "<table><tr><td>d<td>e</table><pre>f\n  g</pre>h<br><br>1 < 2<script>x</script>"
    expected = "a & b c\n\n- one\n- two\nd e\nf\n  g\nh\n\n1 < 2"
    assert reply_of_html(html).text == expected


def test_a_tag_may_hold_what_looks_like_its_end():
    assert reply_of_html("<img alt='a > b'>It <b title=\"'>\">works</b>").text == "It works"


PIECES = st.sampled_from(
    [
        "<div>",
        "</div>",
        "<div class='gmail_quote'>",
        "<div class='gmail_attr'>",
        "<div id='Signature'>",
        "<div id='appendonsend'>",
        "<div style='border-top:solid 1px'>",
        "<blockquote>",
        "<blockquote type='cite'>",
        "</blockquote>",
        "<br>",
        "<p>",
        "<pre>",
        "</pre>",
        "<li>",
        "<td>",
        "Hello",
        "&lt;",
        WROTE,
        FIELDS,
        "<",
        "<a '",
        "<!--",
        "<script>",
    ]
)


@given(st.lists(st.one_of(PIECES, st.text(max_size=10))).map("".join))
def test_it_is_never_empty_where_there_are_words(html):
    found = reply_of_html(html)
    assert bool(found.text) or not found.cut.strip("> \n")
