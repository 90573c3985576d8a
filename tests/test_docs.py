"""What the documents list is what there is."""

import re

from accounts import personal_data
from storefront import metrics
from tests.processes import ROOT


def first_cells(page: str, heading: str) -> str:
    """Of all rows of the tables under this heading."""
    under = (ROOT / "docs" / page).read_text().partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
    return "".join(row.split("|")[1] for row in under.splitlines() if row.startswith("|"))


def test_the_page_on_privacy_lists_every_part_of_what_is_kept_of_people():
    told = [int(number) for number in re.findall(r"\d+", first_cells("privacy.md", "Parts"))]

    assert told == [part.at for part in personal_data.all_parts()]


def test_the_page_on_operating_lists_every_number_for_a_monitor():
    told = re.findall(r"`colophon_(\w+)`", first_cells("operating.md", "Numbers for a monitor"))

    assert sorted(told) == sorted(["request_seconds", *(measure.name for measure in metrics._measures)])


def test_the_readme_names_every_setting_and_no_other():
    table = (ROOT / "README.md").read_text().partition("## Settings")[2].partition("##")[0]
    first_cells = "".join(row.split("|")[1] for row in table.splitlines() if row.startswith("| `"))
    code = [ROOT / "gunicorn.conf.py", ROOT / "tests" / "environment.py", *(ROOT / "storefront").glob("*.py")]
    read = r"""(?:read\.\w+|environment\.\w+|_env\.str|environ\.get)\(\s*["']([A-Z_]+)["']"""

    told = set(re.findall("`([A-Z_]+)`", first_cells))
    asked_for = {name for file in code for name in re.findall(read, file.read_text())}

    assert told == asked_for - {"TEST_DATABASE_NAME", "WEB_LOG_LEVEL"}  # said by our own programs to one another


def test_every_test_that_the_map_of_behaviours_names_is_there():
    tests = ROOT / "tests"
    named = (ROOT / "docs" / "behaviours.md").read_text()
    there = {name for file in tests.rglob("test_*.py") for name in re.findall(r"def (test_\w+)", file.read_text())}

    assert set(re.findall(r"`(test_\w+)`", named)) - there == set()
    assert [path for path in re.findall(r"`([\w/]+(?:\.py|/))`", named) if not (tests / path).exists()] == []
