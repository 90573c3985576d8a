"""The SQL of a merge (catalog.trade.merge), in the order in which it is used. Every name in it is our own."""

from catalog.trade.records import BOOK_FIELDS

# Forgotten by a later message of the same sender; what an older message says comes too late.
STALE = """
DELETE FROM staged s USING catalog_traderecord t
WHERE t.sender = %s AND t.reference = s.reference AND s.sent_at < t.sent_at RETURNING s.reference, s.isbn13
"""
SAID_BEFORE = """
DELETE FROM staged s USING catalog_traderecord t
WHERE t.sender = %s AND t.reference = s.reference AND t.digest = s.digest
"""
TWICE = "DELETE FROM staged s USING staged later WHERE later.isbn13 = s.isbn13 AND later.number > s.number"
KNOWN = "UPDATE staged s SET book_id = b.id, work_id = b.work_id FROM catalog_book b WHERE b.isbn13 = s.isbn13"
STAFF_KEEP = """
WITH kept AS (
    UPDATE staged s SET
        present = ARRAY(
            SELECT unnest(s.present) EXCEPT SELECT e.field FROM catalog_staffedit e WHERE e.book_id = s.book_id),
        says_people = s.says_people AND NOT EXISTS (
            SELECT 1 FROM catalog_staffedit e WHERE e.book_id = s.book_id AND e.field = 'contributors'),
        says_subjects = s.says_subjects AND NOT EXISTS (
            SELECT 1 FROM catalog_staffedit e WHERE e.book_id = s.book_id AND e.field = 'genres'),
        says_volumes = s.says_volumes AND NOT EXISTS (
            SELECT 1 FROM catalog_staffedit e WHERE e.book_id = s.book_id AND e.field = 'series')
    FROM staged old
    WHERE old.number = s.number AND EXISTS (SELECT 1 FROM catalog_staffedit e WHERE e.book_id = s.book_id)
    RETURNING cardinality(old.present) - cardinality(s.present) + (old.says_people AND NOT s.says_people)::int
        + (old.says_subjects AND NOT s.says_subjects)::int + (old.says_volumes AND NOT s.says_volumes)::int AS fields
) SELECT coalesce(sum(fields), 0) FROM kept
"""
PUBLISHERS = """
INSERT INTO catalog_publisher (name)
SELECT DISTINCT publisher FROM staged WHERE publisher <> '' ON CONFLICT (name) DO NOTHING;
UPDATE staged s SET publisher_id = p.id FROM catalog_publisher p WHERE p.name = s.publisher;
"""
PEOPLE = """
INSERT INTO catalog_contributor (name, sort_name, about)
SELECT name, min(sort_name), '' FROM staged_people p
WHERE NOT EXISTS (SELECT 1 FROM catalog_contributor c WHERE c.name = p.name) GROUP BY name
"""
SERIES = """
INSERT INTO catalog_series (name, about)
SELECT DISTINCT series, '' FROM staged_volumes v
WHERE NOT EXISTS (SELECT 1 FROM catalog_series c WHERE c.name = v.series)
"""
WORKS = """
UPDATE staged s SET work_id = w.id
FROM (SELECT match_key, min(id) AS id FROM catalog_work
      WHERE match_key IN (SELECT work_key FROM staged WHERE work_key <> '') GROUP BY match_key) w
WHERE s.work_id IS NULL AND NOT s.is_removed AND s.work_key = w.match_key;
WITH wanted AS (
    SELECT CASE WHEN work_key = '' THEN isbn13 ELSE work_key END AS own_key, min(number) AS number
    FROM staged WHERE work_id IS NULL AND NOT is_removed GROUP BY 1
), named AS (
    SELECT w.own_key, nextval(pg_get_serial_sequence('catalog_work', 'id')) AS id, s.*
    FROM wanted w JOIN staged s USING (number)
), made AS (
    INSERT INTO catalog_work (id, title, original_title, first_published, match_key)
    SELECT named.id, title, coalesce(original_title, ''), first_published, work_key FROM named RETURNING id
)
UPDATE staged s SET work_id = n.id FROM named n
WHERE s.work_id IS NULL AND n.own_key = CASE WHEN s.work_key = '' THEN s.isbn13 ELSE s.work_key END;
"""
DEFAULTS = {"format": "'paperback'", "language": "'en'", "published_precision": "'day'", "status": "'active'",
            "tax_class": "'book'", "popularity": "0"}  # fmt: skip
