"""All that an import writes, in words that do not depend on keys: two catalogues with the same sums are the same.

DJANGO_SETTINGS_MODULE=storefront.settings .venv/bin/python -m bench.contents
"""

import json

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
    """How many rows each of the contents has, and a sum of them. Needs Django."""
    from django.db import connection

    sums = []
    with connection.cursor() as cursor:
        for content in CONTENTS:
            cursor.execute(
                "SELECT count(*), coalesce(sum(('x' || left(md5(x::text), 15))::bit(60)::bigint), 0)::text"
                f" FROM ({content}) x"
            )
            sums.append(cursor.fetchone())
    return sums


if __name__ == "__main__":
    import django

    django.setup()
    print(json.dumps(checksums()))
