"""A run that is killed goes on where it was. The command is a process of its own, and killed for real."""

import random
import signal
import time
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection

from bench.onix_file import pieces
from catalog.models import ImportRun
from tests.processes import running, wait_until

RECORDS, BATCH, KILLS = 1200, 60, 5

# All that an import writes, in words that do not depend on keys.
CONTENTS = (
    "SELECT isbn13, b.title, subtitle, format, edition, p.name, imprint, language, pages, height_mm, weight_g,"
    " published_on, b.status, price, list_price, description, keywords, cover_url, w.title, w.match_key"
    " FROM catalog_book b JOIN catalog_work w ON w.id = work_id LEFT JOIN catalog_publisher p ON p.id = publisher_id",
    "SELECT b.isbn13, array_agg(o.isbn13 ORDER BY o.isbn13) FROM catalog_book b JOIN catalog_book o USING (work_id)"
    " GROUP BY 1",
    "SELECT isbn13, c.name, c.sort_name, role, sequence FROM catalog_contribution x"
    " JOIN catalog_book b ON b.id = book_id JOIN catalog_contributor c ON c.id = contributor_id",
    "SELECT isbn13, code, is_main FROM catalog_bookgenre x JOIN catalog_book b ON b.id = book_id"
    " JOIN catalog_genre g ON g.id = genre_id",
    "SELECT isbn13, name, number, position FROM catalog_seriesvolume x JOIN catalog_book b ON b.id = book_id"
    " JOIN catalog_series s ON s.id = series_id",
    "SELECT isbn13, name, state, days_from, cost FROM catalog_supplieroffer x JOIN catalog_book b ON b.id = book_id"
    " JOIN catalog_supplier s ON s.id = supplier_id",
    "SELECT isbn13, x.price, x.list_price FROM catalog_pricechange x JOIN catalog_book b ON b.id = book_id",
    "SELECT isbn13, state, rank, l.price, l.title_key FROM catalog_listing l JOIN catalog_book b ON b.id = book_id",
    "SELECT w.title, array_agg(word ORDER BY word) FROM catalog_searchdocument d JOIN catalog_work w ON w.id = work_id,"
    " unnest(d.titles || d.people || d.subjects) word GROUP BY w.id",
    "SELECT sender, reference, digest, sent_at FROM catalog_traderecord",
    "SELECT name FROM catalog_contributor UNION ALL SELECT name FROM catalog_publisher"
    " UNION ALL SELECT name FROM catalog_series",
)


def checksums() -> list[tuple[int, str]]:
    """How many rows each of the contents has, and a sum of them."""
    with connection.cursor() as cursor:
        sums = []
        for content in CONTENTS:
            cursor.execute(f"SELECT count(*), md5(string_agg(x::text, '|' ORDER BY x::text)) FROM ({content}) x")
            sums.append(cursor.fetchone())
        return sums


def position() -> int:
    return ImportRun.objects.values_list("position", flat=True).first() or 0


@pytest.mark.django_db(transaction=True)
def test_a_run_that_is_killed_five_times_ends_as_one_that_is_not(tmp_path: Path):
    path = tmp_path / "books.xml"
    with path.open("w") as file:
        file.writelines(pieces(RECORDS))
    call_command("import_onix", path)
    unharmed = checksums()
    call_command("flush", interactive=False)
    dice = random.Random()  # any moment will do

    for kill in range(KILLS):
        with running("manage.py", "import_onix", str(path), f"--batch={BATCH}") as process:
            wait_until(lambda: position() > kill * BATCH * 2, seconds=60)  # noqa: B023
            time.sleep(dice.uniform(0, 0.15))
            process.send_signal(signal.SIGKILL)
            process.wait()
        assert ImportRun.objects.get().state == "running"
    with running("manage.py", "import_onix", str(path)) as process:
        assert process.wait() == 0

    run = ImportRun.objects.get()
    assert (run.state, run.position, run.created) == ("done", RECORDS, RECORDS)
    assert checksums() == unharmed
