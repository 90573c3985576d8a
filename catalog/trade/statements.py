"""The SQL of a merge (catalog.trade.merge), in the order in which it is used. Every name in it is our own."""

from catalog.trade.records import BOOK_FIELDS

# What looks as before, and whose record nobody has changed since it was asked for. It makes older messages stale.
STILL_SO = """
WITH still AS (
    SELECT t.id, u.sent_at
    FROM unnest(%(keys)s::bigint[], %(looks)s::bigint[], %(sent)s::timestamptz[]) AS u (key, look, sent_at)
    JOIN catalog_traderecord t ON t.id = u.key AND t.look = u.look AND (u.sent_at < t.sent_at) IS NOT TRUE
    WHERE t.reference <> ALL(%(spoken_of)s)
), newer AS (
    UPDATE catalog_traderecord t SET sent_at = still.sent_at FROM still
    WHERE still.id = t.id AND t.sent_at < still.sent_at
) SELECT id FROM still
"""
# What an older message says comes too late.
STALE = """
DELETE FROM staged s USING catalog_traderecord t
WHERE t.sender = %(sender)s AND t.reference = s.reference AND s.sent_at < t.sent_at RETURNING s.reference, s.isbn13
"""
SAID_BEFORE = """
WITH same AS (
    DELETE FROM staged s USING catalog_traderecord t
    WHERE t.sender = %(sender)s AND t.reference = s.reference AND t.digest = s.digest RETURNING t.id, s.sent_at, s.look
) UPDATE catalog_traderecord t SET sent_at = greatest(t.sent_at, same.sent_at), look = same.look FROM same
WHERE same.id = t.id AND (t.sent_at < same.sent_at OR t.look IS DISTINCT FROM same.look)
"""
TWICE = """
DELETE FROM staged s USING staged later
WHERE later.isbn13 = s.isbn13 AND later.number > s.number AND later.is_removed = s.is_removed AND s.isbn13 <> ''
"""
KNOWN = """
UPDATE staged s SET book_id = b.id, work_id = b.work_id FROM catalog_book b
WHERE b.isbn13 = s.isbn13 AND NOT s.is_removed;
UPDATE staged s SET book_id = t.book_id, isbn13 = b.isbn13 FROM catalog_traderecord t
JOIN catalog_book b ON b.id = t.book_id
WHERE s.is_removed AND t.sender = %(sender)s AND t.reference = s.reference;
"""
# What speaks of a part of a book, or takes one back, and we do not have it (from this sender, unless the ISBN will do).
UNKNOWN = """
DELETE FROM staged s
WHERE (s.is_removed AND s.book_id IS NULL) OR (s.is_partial AND (s.book_id IS NULL OR NOT (%(by_isbn)s OR EXISTS (
    SELECT 1 FROM catalog_traderecord t WHERE t.sender = %(sender)s AND t.reference = s.reference))))
RETURNING s.reference, s.isbn13
"""
# A number printed in two books, or a record that changed its book: for people to look at, never overwritten.
CLASHES = """
WITH clashing AS (
    SELECT s.number, t.reference, t.book_id FROM staged s JOIN catalog_traderecord t USING (reference)
    JOIN catalog_book b ON b.id = t.book_id
    WHERE t.sender = %(sender)s AND NOT t.is_removed AND NOT s.is_removed AND b.isbn13 <> s.isbn13
    UNION ALL
    SELECT s.number, t.reference, t.book_id FROM staged s JOIN catalog_traderecord t USING (book_id)
    JOIN catalog_work w ON w.id = s.work_id
    WHERE t.sender = %(sender)s AND NOT t.is_removed AND NOT s.is_removed AND t.reference <> s.reference
        AND w.match_key <> s.work_key AND s.work_key <> ''
)
DELETE FROM staged s USING clashing c JOIN catalog_book b ON b.id = c.book_id
WHERE c.number = s.number RETURNING s.reference, s.isbn13, c.reference, b.isbn13, b.title
"""
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
            SELECT 1 FROM catalog_staffedit e WHERE e.book_id = s.book_id AND e.field = 'series'),
        says_offers = s.says_offers AND NOT EXISTS (
            SELECT 1 FROM catalog_staffedit e WHERE e.book_id = s.book_id AND e.field = 'offers')
    FROM staged old
    WHERE old.number = s.number AND EXISTS (SELECT 1 FROM catalog_staffedit e WHERE e.book_id = s.book_id)
    RETURNING cardinality(old.present) - cardinality(s.present) + (old.says_people AND NOT s.says_people)::int
        + (old.says_subjects AND NOT s.says_subjects)::int + (old.says_volumes AND NOT s.says_volumes)::int
        + (old.says_offers AND NOT s.says_offers)::int AS fields
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
# By the sender’s own name of the work, if he has one; else by title and first author.
WORKS = """
UPDATE staged s SET work_id = b.work_id
FROM (SELECT work_reference, min(book_id) AS book_id FROM catalog_traderecord
      WHERE work_reference <> '' AND work_reference IN (SELECT work_reference FROM staged) GROUP BY 1) t
JOIN catalog_book b ON b.id = t.book_id
WHERE s.work_id IS NULL AND NOT s.is_removed AND s.work_reference = t.work_reference;
UPDATE staged s SET work_key = first.work_key
FROM (SELECT work_reference, (array_agg(work_key ORDER BY number))[1] AS work_key FROM staged
      WHERE work_reference <> '' GROUP BY 1) first
WHERE s.work_id IS NULL AND s.work_reference = first.work_reference AND first.work_key <> '';
UPDATE staged s SET work_id = w.id
FROM (SELECT match_key, min(id) AS id FROM catalog_work
      WHERE match_key <> '' AND match_key IN (SELECT work_key FROM staged) GROUP BY match_key) w
WHERE s.work_id IS NULL AND NOT s.is_removed AND s.work_key = w.match_key;
"""
NEW_WORKS = """
WITH wanted AS (
    SELECT CASE WHEN work_key <> '' THEN work_key ELSE coalesce(nullif(work_reference, ''), isbn13) END AS own_key,
        min(number) AS number
    FROM staged WHERE work_id IS NULL AND NOT is_removed GROUP BY 1
), named AS (
    SELECT w.own_key, nextval((SELECT pg_get_serial_sequence('catalog_work', 'id')::regclass)) AS id,
        title, original_title, first_published, work_key
    FROM wanted w JOIN staged USING (number) JOIN staged_fields USING (number)
), made AS (
    INSERT INTO catalog_work (id, title, original_title, first_published, match_key)
    SELECT named.id, title, coalesce(original_title, ''), first_published, work_key FROM named RETURNING id
)
UPDATE staged s SET work_id = n.id FROM named n
WHERE s.work_id IS NULL AND NOT s.is_removed
    AND n.own_key = CASE WHEN s.work_key <> '' THEN s.work_key
        ELSE coalesce(nullif(s.work_reference, ''), s.isbn13) END
RETURNING n.id
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
    SELECT isbn13, work_id, publisher_id, '', now(), now(), {", ".join(_VALUES)}
    FROM staged JOIN staged_fields USING (number)
    WHERE book_id IS NULL AND NOT is_removed RETURNING id, isbn13
) UPDATE staged s SET book_id = made.id, is_new = true FROM made WHERE made.isbn13 = s.isbn13
"""
_AFTER = {
    name: f"CASE WHEN '{name}' = ANY(s.present) THEN "
    + (f"coalesce(f.{name}, {DEFAULTS.get(name, repr(''))})" if name in TEXTS or name in DEFAULTS else f"f.{name}")
    + f" ELSE b.{name} END"
    for name in BOOK_FIELDS
}
_AFTER["publisher_id"] = "CASE WHEN 'publisher' = ANY(s.present) THEN s.publisher_id ELSE b.publisher_id END"
# “May 2003” says no day: one that we have in that month stays.
_AFTER["published_on"] = """CASE WHEN NOT 'published_on' = ANY(s.present) OR (
        f.published_precision IN ('month', 'year') AND f.published_precision = b.published_precision AND
        date_trunc(f.published_precision, f.published_on) = date_trunc(b.published_precision, b.published_on)
    ) THEN b.published_on ELSE f.published_on END"""
