"""A vault in a dict, with a real lock for each name."""

import asyncio
from collections import defaultdict

from channels.base import NotNow


class MemoryVault:
    """A `channels.base.Vault`. While `away`, it keeps and tells nothing."""

    def __init__(self):
        self.kept = {}
        self.away = False
        self.turns = []
        self._locks = defaultdict(asyncio.Lock)

    async def get(self, name):
        self._refuse()
        return self.kept.get(name)

    async def put(self, name, secret):
        self._refuse()
        if secret is None:
            self.kept.pop(name, None)
        else:
            self.kept[name] = secret

    async def names(self, prefix):
        self._refuse()
        return tuple(sorted(name for name in self.kept if name.startswith(prefix)))

    async def exclusively(self, name, work):
        self._refuse()
        async with self._locks[name]:
            self.turns.append(name)
            return await work()

    def _refuse(self):
        if self.away:
            raise NotNow("the database is away")
