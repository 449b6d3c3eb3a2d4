"""Builds what Outlook packs (MS-OXTNEF), so that the reader has something to read."""

import struct

SUBJECT, BODY, PROPERTIES, CODE_PAGE = 0x18004, 0x2800C, 0x69003, 0x69007
FILE_BEGINS, FILE_CONTENT, FILE_TITLE, FILE_PROPERTIES = 0x69002, 0x6800F, 0x18010, 0x69005
TEXT, WIDE, BINARY, OBJECT, LONG, SEVERAL_LONG = 0x1E, 0x1F, 0x102, 0x0D, 0x03, 0x1003


def attribute(kind, data, *, level=1):
    check = sum(data) & 0xFFFF
    return struct.pack("<BII", level, kind, len(data)) + data + struct.pack("<H", check)


def padded(data):
    return data + b"\0" * (-len(data) % 4)


def property_(kind, name, data, *, own_name=""):
    head = struct.pack("<HH", kind, name)
    if own_name:
        letters = (own_name + "\0").encode("utf-16-le")
        head += bytes(16) + struct.pack("<II", 1, len(letters)) + padded(letters)
    if kind == LONG:
        return head + struct.pack("<I", data)
    if kind == SEVERAL_LONG:
        return head + struct.pack(f"<I{len(data)}I", len(data), *data)
    return head + struct.pack("<II", 1, len(data)) + padded(data)


def properties(*found):
    return struct.pack("<I", len(found)) + b"".join(found)


def winmail(*attributes):
    return b"\x78\x9f\x3e\x22" + b"\x01\x00" + b"".join(attributes)


def file(name, content, *more):
    return b"".join(
        (
            attribute(FILE_BEGINS, bytes(14), level=2),
            attribute(FILE_TITLE, name.encode("cp1252") + b"\0", level=2),
            attribute(FILE_CONTENT, content, level=2),
            attribute(FILE_PROPERTIES, properties(*more), level=2) if more else b"",
        )
    )


def rich(text):
    """Rich text, not packed."""
    return struct.pack("<4I", len(text) + 12, len(text), 0x414C454D, 0) + text
