"""What can go wrong with a mailbox, and how long to pause then."""

from typing import ClassVar


class Trouble(Exception):
    """The mails wait where they are. The message is a whole sentence.

    `pauses` are seconds: after the first of its kind in a row, the second ... and then the last.
    `alarm` is which of them is worth telling an operator.
    """

    pauses: ClassVar[tuple[int, ...]]
    alarm: ClassVar[int] = 1


class Away(Trouble):
    """The server gives no answer, or none that makes sense: it may be better soon.

    Connections end now and then; that the next one fails too is news.
    """

    pauses = (1, 2, 5, 15, 60)
    alarm = 2


class Refused(Trouble):
    """The server will not have us like this: somebody has to mend it.

    Who knocks often with a wrong password is locked out.
    """

    pauses = (60, 120, 300, 900)


class NotTaken(Trouble):
    """The desk can keep nothing just now."""

    pauses = (1, 2, 5, 10, 20, 30)
