"""What can go wrong with the store, and so what the caller does next."""


class StoreError(Exception):
    """Something about the store that a person has to mend; the message is a whole sentence."""


class StoreInUse(StoreError):
    """Another process writes to this database file."""


class SchemaBehind(StoreError):
    """The tables are older than this version of Firstline."""


class SchemaAhead(StoreError):
    """The tables were made by a newer version of Firstline."""


class StoreUnavailable(StoreError):
    """The database is gone, full or read-only just now. Nothing was kept; try again later."""


class StoreDamaged(StoreUnavailable):
    """The database is broken where it was looked at. Nothing was kept; a person must mend it."""


class LostLease(StoreError):
    """Somebody else has taken this work over; drop what was done for it."""


class LostRace(StoreError):
    """What was read has changed since; `transact` runs the whole function again."""