TEXTS = [name for name, kind in BOOK_FIELDS.items() if kind == "text"]
_VALUES = [
    f"coalesce({name}, {DEFAULTS[name]})" if name in DEFAULTS else f"coalesce({name}, '')" if name in TEXTS else name
    for name in BOOK_FIELDS
]
NEW_BOOKS = f"""
WITH made AS (
    INSERT INTO catalog_book (isbn13, work_id, publisher_id, cover, added_at, updated_at, {", ".join(BOOK_FIELDS)})
    SELECT isbn13, work_id, publisher_id, '', now(), now(), {", ".join(_VALUES)} FROM staged
    WHERE book_id IS NULL AND NOT is_removed RETURNING id, isbn13
) UPDATE staged s SET book_id = made.id, is_new = true FROM made WHERE made.isbn13 = s.isbn13
"""
_AFTER = {
    name: f"CASE WHEN '{name}' = ANY(s.present) THEN "
    + (f"coalesce(s.{name}, {DEFAULTS.get(name, repr(''))})" if name in TEXTS or name in DEFAULTS else f"s.{name}")
    + f" ELSE b.{name} END"
    for name in BOOK_FIELDS
}
_AFTER["publisher_id"] = "CASE WHEN 'publisher' = ANY(s.present) THEN s.publisher_id ELSE b.publisher_id END"
DIFFERENCES = f"""
SELECT s.book_id, before.key, before.value, after.value
FROM staged s JOIN catalog_book b ON b.id = s.book_id,
LATERAL jsonb_each_text(jsonb_build_object({", ".join(f"'{name}', b.{name}" for name in _AFTER)})) before
JOIN LATERAL jsonb_each_text(jsonb_build_object({", ".join(f"'{name}', {value}" for name, value in _AFTER.items())}))
    after ON after.key = before.key
WHERE NOT s.is_new AND NOT s.is_removed AND before.value IS DISTINCT FROM after.value ORDER BY s.number LIMIT %s
"""
CHANGED_BOOKS = f"""
UPDATE catalog_book b SET {", ".join(f"{name} = {value}" for name, value in _AFTER.items())}, updated_at = now()
FROM staged s WHERE b.id = s.book_id AND NOT s.is_new AND NOT s.is_removed
    AND ({", ".join(f"b.{name}" for name in _AFTER)}) IS DISTINCT FROM ({", ".join(_AFTER.values())})
RETURNING b.id
"""
CHANGED_WORKS = """
UPDATE catalog_work w SET title = s.title, match_key = s.work_key,
    original_title = coalesce(s.original_title, w.original_title),
    first_published = coalesce(s.first_published, w.first_published)
FROM staged s WHERE w.id = s.work_id AND NOT s.is_new AND NOT s.is_removed AND 'title' = ANY(s.present)
    AND (SELECT count(*) FROM catalog_book b WHERE b.work_id = w.id) = 1
    AND (w.title, w.original_title, w.first_published) IS DISTINCT FROM
        (s.title, coalesce(s.original_title, w.original_title), coalesce(s.first_published, w.first_published))
RETURNING s.book_id
"""
REMOVED = """
UPDATE catalog_book b SET status = 'withdrawn', updated_at = now() FROM staged s
WHERE b.id = s.book_id AND s.is_removed AND b.status <> 'withdrawn' RETURNING b.id
"""


