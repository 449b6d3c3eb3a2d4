"""What a stranger tries, and cannot do. Everybody here comes by the same street."""

import asyncio
import re
import secrets
import smtplib
from contextlib import suppress

import pytest

from channels.web.app import ROUTES
from tests.fakes.patience import PATIENCE
from tests.process.mail import DESK, Correspondent, sent
from tests.process.server import until
from tests.process.web import Agent, Guest, browser, hidden, seen

pytestmark = pytest.mark.process

FIXED = "The franking machine eats our stamps"
PRIVATE = "The safe in room 4 opens with 2718"
FILE = b"the plan of the safe"
GUESSES = 100


def signed_in(server):
    return Agent(server, server.order("link", email="sam@example.org")["link"])


def with_a_secret(server, name):
    """Somebody with a ticket, a page for it and a file."""
    owner = Guest(server).introduce(name, f"{name.lower()}@example.com")
    file = {"files": ("plan.txt", FILE)}
    owner.http.post("/say", data=owner.form(text=PRIVATE), files=file)
    reference, page = owner.ticket()
    return owner, reference, page


# --- the desk ----------------------------------------------------------------------------------


def test_no_route_of_the_desk_opens_without_a_sign_in(street):
    owner, reference, _ = with_a_secret(street, "Olga")
    places = {"reference": reference, "source": "0" * 64, "secret": secrets.token_urlsafe(32)}
    routes = [(how, path.format(**places)) for how, path, _ in ROUTES if path.startswith("/desk")]
    assert len(routes) >= 9
    cookies = ({}, {"firstline_desk": secrets.token_urlsafe(32)}, _cookies_of(owner))
    with owner:
        for how, path in routes:
            for cookie in cookies:
                with browser(street) as http:
                    http.cookies.update(cookie)
                    answer = http.request(how, path)
                assert PRIVATE not in answer.text
                assert "franking" not in answer.text
                signs_in = (how, path) == ("GET", "/desk")
                assert answer.status_code in ({200} if signs_in else {403, 404, 411})


def _cookies_of(guest):
    """A guest's session, put where the desk looks for an agent's."""
    return {"firstline_desk": guest.http.cookies["firstline_chat"]}


def test_a_sign_in_link_signs_in_once_and_looking_at_it_uses_nothing_up(street):
    link = street.order("link", email="sam@example.org")["link"]
    with browser(street) as curious:
        for _ in range(3):
            assert "Sign in as Sam" in curious.get(street.path_of(link)).text
    with Agent(street, link) as sam:
        assert "Sign out" in sam.page()
        path = street.path_of(link)
        with browser(street) as thief:
            form = {"csrf": hidden(thief.get("/desk").text, "csrf")}
            assert thief.get(path).status_code == 404
            assert thief.post(path, data=form).status_code == 404
            assert "Send me a link" in thief.get("/desk").text
        out = sam.http.post("/desk/out", data={"csrf": hidden(sam.page(), "csrf")})
        assert out.status_code == 303
        assert "Send me a link" in sam.page()


def test_a_sign_in_link_goes_to_an_agents_own_mailbox_and_to_nobody_else(street):
    answers = []
    for address in ("olga@example.com", "sam@example.org"):
        with browser(street) as http:
            form = {"csrf": hidden(http.get("/desk").text, "csrf"), "address": address}
            answers.append(seen(http.post("/desk/link", data=form).text))
    assert answers[0] == answers[1]
    mail = until(lambda: [each for each in sent(street) if each["To"] == "sam@example.org"])[-1]
    text = mail.get_body(("plain",)).get_content()
    with Agent(street, re.search(rf"{street.url}/desk/in/[\w-]+", text)[0]) as sam:
        assert "Sign out" in sam.page()
    assert not [each for each in sent(street) if each["To"] == "olga@example.com"]


def test_an_agent_who_was_dismissed_is_out_at_once(street):
    link = street.order("enlist", name="Kim", email="kim@example.org")["link"]
    with Agent(street, link) as kim:
        form = {"csrf": hidden(kim.page(), "csrf"), "id": "a-number-of-mine", "text": "queue"}
        street.order("dismiss", email="kim@example.org")
        assert kim.http.post("/desk/order", data=form).status_code == 403
        assert "Send me a link" in kim.page()


# --- somebody else's ticket --------------------------------------------------------------------


def test_guesses_open_no_ticket_page_no_conversation_and_no_file(street):
    owner, _, page = with_a_secret(street, "Petra")
    with owner, browser(street) as http:
        source = re.search(r"/files/([0-9a-f]{64})", owner.page())[1]
        assert owner.http.get(f"/files/{source}").content == FILE
        assert http.get(f"{page}/files/{source}").content == FILE
        right = page.removeprefix("/t/")
        for number, guess in enumerate(_guesses(right, owner.http.cookies["firstline_chat"])):
            path = f"/t/{guess}" + ("", "/stream", f"/files/{source}")[number % 3]
            assert http.get(path).status_code == 404, path
        for number, guess in enumerate(_guesses(owner.http.cookies["firstline_chat"], right)):
            cookie = {"Cookie": f"firstline_chat={guess}"}
            path = ("/stream", f"/files/{source}")[number % 2]
            assert http.get(path, headers=cookie).status_code == 403, path


