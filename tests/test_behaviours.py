"""The map of behaviours names tests: each of them is there."""

import re
from pathlib import Path

TESTS = Path(__file__).parent


def test_every_test_that_the_map_of_behaviours_names_is_there():
    named = (TESTS.parent / "docs" / "behaviours.md").read_text()
    there = {name for file in TESTS.rglob("test_*.py") for name in re.findall(r"def (test_\w+)", file.read_text())}

    assert set(re.findall(r"`(test_\w+)`", named)) - there == set()
    assert [path for path in re.findall(r"`([\w/]+(?:\.py|/))`", named) if not (TESTS / path).exists()] == []
