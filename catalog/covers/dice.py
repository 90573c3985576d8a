"""Chance that can be repeated: the same seed, the same cover, on every machine."""

from random import Random


def seeded(seed: str) -> Random:
    return Random(seed.encode("utf-8", "surrogatepass"))  # noqa: S311 - chooses colours, guards nothing
