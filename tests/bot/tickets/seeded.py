"""Chance that can be had again: its seed is shown where a test fails, and AMPARO_TEST_SEED gives it back."""

import os
import random


def seeded() -> random.Random:
    seed = int(os.environ.get("AMPARO_TEST_SEED") or random.randrange(10**6))  # noqa: S311 - chance, and no secret
    print(f"AMPARO_TEST_SEED={seed}")  # noqa: T201 - pytest shows it where the test fails
    return random.Random(seed)  # noqa: S311 - as above