def _guesses(right, other):
    """Near misses, a secret for something else, and many that are as good as any."""
    near = {right[:-1], right[1:], right[:20], right + "A", right[::-1], right.swapcase(), other}
    odd = {"0", "A" * 43, "%2e%2e%2fdesk", "'%20OR%201=1--", "_" * 128, "FL-1001", "1001"}
    flips = {right[:n] + ("A" if right[n] != "A" else "B") + right[n + 1 :] for n in range(20)}
    guesses = near | odd | flips
    while len(guesses) < GUESSES:
        guesses.add(secrets.token_urlsafe(32))
    return guesses - {right}


def test_a_borrowed_name_address_or_number_opens_nobodys_ticket(street):
    owner, reference, page = with_a_secret(street, "Quentin")
    with owner, Guest(street) as mallory:
        mallory.introduce("Quentin", "quentin@example.com")
        before = seen(owner.http.get(page).text)
        for words in (
            "status",
            f"status of {reference}",
            f"I am Quentin, quentin@example.com. Where is my ticket {reference}?",
            f"{reference}",
            f"you can close {reference}",
            f"{reference} is still broken",
            f"please add to {reference}: it was me",
        ):
            count = len(mallory.lines("theirs"))
            mallory.say(words)
            until(lambda count=count: len(mallory.lines("theirs")) > count)
        assert "safe in room" not in mallory.page()
        assert "2718" not in mallory.page()
        assert page not in mallory.page()
        assert seen(owner.http.get(page).text) == before
    _nothing_but(street, reference, "opened", "announced")


def test_an_order_by_a_stranger_is_no_order(street):
    """Not in the chat, not with an agent's name, and not by a mail that says it is from one."""
    owner, reference, _ = with_a_secret(street, "Rosa")
    forger = Correspondent(street, "sam@example.org", "Sam")
    with owner, Guest(street) as mallory:
        mallory.introduce("Sam", "sam@example.org")
        for order in ("claim", "resolve", "note", "reply", "assign"):
            mallory.say(f"{order} {reference} sam")
        forger.write(f"claim {reference}", subject=f"claim {reference}")
        forger.write(f"resolve {reference} done", subject="Re: Desk [" + reference + "]")
        until(street.is_at_rest)
    _nothing_but(street, reference, "opened", "announced")


def _nothing_but(server, reference, *kinds):
    question = "SELECT kind FROM events WHERE ticket_id = :ticket ORDER BY seq"
    told = server.rows(question, ticket=int(reference.removeprefix("FL-")))
    assert tuple(kind for (kind,) in told) == kinds


# --- the post office ---------------------------------------------------------------------------

RELAYS = (
    "TO:<victim@evil.test>",
    "TO:<help@example.org@evil.test>",
    "TO:<victim@evil.test@example.org>",
    "TO:<victim%evil.test@example.org>",
    'TO:<"victim@evil.test"@example.org>',
    "TO:<@example.org:victim@evil.test>",
    "TO:<evil.test!victim@example.org>",
    "TO:<help@example.org.evil.test>",
    "TO:<help+victim=evil.test@evil.test>",
    "TO:<victim>",
    "TO:victim@evil.test",
    "TO:<help@example.org>,<victim@evil.test>",
    "TO:<help@example.org\x00@evil.test>",
    "TO:<help@[127.0.0.1]>",
)


def test_no_mail_is_passed_on_however_it_is_addressed(street):
    until(street.is_at_rest)
    before = len(sent(street))
    for form in RELAYS:
        with smtplib.SMTP("127.0.0.1", street.smtp, timeout=PATIENCE) as line:
            line.ehlo("evil.test")
            line.mail("spammer@evil.test")
            code, _ = line.docmd("RCPT", form)
            assert code >= 500, form
            assert line.docmd("DATA")[0] >= 500
    writer = Correspondent(street, "tom@example.net", "Tom")
    raw = writer.compose(FIXED, subject="Stamps").as_bytes().replace(b"\n", b"\r\n")
    with smtplib.SMTP("127.0.0.1", street.smtp, timeout=PATIENCE) as line:
        refused = line.sendmail(writer.address, [DESK, "victim@evil.test"], raw)
    assert list(refused) == ["victim@evil.test"]
    writer.answer(1)
    until(street.is_at_rest)
    assert [mail["To"] for mail in sent(street)[before:]] == [writer.address]


# --- the disk ----------------------------------------------------------------------------------


def kept(server):
    """How many bytes lie in the folders for files and for what is temporary."""
    folders = (server.folder / "data" / "blobs", server.folder / "tmp")
    return sum(_size(file) for folder in folders for file in folder.rglob("*"))


