"""The pure core needs no database; its steps are timed by us, not by hypothesis."""

from hypothesis import settings

settings.register_profile("core", deadline=None)
settings.load_profile("core")