# A recommended price is ours until the shop makes its own: then only the recommendation changes.
_AFTER["price"] = """CASE WHEN 'price' = ANY(s.present) AND (NOT s.price_follows OR b.price IS NULL
    OR b.price IS NOT DISTINCT FROM b.list_price) THEN f.price ELSE b.price END"""
# A complete record brings back what its sender took back; not what staff put out of sight.
_AFTER["is_hidden"] = """b.is_hidden AND (s.is_partial OR EXISTS (
    SELECT 1 FROM catalog_staffedit e WHERE e.book_id = b.id AND e.field = 'is_hidden'))"""


def _shown(name: str, value: str) -> str:
    """A publisher by the name, not by our key of it."""
    return f"(SELECT p.name FROM catalog_publisher p WHERE p.id = {value})" if name == "publisher_id" else value


DIFFERENCES = f"""
SELECT s.book_id, before.key, before.value, after.value
FROM staged s JOIN staged_fields f USING (number) JOIN catalog_book b ON b.id = s.book_id,
LATERAL jsonb_each_text(jsonb_build_object({", ".join(f"'{name}', {_shown(name, f'b.{name}')}" for name in _AFTER)}))
    before
JOIN LATERAL jsonb_each_text(
    jsonb_build_object({", ".join(f"'{name}', {_shown(name, value)}" for name, value in _AFTER.items())}))
    after ON after.key = before.key
WHERE NOT s.is_new AND NOT s.is_removed AND before.value IS DISTINCT FROM after.value ORDER BY s.number LIMIT %s
"""
CHANGED_BOOKS = f"""
UPDATE catalog_book b SET {", ".join(f"{name} = {value}" for name, value in _AFTER.items())}, updated_at = now()
FROM staged s JOIN staged_fields f USING (number) WHERE b.id = s.book_id AND NOT s.is_new AND NOT s.is_removed
    AND ({", ".join(f"b.{name}" for name in _AFTER)}) IS DISTINCT FROM ({", ".join(_AFTER.values())})
RETURNING b.id
"""
CHANGED_WORKS = """
UPDATE catalog_work w SET title = f.title, match_key = s.work_key,
    original_title = coalesce(f.original_title, w.original_title),
    first_published = coalesce(f.first_published, w.first_published)
FROM staged s JOIN staged_fields f USING (number)
WHERE w.id = s.work_id AND NOT s.is_new AND NOT s.is_removed AND 'title' = ANY(s.present)
    AND (SELECT count(*) FROM catalog_book b WHERE b.work_id = w.id) = 1
    AND (w.title, w.original_title, w.first_published) IS DISTINCT FROM
        (f.title, coalesce(f.original_title, w.original_title), coalesce(f.first_published, w.first_published))
RETURNING s.book_id
"""
# What one sender takes back stays as long as another still speaks of it.
OFFERS_TAKEN_BACK = """
DELETE FROM catalog_supplieroffer o USING staged s
WHERE s.is_removed AND o.book_id = s.book_id AND o.source = %(sender)s RETURNING o.book_id
"""
REMOVED = """
UPDATE catalog_book b SET is_hidden = true, updated_at = now(), status = CASE WHEN EXISTS (
    SELECT 1 FROM catalog_staffedit e WHERE e.book_id = b.id AND e.field = 'status') THEN b.status ELSE 'withdrawn' END
FROM staged s
WHERE b.id = s.book_id AND s.is_removed AND NOT b.is_hidden AND NOT EXISTS (
    SELECT 1 FROM catalog_traderecord t WHERE t.book_id = b.id AND NOT t.is_removed
        AND (t.sender, t.reference) <> (%(sender)s, s.reference) AND t.sender NOT LIKE 'stock:%%')
RETURNING b.id
"""


