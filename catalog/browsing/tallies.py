"""Numbers counted beforehand, for the lists that are longest and looked at most: all books, and the large genres.

A night old at most, and said as what they are: “10,000+”, “about 3,200”.
"""

from __future__ import annotations

from django.db import connection, transaction

from catalog.browsing import counting
from catalog.browsing.filters import Filters
from catalog.models import Genre, Tally

WORKS = "SELECT count(*) FROM catalog_listing l WHERE l.is_lead AND l.genres && ARRAY[%s]::varchar[]"


def recount() -> int:
    """Count all books, and every genre that is not counted whenever it is looked at. How many lists were counted."""
    scopes = [""] if counting.listed() > counting.SMALL else []
    if scopes:
        scopes += [code for code in Genre.objects.values_list("code", flat=True) if _works(code) > counting.EXACT]
    tallies = [_tally(code) for code in scopes]
    with transaction.atomic():
        Tally.objects.all().delete()
        Tally.objects.bulk_create(tallies)
    return len(tallies)


def _works(code: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(WORKS, [code])
        return cursor.fetchone()[0]


def _tally(code: str) -> Tally:
    found = counting.counted(Filters(genre=(code,) if code else ()))
    return Tally(genre=code, total=found.total, counts=found.counts)