def _replaced(says: str, table: str, said: str, known: str) -> str:
    """Put a book's rows of a table right where they differ from what was said. Returns the books that it touched."""
    return f"""
WITH said AS ({said}),
differing AS (
    SELECT s.book_id FROM staged s LEFT JOIN said ON said.number = s.number
    WHERE s.{says} AND NOT s.is_removed AND coalesce(said.list, '[]') <> coalesce(({known}), '[]')
), gone AS (DELETE FROM {table} USING differing d WHERE {table}.book_id = d.book_id RETURNING {table}.id)
SELECT DISTINCT book_id FROM differing, (SELECT count(*) FROM gone) AS after_deletion
"""


CREDITS = _replaced(
    "says_people", "catalog_contribution",
    """SELECT number, jsonb_agg(jsonb_build_array(name, role) ORDER BY sequence) AS list
       FROM staged_people GROUP BY number""",
    """SELECT jsonb_agg(jsonb_build_array(c.name, x.role) ORDER BY x.sequence, x.id) FROM catalog_contribution x
       JOIN catalog_contributor c ON c.id = x.contributor_id WHERE x.book_id = s.book_id""",
)  # fmt: skip
NEW_CREDITS = """
INSERT INTO catalog_contribution (book_id, contributor_id, role, sequence)
SELECT s.book_id, c.id, p.role, p.sequence FROM staged s JOIN staged_people p USING (number)
JOIN LATERAL (SELECT min(id) AS id FROM catalog_contributor WHERE name = p.name) c ON true WHERE s.book_id = ANY(%s)
"""
PLACES = _replaced(
    "says_subjects", "catalog_bookgenre",
    """SELECT number, jsonb_agg(jsonb_build_array(code, is_main) ORDER BY code) AS list
       FROM staged_subjects GROUP BY number""",
    """SELECT jsonb_agg(jsonb_build_array(g.code, x.is_main) ORDER BY g.code) FROM catalog_bookgenre x
       JOIN catalog_genre g ON g.id = x.genre_id WHERE x.book_id = s.book_id""",
)  # fmt: skip
NEW_PLACES = """
INSERT INTO catalog_bookgenre (book_id, genre_id, is_main)
SELECT s.book_id, g.id, p.is_main FROM staged s JOIN staged_subjects p USING (number)
JOIN catalog_genre g ON g.code = p.code WHERE s.book_id = ANY(%s)
"""
VOLUMES = _replaced(
    "says_volumes", "catalog_seriesvolume",
    """SELECT number, jsonb_agg(jsonb_build_array(series, volume) ORDER BY series) AS list
       FROM staged_volumes GROUP BY number""",
    """SELECT jsonb_agg(jsonb_build_array(c.name, x.number) ORDER BY c.name) FROM catalog_seriesvolume x
       JOIN catalog_series c ON c.id = x.series_id WHERE x.book_id = s.book_id""",
)  # fmt: skip
NEW_VOLUMES = """
INSERT INTO catalog_seriesvolume (book_id, series_id, number, position)
SELECT s.book_id, c.id, v.volume, v.position FROM staged s JOIN staged_volumes v USING (number)
JOIN LATERAL (SELECT min(id) AS id FROM catalog_series WHERE name = v.series) c ON true WHERE s.book_id = ANY(%s)
"""
PRICES = """
INSERT INTO catalog_pricechange (book_id, price, list_price, changed_at)
SELECT b.id, b.price, b.list_price, now() FROM staged s JOIN catalog_book b ON b.id = s.book_id
LEFT JOIN LATERAL (SELECT price, list_price FROM catalog_pricechange p WHERE p.book_id = b.id
    ORDER BY changed_at DESC, id DESC LIMIT 1) last ON true
WHERE (b.price, b.list_price) IS DISTINCT FROM (last.price, last.list_price) AND b.price IS NOT NULL OR
    (b.price IS NULL AND last.price IS NOT NULL)
"""
REMEMBERED = """
INSERT INTO catalog_traderecord (sender, reference, book_id, digest, sent_at)
SELECT %s, reference, book_id, digest, sent_at FROM staged WHERE book_id IS NOT NULL
ON CONFLICT (sender, reference) DO UPDATE
SET book_id = excluded.book_id, digest = excluded.digest, sent_at = excluded.sent_at
"""