def _replaced(says: str, table: str, said: str, known: str) -> str:
    """Take away a known book's rows of a table where they differ from what is said. Books, and both lists as JSON."""
    return f"""
WITH said AS ({said}),
differing AS (
    SELECT s.book_id, coalesce(({known}), '[]') AS before, coalesce(said.list, '[]') AS after
    FROM staged s LEFT JOIN said ON said.number = s.number WHERE s.{says} AND NOT s.is_removed AND NOT s.is_new
), gone AS (
    DELETE FROM {table} USING differing d WHERE {table}.book_id = d.book_id AND d.before <> d.after RETURNING {table}.id
)
SELECT book_id, before::text, after::text FROM differing, (SELECT count(*) FROM gone) AS after_deletion
WHERE before <> after
"""


# A table that names the authors we know says nothing new of who made the book, in whatever order the others stand.
SAME_AUTHORS = """
UPDATE staged s SET says_people = false
WHERE s.authors_only AND s.says_people AND NOT s.is_new AND s.book_id IS NOT NULL AND
    (SELECT array_agg(p.name ORDER BY p.sequence) FROM staged_people p WHERE p.number = s.number) IS NOT DISTINCT FROM
    (SELECT array_agg(c.name::text ORDER BY x.sequence, x.id) FROM catalog_contribution x
     JOIN catalog_contributor c ON c.id = x.contributor_id WHERE x.book_id = s.book_id AND x.role = 'author')
"""
# A table of books names authors only: who else made the book is said again with them.
OTHER_CREDITS = """
INSERT INTO staged_people (number, sequence, name, sort_name, role)
SELECT s.number, coalesce((SELECT max(p.sequence) FROM staged_people p WHERE p.number = s.number), 0)
    + row_number() OVER (PARTITION BY s.number ORDER BY x.sequence, x.id), c.name, c.sort_name, x.role
FROM staged s JOIN catalog_contribution x ON x.book_id = s.book_id JOIN catalog_contributor c ON c.id = x.contributor_id
WHERE s.authors_only AND s.says_people AND x.role <> 'author'
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
JOIN (SELECT name, min(id) AS id FROM catalog_contributor
      WHERE name IN (SELECT name FROM staged_people) GROUP BY name) c ON c.name = p.name
WHERE s.book_id = ANY(%s) OR s.is_new
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
JOIN catalog_genre g ON g.code = p.code WHERE s.book_id = ANY(%s) OR s.is_new
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
JOIN (SELECT name, min(id) AS id FROM catalog_series
      WHERE name IN (SELECT series FROM staged_volumes) GROUP BY name) c ON c.name = v.series
WHERE s.book_id = ANY(%s) OR s.is_new
"""
SUPPLIERS = """
INSERT INTO catalog_supplier (name) SELECT DISTINCT supplier FROM staged_offers ON CONFLICT (name) DO NOTHING
"""
# A sender speaks for the offers that came from him; other suppliers' stay as they are.
OFFERS = """
WITH gone AS (
    DELETE FROM catalog_supplieroffer o USING staged s
    WHERE s.says_offers AND o.book_id = s.book_id AND o.source = %(sender)s AND NOT EXISTS (
        SELECT 1 FROM staged_offers n JOIN catalog_supplier p ON p.name = n.supplier
        WHERE n.number = s.number AND p.id = o.supplier_id)
    RETURNING o.book_id
), said AS (
    SELECT s.book_id, p.id AS supplier_id, n.state, n.days_from, n.days_to, n.expected_on, n.cost,
        coalesce(n.as_of, s.sent_at, now()) AS as_of
    FROM staged s JOIN staged_offers n USING (number) JOIN catalog_supplier p ON p.name = n.supplier
    WHERE s.says_offers AND s.book_id IS NOT NULL
), differing AS (
    SELECT d.book_id FROM said d LEFT JOIN catalog_supplieroffer o USING (book_id, supplier_id)
    WHERE (o.state, o.days_from, o.days_to, o.expected_on, o.cost)
        IS DISTINCT FROM (d.state, d.days_from, d.days_to, d.expected_on, d.cost)
), written AS (
    INSERT INTO catalog_supplieroffer AS o
        (book_id, supplier_id, state, days_from, days_to, expected_on, cost, as_of, source)
    SELECT *, %(sender)s FROM said
    ON CONFLICT (book_id, supplier_id) DO UPDATE SET (state, days_from, days_to, expected_on, cost, as_of, source) =
        (excluded.state, excluded.days_from, excluded.days_to, excluded.expected_on, excluded.cost, excluded.as_of,
         excluded.source)
    WHERE (o.state, o.days_from, o.days_to, o.expected_on, o.cost, o.as_of) IS DISTINCT FROM
        (excluded.state, excluded.days_from, excluded.days_to, excluded.expected_on, excluded.cost, excluded.as_of)
    RETURNING 1
)
SELECT book_id FROM gone UNION SELECT book_id FROM differing
"""
PRICES_TAKEN_BACK = """
DELETE FROM catalog_pricechange p USING catalog_book b
WHERE b.isbn13 = ANY(%s) AND p.book_id = b.id AND p.changed_at = now()
"""
PRICES = """
INSERT INTO catalog_pricechange (book_id, price, list_price, changed_at)
SELECT b.id, b.price, b.list_price, now() FROM staged s JOIN catalog_book b ON b.id = s.book_id
LEFT JOIN LATERAL (SELECT price, list_price FROM catalog_pricechange p WHERE p.book_id = b.id AND NOT s.is_new
    ORDER BY changed_at DESC, id DESC LIMIT 1) last ON true
WHERE (b.price, b.list_price) IS DISTINCT FROM (last.price, last.list_price) AND b.price IS NOT NULL OR
    (b.price IS NULL AND last.price IS NOT NULL)
"""
REMEMBERED = """
INSERT INTO catalog_traderecord AS t
    (sender, reference, book_id, digest, look, sent_at, subjects, work_reference, is_removed)
SELECT %(sender)s, reference, book_id, digest, look, sent_at, subjects, work_reference, is_removed
FROM staged JOIN staged_fields USING (number) WHERE book_id IS NOT NULL
ON CONFLICT (sender, reference) DO UPDATE
SET book_id = excluded.book_id, digest = excluded.digest, look = excluded.look, is_removed = excluded.is_removed,
    sent_at = coalesce(excluded.sent_at, t.sent_at),
    subjects = coalesce(nullif(excluded.subjects, ''), t.subjects),
    work_reference = coalesce(nullif(excluded.work_reference, ''), t.work_reference)
"""
