"""A SQLite database that rots: what no program does, and some disks do."""

import sqlite3
from contextlib import closing


def spoil(path, *tables):
    """Make nonsense of the first pages of these tables and of their indexes."""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        (size,) = connection.execute("PRAGMA page_size").fetchone()
        rows = connection.execute("SELECT tbl_name, rootpage FROM sqlite_master").fetchall()
    content = bytearray(path.read_bytes())
    for begin in [(page - 1) * size for name, page in rows if name in tables and page]:
        content[begin : begin + size] = bytes(255 - byte for byte in content[begin : begin + size])
    path.write_bytes(content)
