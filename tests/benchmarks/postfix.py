"""A Postfix of our own for a benchmark: its configuration, queue and port are nobody else's."""

import os
import shutil
import socket
import subprocess
import time
from contextlib import contextmanager

import pytest

from tests.fakes.ports import free_port

MAIN = """
compatibility_level = 3.6
queue_directory = {folder}/queue
data_directory = {folder}/state
myhostname = bench.example.org
mydestination = example.org
mynetworks = 127.0.0.0/8
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
alias_maps =
alias_database =
local_recipient_maps =
defer_transports = local
smtpd_client_connection_count_limit = 200
smtpd_peername_lookup = no
smtpd_tls_security_level = none
biff = no
"""

MASTER = """
127.0.0.1:{port} inet n - n - 200 smtpd
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
proxymap unix - - n - - proxymap
anvil unix - - n - 1 anvil
local unix - n n - - local
error unix - - n - - error
retry unix - - n - - error
"""


def require():
    """Skip, with the reason, where there is no Postfix or it may not be started."""
    if not (shutil.which("postfix") and shutil.which("smtp-source")):
        pytest.skip("no Postfix: apt-get install postfix")
    if os.geteuid() != 0:
        pytest.skip("only root can start a Postfix")


@contextmanager
def postfix(folder):
    """Runs until left; gives its port. What it takes stays in its queue."""
    port = free_port()
    state = folder / "state"
    for made in (folder, folder / "queue", state):
        made.mkdir(exist_ok=True)
        made.chmod(0o755)
    shutil.chown(state, "postfix")
    (folder / "main.cf").write_text(MAIN.format(folder=folder))
    (folder / "master.cf").write_text(MASTER.format(port=port))
    _postfix(folder, "start")
    try:
        wait_for(port)
        yield port
    finally:
        _postfix(folder, "stop")


def wait_for(port, seconds=20):
    """Until somebody listens."""
    end = time.monotonic() + seconds
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            assert time.monotonic() < end, f"nobody listens on {port}"
            time.sleep(0.05)


def _postfix(folder, what):
    done = subprocess.run(
        ["postfix", "-c", folder, what], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr
