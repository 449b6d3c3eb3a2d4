"""Settings come from a file and the environment; what is wrong is named, and secrets are not."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from bot import settings
from bot.settings import BadSettings

SECRET = "hunter2-and-more"


@pytest.fixture
def written(folder):
    """Write firstline.toml."""

    def write(text, name="firstline.toml"):
        (folder / name).write_text(text)

    return write


def complaint():
    with pytest.raises(BadSettings) as trouble:
        settings.load()
    return str(trouble.value)


def test_without_any_settings_there_are_good_ones(folder):
    chosen = settings.load()
    assert chosen.url == f"sqlite:///{Path('data') / 'firstline.db'}"
    assert chosen.web.host == chosen.email.host == "127.0.0.1"
    assert chosen.channels == ("console", "web", "email")
    assert chosen.agents == ()


def test_the_file_is_read(written):
    written("""
        data = "somewhere"
        [web]
        port = 9000
        [desk]
        policy = "fifo"
        teams = ["one", "two"]
        [[agents]]
        name = "Sam"
        email = "Sam@Example.org "
        teams = ["one"]
    """)
    chosen = settings.load()
    assert (chosen.data, chosen.web.port) == (Path("somewhere"), 9000)
    assert chosen.control == Path("somewhere/control.sock")
    assert (chosen.desk.policy, chosen.desk.teams) == ("fifo", ("one", "two"))
    assert [(a.name, a.email, a.teams) for a in chosen.agents] == [
        ("Sam", "sam@example.org", ("one",))
    ]


def test_the_environment_wins_over_the_file_key_by_key(written, monkeypatch):
    written('[web]\nport = 9000\norganisation = "Acme"\n[desk]\npolicy = "fifo"')
    monkeypatch.setenv("FIRSTLINE_WEB__PORT", "9001")
    monkeypatch.setenv("FIRSTLINE_CHANNELS", '["web"]')
    monkeypatch.setenv("FIRSTLINE_DATABASE", "postgresql://db.example/firstline")
    chosen = settings.load()
    assert (chosen.web.port, chosen.web.organisation) == (9001, "Acme")
    assert (chosen.channels, chosen.desk.policy) == (("web",), "fifo")
    assert chosen.url == "postgresql://db.example/firstline"


def test_another_file_may_be_named(written, monkeypatch):
    written("[web]\nport = 1")
    written("[web]\nport = 2", "other.toml")
    monkeypatch.setenv("FIRSTLINE_CONFIG", "other.toml")
    assert settings.load().web.port == 2


def test_a_named_file_that_is_missing_is_said(folder, monkeypatch):
    monkeypatch.setenv("FIRSTLINE_CONFIG", "nowhere.toml")
    assert complaint() == "FIRSTLINE_CONFIG names nowhere.toml, and there is no such file."


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('databse = "x"', "there is no setting databse. Did you mean database?"),
        ("[wbe]\nport = 1", "there is no setting wbe. Did you mean web?"),
        ("[web]\nprot = 1", "there is no setting web.prot. Did you mean port?"),
        ("[desk]\npolcy = 'fifo'", "there is no setting desk.polcy. Did you mean policy?"),
        ("[knowledge]\nflor = 1", "there is no setting knowledge.flor. Did you mean floor?"),
        (
            "[email]\nsmart_host = 'x'",
            "there is no setting email.smart_host. Did you mean smarthost?",
        ),
        (
            "[[agents]]\nname = 'A'\nemail = 'a@b.c'\ntaems = []",
            "there is no setting agents.0.taems. Did you mean teams?",
        ),
        ("zzzzzzzz = 1", "there is no setting zzzzzzzz."),
    ],
)
def test_a_wrong_key_is_named_with_its_file_and_the_nearest_right_one(written, text, said):
    written(text)
    assert complaint() == f"firstline.toml: {said}"


def test_a_wrong_key_in_a_named_file_names_that_file(written, monkeypatch):
    written("[web]\nprot = 1", "other.toml")
    monkeypatch.setenv("FIRSTLINE_CONFIG", "other.toml")
    assert complaint() == "other.toml: there is no setting web.prot. Did you mean port?"


@pytest.mark.parametrize(
    ("text", "key", "why"),
    [
        ("[web]\nport = 'x'", "web.port", "valid integer"),
        ("[web]\nport = 99999", "web.port", "65535 (it is 99999)"),
        ("[web]\npublic_url = 'help.example.org'", "web.public_url", "in full"),
        ("[web]\npublic_url = 'https://h.example/x'", "web.public_url", "without a path"),
        ("[desk]\npolicy = 'lifo'", "desk.policy", "'priority' or 'fifo' (it is 'lifo')"),
        ("[desk]\nsettle = -1", "desk.settle", "(it is -1)"),
        ("[knowledge]\nfloor = 2", "knowledge.floor", "(it is 2)"),
        ("[[agents]]\nname = 'A'\nemail = 'abc'", "agents.0.email", "an e-mail address"),
        ("[[agents]]\nname = ''\nemail = 'a@b.c'", "agents.0.name", "at least 1 character"),
        ("[[agents]]\nname = 'A'", "agents.0.email", "Field required"),
        ("[email]\naddresses = []", "email.addresses", "at least 1"),
        ("[email]\naddresses = ['a b']", "email.addresses.0", "(it is 'a b')"),
        ("[email]\nsmarthost = 'mail'", "email.smarthost", "mail.example.org:587"),
        ("agents = 'sam'", "agents", "(it is 'sam')"),
        ("web = 3", "web", "(it is 3)"),
    ],
)
def test_a_wrong_value_is_named_with_its_key_and_reason(written, text, key, why):
    written(text)
    said = complaint()
    assert said.startswith(f"firstline.toml: {key}: ")
    assert why in said


def test_every_problem_is_named_at_once(written):
    written("databse = 'x'\n[web]\nport = 'y'\n[desk]\npolcy = 'z'")
    said = complaint().split("\n")
    assert len(said) == 3
    assert all(line.startswith("firstline.toml: ") for line in said)


def test_what_is_no_toml_is_said_with_its_line(written):
    written("[web\nport = 1")
    said = complaint()
    assert said.startswith("firstline.toml: ")
    assert "line 1" in said


def test_what_is_no_text_at_all_is_said(folder):
    (folder / "firstline.toml").write_bytes(b"\xff\xfe\x00")
    assert complaint().startswith("firstline.toml: ")


def test_a_wrong_value_in_the_environment_names_the_variable(written, monkeypatch):
    written("[web]\nport = 9000")
    monkeypatch.setenv("FIRSTLINE_WEB__PORT", "many")
    assert complaint().startswith("environment variable FIRSTLINE_WEB__PORT: web.port: ")


def test_a_wrong_key_in_the_environment_names_the_variable(folder, monkeypatch):
    monkeypatch.setenv("FIRSTLINE_WEB__PROT", "1")
    said = "there is no setting web.prot. Did you mean port?"
    assert complaint() == f"environment variable FIRSTLINE_WEB__PROT: {said}"


def test_a_mistyped_variable_is_not_passed_over(folder, monkeypatch):
    monkeypatch.setenv("FIRSTLINE_DATABSE", "postgresql://db.example/firstline")
    assert "FIRSTLINE_DATABSE" in complaint()
    assert "FIRSTLINE_DATABASE" in complaint()


@pytest.mark.parametrize(
    ("name", "value"),
    [("FIRSTLINE_CHANNELS", "web"), ("FIRSTLINE_AGENTS", '[{"name": "A", "emal": "a@b.c"}]')],
)
def test_a_variable_that_holds_json_is_named_when_it_is_wrong(folder, monkeypatch, name, value):
    monkeypatch.setenv(name, value)
    assert name in complaint()


@pytest.mark.parametrize(
    "text",
    [
        f"[email]\nsmarthost_password = ['{SECRET}']",
        f"[email]\nsmarthost_passwort = '{SECRET}'",
        f"[email]\nsmarthost_password = {{ x = '{SECRET}' }}",
        f"[[agents]]\nname = 'A'\nemail = 'a@b.c'\npassword = '{SECRET}'",
        f"database = ['postgresql://firstline:{SECRET}@db.example/firstline']",
        f"email = ['{SECRET}']",
    ],
)
def test_no_complaint_gives_a_secret_away(written, text):
    written(text)
    assert SECRET not in complaint()


def test_a_password_is_not_shown_by_the_settings_themselves(written):
    written(f"[email]\nsmarthost_password = '{SECRET}'")
    chosen = settings.load()
    assert SECRET not in repr(chosen)
    assert chosen.email.smarthost_password.get_secret_value() == SECRET


def test_settings_stay_as_they_are(folder):
    chosen = settings.load()
    with pytest.raises(ValidationError, match="frozen"):
        chosen.data = Path("elsewhere")


def test_slack_is_told_the_address_of_our_pages(written):
    written("""
        [web]
        public_url = "https://help.example.org/"
        [slack]
        mode = "http"
        help_channels = ["#it-help"]
    """)
    chosen = settings.load()
    assert chosen.of("slack") == chosen.chat
    assert chosen.chat.public_url == "https://help.example.org"
    assert chosen.chat.help_channels == ("it-help",)


def test_tokens_of_slack_are_not_shown(written, monkeypatch):
    monkeypatch.setenv("FIRSTLINE_SLACK__BOT_TOKEN", f"xoxb-{SECRET}")
    assert SECRET not in repr(settings.load())
    monkeypatch.setenv("FIRSTLINE_SLACK__BOT_TOKEN", f'["{SECRET}"]')
    monkeypatch.setenv("FIRSTLINE_SLACK__CONNECTIONS", "11")
    said = complaint()
    assert "less than or equal to 10" in said
    assert SECRET not in said


def test_keys_of_the_vault_are_many_and_none_is_shown(monkeypatch, folder):
    first, second = "a" * 40, "b" * 40
    monkeypatch.setenv("FIRSTLINE_VAULT_KEY", f"{first},{second}")
    chosen = settings.load()
    assert chosen.vault_keys.known() == (first, second)
    assert first not in repr(chosen)
    assert first not in repr(chosen.vault_keys)
    monkeypatch.setenv("FIRSTLINE_VAULT_KEY", SECRET)
    said = complaint()
    assert "openssl rand -base64 32" in said
    assert SECRET not in said


def test_without_a_key_in_the_settings_it_lies_in_the_data_folder(folder):
    keys = settings.load().vault_keys
    assert keys.known() == ()
    (made,) = keys.make()
    assert keys.make() == keys.known() == (made,)
    assert (folder / "data" / "vault.key").read_text() == f"{made}\n"
