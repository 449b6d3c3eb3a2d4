"""Seeded faults: the product with one promise taken out each, to prove that the checker sees it."""

FAULTS = {}
