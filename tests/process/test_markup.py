"""Markup in people's words is words: on every page, in every mail, in a real browser."""

import pytest
from playwright.async_api import expect

from tests.fakes.browsers import in_a_browser
from tests.process.browsing import Visitor
from tests.process.mail import Correspondent, words
from tests.process.server import until
from tests.process.web import Agent, Guest

pytestmark = [pytest.mark.process, *in_a_browser]

EVIL = (
    "<script>window.pwned=1</script>"
    "<img src=x onerror=window.pwned=2>"
    "<svg onload=window.pwned=3>"
    '"><iframe srcdoc="<script>parent.pwned=4</script>"></iframe>'
    "[click](javascript:window.pwned=5) ![x](https://evil.test/x.png) "
    "<a href=javascript:alert(6)>here</a> [a](data:text/html,x) {{7*7}} ${7*7}"
)
# What we would have to find if any of it were taken as markup.
TRACES = """() => ({
  pwned: window.pwned || 0,
  scripts: document.querySelectorAll("main script, main iframe, main svg, main img").length,
  handlers: [...document.querySelectorAll("*")].filter((element) =>
    [...element.attributes].some((attribute) => attribute.name.startsWith("on"))).length,
  links: [...document.querySelectorAll("main a")].map((a) => a.protocol)
    .filter((protocol) => !["http:", "https:", "mailto:"].includes(protocol)).length,
})"""
CLEAN = {"pwned": 0, "scripts": 0, "handlers": 0, "links": 0}


async def test_nothing_that_people_write_runs_in_anybodys_browser(serving, chromium):
    server = serving().open()
    link = server.order("link", email="sam@example.org")["link"]
    with Guest(server) as anna:
        reference, page = _complain(server, anna)
        employee = await Visitor.come(chromium, server)
        await employee.page.context.add_cookies(_cookies(anna, server))
        await _look(employee, "/")
        await _look(employee, page)
        agent = await Visitor.come(chromium, server)
        await agent.page.goto(server.path_of(link))
        await agent.page.get_by_role("button", name="Sign in as Sam").click()
        await _look(agent, "/desk")
        for each in (reference, "FL-1002"):
            await _look(agent, f"/desk?ticket={each}")
        await _live(agent, reference, anna)
        assert (employee.wrong, agent.wrong) == ([], [])
    server.close()


def _complain(server, anna):
    """Markup in a name, a message, a file name, a subject, a reply, a note and an order."""
    anna.introduce("<img src=x onerror=window.pwned=7>", "")
    file = {"files": ("<img src=x onerror=window.pwned=8>.html", b"<script>alert(9)</script>")}
    anna.http.post("/say", data=anna.form(text=f"The franking machine says {EVIL}"), files=file)
    reference, page = anna.ticket()
    writer = Correspondent(server, "eve@example.net", "<script>window.pwned=1</script>")
    writer.write(f"The franking machine says {EVIL}", subject=f"Stamps {EVIL}")
    writer.answer(1)
    with Agent(server, server.order("link", email="sam@example.org")["link"]) as sam:
        sam.order(reference, "reply", f"Please try {EVIL}")
        sam.order(reference, "note", EVIL)
        form = sam.form(reference, "", page=sam.page(reference)) | {"text": f"{EVIL} claim"}
        sam.http.post("/desk/order", data=form)
        anna.hears("Please try")
    return reference, page


def _cookies(guest, server):
    jar = guest.http.cookies.jar
    return [{"name": each.name, "value": each.value, "url": server.url} for each in jar]


async def _look(visitor, path):
    """Go there: the words are all to be read, and nothing of them has come to life."""
    answer = await visitor.page.goto(path)
    policy = answer.headers["content-security-policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
    await expect(visitor.page.locator("main")).to_contain_text("onerror=window.pwned=")
    assert await visitor.page.evaluate(TRACES) == CLEAN


async def _live(agent, reference, anna):
    """What arrives by the stream is put into the page by a script of ours."""
    await agent.page.goto(f"/desk?ticket={reference}")
    anna.say(f"It also says {EVIL} zebra")
    await expect(agent.page.locator("#story")).to_contain_text("zebra")
    assert await agent.page.evaluate(TRACES) == CLEAN


async def test_nothing_runs_in_the_mails_we_send(street, chromium):
    """Shown by the most careless of mail programs: as a page, without any policy."""
    writer = Correspondent(street, "mallory@example.net", "Mallory")
    first = writer.write(f"The franking machine says {EVIL}", subject=f"Stamps {EVIL}")
    logged = writer.answer(1)
    reference = words(logged).partition("FL-")[2][:4]
    with Agent(street, street.order("link", email="sam@example.org")["link"]) as sam:
        sam.order(f"FL-{reference}", "reply", f"Please try {EVIL}")
        sam.order(f"FL-{reference}", "resolve", EVIL)
    until(lambda: len(writer.answers()) == 3)
    assert first["Message-ID"] in logged["References"]
    page = await (await chromium.new_context()).new_page()
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    for mail in writer.answers():
        html = mail.get_body(("html",)).get_content()
        await page.set_content(f"<main>{html}</main>")
        assert await page.evaluate(TRACES) == CLEAN
    await expect(page.locator("main")).to_contain_text("<img src=x onerror=window.pwned=2>")
    assert asked == []


async def test_the_traces_are_found_where_markup_is_alive(chromium):
    """The look itself is worth something only if it sees what it should."""
    page = await (await chromium.new_context()).new_page()
    await page.set_content(f"<main>{EVIL}</main>")
    await page.wait_for_function("window.pwned")
    traces = await page.evaluate(TRACES)
    assert all(traces.values()), traces
