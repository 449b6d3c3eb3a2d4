"""People with a browser, as far as HTTP goes: guests of the chat, and agents at the desk."""

import re
from html import unescape

import httpx

from tests.fakes.patience import PATIENCE
from tests.process.server import PLAIN, until

TAG = re.compile(r"<[^>]+>")


def browser(server, **headers):
    """A browser with no cookies yet."""
    return httpx.Client(base_url=server.url, headers=headers, timeout=PATIENCE, **PLAIN)


def hidden(page, name):
    """The first hidden field of this name."""
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found, f"no field {name} in {page[:500]}"
    return unescape(found[1])


def seen(html):
    """What a reader of this HTML sees."""
    return " ".join(unescape(TAG.sub(" ", html)).split())


class Guest:
    """Somebody in the web chat."""

    def __init__(self, server):
        self.server = server
        self.http = browser(server)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.http.close()

    def form(self, **values):
        """What the form of the chat page would send."""
        page = self.http.get("/").text
        return {"csrf": hidden(page, "csrf"), "id": hidden(page, "id"), **values}

    def introduce(self, name, email):
        """Fill in the card in the corner."""
        form = self.form(name=name, email=email)
        assert self.http.post("/who", data=form).status_code == 303
        return self

    def say(self, text, **values):
        """Send words; the desk has them when this returns."""
        answer = self.http.post("/say", data=self.form(text=text, **values))
        assert answer.status_code == 303, seen(answer.text)
        return self

    def press(self, label):
        """Press one of the buttons on offer."""
        buttons = r'name="choice" value="([^"]+)"[^>]*>([^<]+)<'
        offered = {unescape(word): token for token, word in re.findall(buttons, self.page())}
        return self.say("", choice=unescape(offered[label]))

    def page(self):
        return self.http.get("/").text

    def lines(self, who):
        """The lines of the conversation: `mine` or `theirs`."""
        found = re.findall(rf'<article class="line {who}".*?</article>', self.page(), re.DOTALL)
        return [seen(line) for line in found]

    def hears(self, words, *, number=1):
        """Wait for so many answers that say this; returns the last of them."""
        said = until(lambda: [w for w in self.lines("theirs") if words in w][number - 1 :])
        return said[-1]

    def ticket(self):
        """The reference of the ticket in the latest acknowledgement, and the way to its page."""
        self.hears("FL-")
        links = re.findall(rf"{self.server.url}(/t/[\w-]+)", self.page())
        return re.findall(r"FL-\d+", seen(self.page()))[-1], links[-1] if links else ""


class Agent:
    """Somebody at the desk, signed in by a link."""

    def __init__(self, server, link):
        self.server = server
        self.http = browser(server)
        path = server.path_of(link)
        form = {"csrf": hidden(self.http.get(path).text, "csrf")}
        answer = self.http.post(path, data=form)
        assert (answer.status_code, answer.headers["location"]) == (303, "/desk")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.http.close()

    def page(self, reference=""):
        return self.http.get("/desk", params={"ticket": reference} if reference else {}).text

    def form(self, reference, verb, words="", page=""):
        """What a button on the page of a ticket would send."""
        page = page or self.page(reference)
        fields = {"csrf": hidden(page, "csrf"), "id": hidden(page, "id")}
        return {**fields, "reference": reference, "verb": verb, "words": words}

    def order(self, reference, verb, words=""):
        """Press a button on the page of a ticket."""
        answer = self.http.post("/desk/order", data=self.form(reference, verb, words))
        assert answer.status_code == 303, seen(answer.text)
        assert answer.headers["location"] == f"/desk?ticket={reference}"

    def told(self):
        """The desk's side of the agent's own line."""
        talk = self.page().partition('id="talk"')[2]
        found = re.findall(r'<article class="line theirs".*?</article>', talk, re.DOTALL)
        return [seen(line) for line in found]

    def hears(self, words):
        """Wait until the desk says this."""
        return until(lambda: [said for said in self.told() if words in said])[-1]

    def sees(self, reference, words):
        """Wait until the page of a ticket says this."""
        until(lambda: words in seen(self.page(reference)))