def _size(file):
    """The bytes of a file that may be gone by now."""
    with suppress(FileNotFoundError):
        return file.stat().st_size if file.is_file() else 0
    return 0


def test_one_upload_cannot_fill_the_disk(street):
    with Guest(street) as mallory:
        until(street.is_at_rest)
        before = kept(street)
        for size in (200_001, 5_000_000):  # over the limit of a file, over that of a form
            files = {"files": ("big.bin", b"x" * size)}
            answer = mallory.http.post("/say", data=mallory.form(text="big"), files=files)
            assert answer.status_code == 413
            assert "too large" in seen(answer.text)
        many = [("files", (f"{n}.bin", b"%d" % n + b"y" * 60_000)) for n in range(4)]
        answer = mallory.http.post("/say", data=mallory.form(text="many"), files=many)
        assert answer.status_code == 413
        assert kept(street) - before <= 200_000  # what came before the file too many
        before = kept(street)
        assert _chunked(mallory) == 411
        assert kept(street) == before
        assert mallory.lines("mine") == []


def _chunked(guest):
    """The same without saying how much is coming."""
    boundary = "a-boundary"
    form = guest.form()
    parts = [
        f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in form.items()
    ]
    head = f'--{boundary}\r\nContent-Disposition: form-data; name="files"; filename="a"\r\n\r\n'

    def body():
        yield "".join([*parts, head]).encode()
        for _ in range(50):
            yield b"z" * 10_000

    kind = {"Content-Type": f"multipart/form-data; boundary={boundary}"}
    return guest.http.post("/say", content=body(), headers=kind).status_code


def test_a_mail_too_large_is_refused_for_good_and_leaves_nothing(street):
    writer = Correspondent(street, "uwe@example.net", "Uwe")
    until(street.is_at_rest)
    before = kept(street)
    raw = writer.compose("x" * 70 + "\n" + ("y" * 70 + "\n") * 6000, subject="Big").as_bytes()
    with smtplib.SMTP("127.0.0.1", street.smtp, timeout=PATIENCE) as line:
        line.ehlo("example.net")
        assert line.mail(writer.address, [f"SIZE={len(raw)}"])[0] == 552
        line.rset()
        line.mail(writer.address)
        line.rcpt(DESK)
        assert line.data(raw.replace(b"\n", b"\r\n"))[0] == 552
    assert kept(street) == before


# --- forms -------------------------------------------------------------------------------------


def test_no_form_is_taken_without_its_token_or_from_a_foreign_page(street):
    owner, reference, page = with_a_secret(street, "Vera")
    with owner, signed_in(street) as sam:
        order = sam.form(reference, "claim")
        attempts = (
            (owner.http, "/say", owner.form(text=FIXED)),
            (owner.http, "/who", owner.form(name="x", email="")),
            (owner.http, page, _ticket_form(owner, page)),
            (sam.http, "/desk/order", order),
            (sam.http, "/desk/out", {"csrf": order["csrf"]}),
        )
        for http, path, form in attempts:
            for wrong in ({"csrf": ""}, {"csrf": "0" * 64}, {"csrf": _token_of_another(street)}):
                assert http.post(path, data=form | wrong).status_code == 403, path
            for headers in (
                {"Origin": "https://evil.example"},
                {"Origin": street.url.replace("127.0.0.1", "127.0.0.2")},
                {"Sec-Fetch-Site": "cross-site", "Origin": "null"},
            ):
                assert http.post(path, data=form, headers=headers).status_code == 403, path
        assert len(owner.lines("mine")) == 1
        assert "Sign out" in sam.page()
    _nothing_but(street, reference, "opened", "announced")


def _ticket_form(owner, page):
    text = owner.http.get(page).text
    return {"csrf": hidden(text, "csrf"), "id": hidden(text, "id"), "text": "forged"}


def _token_of_another(server):
    with Guest(server) as other:
        return other.form()["csrf"]


def test_only_our_own_names_are_answered_so_no_dns_trick_reaches_the_desk(street):
    owner, _, page = with_a_secret(street, "Willi")
    with owner:
        for host in ("evil.example", f"evil.example:{street.web}", "127.0.0.1.evil.example", ""):
            for path in ("/", page, "/desk", "/ready"):
                answer = owner.http.get(path, headers={"Host": host})
                assert answer.status_code in (400, 421), host
                assert PRIVATE not in answer.text


async def test_slow_and_silent_callers_keep_nobody_out(street):
    """Connections that say nothing at all cannot stop somebody who does."""
    lines = [await asyncio.open_connection("127.0.0.1", street.web) for _ in range(50)]
    lines += [await asyncio.open_connection("127.0.0.1", street.smtp) for _ in range(9)]
    await asyncio.to_thread(_ask_for_help, street)
    for _, writer in lines:
        writer.close()
        with suppress(ConnectionError):
            await writer.wait_closed()


def _ask_for_help(server):
    with Guest(server) as guest:
        guest.say(FIXED).hears("FL-")
