"""What the desk is told of a mail beside its words: sentences, each complete."""

ENCRYPTED = (
    "This mail is encrypted, so Firstline cannot read it. It is attached as it came: please open"
    " it with the right key, or ask the sender to write without encryption."
)
SIGNED_UNREADABLE = (
    "This mail is signed in a way that Firstline cannot open. It is attached as it came."
)
PARTIAL = (
    "This is only one piece of a longer mail that was sent in several. It is attached as it came:"
    " please ask the sender to send the whole mail at once."
)
WINMAIL = (
    "Part of this mail is in Outlook's own format (winmail.dat) and could not be read in full."
    " It is attached as it came."
)
MORE_PARTS = (
    "This mail has more parts than Firstline reads. The rest is in the original, which is attached."
)
LONGER_TEXT = (
    "This mail is longer than Firstline shows. The rest is in the original, which is attached."
)


def more_files(count: int) -> str:
    """How many files stay in the original."""
    are = "One more file is" if count == 1 else f"{count} more files are"
    return f"{are} in the original, which is attached."
