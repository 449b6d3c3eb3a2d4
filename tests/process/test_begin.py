"""The first start of a fresh interpreter, in an empty folder."""

import pytest

from tests.process.server import until

pytestmark = pytest.mark.process


def test_a_desk_opens_in_an_empty_folder_and_leaves_no_socket(serving, database):
    server = serving(database=database, nursery=None).open()
    until(lambda: "signs Sam in, once, within a day" in server.log)
    assert "Firstline is open" in server.log
    assert f"{server.url}/desk/in/" in server.log
    server.close()
    assert not server.control.exists()
