"""Writing the search documents: a few statements for any number of works, in the transaction of the change."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Set
from dataclasses import dataclass, field, fields
from functools import lru_cache
from itertools import chain
from typing import Any, NamedTuple

from django.db import connection, transaction

from catalog.arrays import keys_of, line_of, texts_of
from catalog.models import Genre, SearchDocument, Work
from catalog.search import spelling, words
from catalog.staged import Lines, Staged

BATCH = 2000  # works a statement
MOST_SUBJECTS = 200  # words of genres, publishers and keywords

# “(The Hunger Games, #1)”, as some lists put a series behind the title.
_BRACKETS = re.compile(r"\s*\(([^()]*)\)\s*$")
_VOLUME = re.compile(r"^\s*(.+?),?\s+#\s*([0-9]+(?:\.[0-9]+)?)")
_MAY_PART = re.compile(r"[:;\-–—,]")  # what stands before any subtitle, and in few titles
_SUBTITLE = re.compile(r"\s*(?::|;|\s[-–—]\s|\bor,\s).*$", re.IGNORECASE)

# All that is said of some works, a row each; every table is asked once, however many works there are.
FACTS = """
with edition as materialized (
    select id, work_id, title, subtitle, imprint, keywords, popularity, publisher_id
    from catalog_book where work_id = any(%s) and not is_hidden
), told as (
    select work_id, json_agg(json_build_array(title, subtitle, imprint, keywords, popularity, publisher.name)
                             order by popularity desc, edition.id)::text as editions
    from edition left join catalog_publisher publisher on publisher.id = publisher_id group by work_id
), people as (
    select work_id, json_agg(json_build_array(person.id, person.name) order by person.id)::text as people
    from (select distinct work_id, contributor_id
          from edition join catalog_contribution part on part.book_id = edition.id) credit
    join catalog_contributor person on person.id = contributor_id group by work_id
), volumes as (
    select work_id,
           json_agg(json_build_array(series.id, series.name, number) order by series.id, number)::text as volumes
    from (select distinct work_id, series_id, number
          from edition join catalog_seriesvolume volume on volume.book_id = edition.id) volume
    join catalog_series series on series.id = series_id group by work_id
), places as (
    select work_id, array_agg(genre.code order by genre.code) as codes
    from (select distinct work_id, genre_id
          from edition join catalog_bookgenre place on place.book_id = edition.id) place
    join catalog_genre genre on genre.id = genre_id group by work_id
)
select work.id, work.title, work.original_title, editions, people, volumes, codes
from told join catalog_work work on work.id = told.work_id
left join people using (work_id) left join volumes using (work_id) left join places using (work_id)
order by work.id"""


@dataclass
class Document:
    """A catalog.models.SearchDocument on its way to the database: its columns, in order."""

    work_id: int
    titles: list[str] = field(default_factory=list)
    short_titles: list[str] = field(default_factory=list)
    other_titles: list[str] = field(default_factory=list)
    people: list[str] = field(default_factory=list)
    people_keys: list[int] = field(default_factory=list)
    series: list[str] = field(default_factory=list)
    series_numbers: list[str] = field(default_factory=list)
    series_keys: list[int] = field(default_factory=list)
    subjects: list[str] = field(default_factory=list)
    title_key: str = ""
    popularity: int = 0
    lexemes: str = ""
    vocabulary: set[str] = field(default_factory=set)  # no column: its words as they are spelt


COLUMNS = [column.name for column in fields(Document) if column.name != "vocabulary"]


@transaction.atomic
def refresh(work_pks: Iterable[int]) -> int:
    """Write the documents of these works anew; how many. Call it in the transaction of the change.

    The works are locked in pk order before anything is read, so that two changes to one work see each other.
    """
    pks = sorted(set(work_pks))
    for start in range(0, len(pks), BATCH):
        batch = pks[start : start + BATCH]
        lock(batch)
        write(documents_of(facts_of(batch), frozenset()))
        file_words()
    return len(pks)


def lock(work_pks: list[int]) -> None:
    """The works, in pk order."""
    with connection.cursor() as cursor:
        cursor.execute("select from catalog_work where id = any(%s) order by id for no key update", [keys_of(work_pks)])


class Facts(NamedTuple):
    """What is to be known for the documents of some works."""

    work_pks: list[int]
    rows: list[tuple]
    genres: dict[str, str]  # their names


class Documents(NamedTuple):
    """Documents ready to be written, and the words in them. A work that has no edition any more has none."""

    work_pks: list[int]
    found: set[int]
    rows: Lines
    words: Counter[str]


def facts_of(work_pks: list[int]) -> Facts:
    with connection.cursor() as cursor:
        cursor.execute(FACTS, [keys_of(work_pks)])
        rows = cursor.fetchall()
    return Facts(work_pks, rows, _genre_names({code for row in rows for code in row[6] or ()}))


def documents_of(facts: Facts, new: Set[int]) -> Documents:
    """What the search should know of these works; of new ones apart. Asks no database."""
    columns = zip(*facts.rows, strict=True) if facts.rows else [()] * 7
    keys, titles, originals, editions, people, volumes, codes = columns
    rows = zip(keys, titles, originals, _lists(editions), _lists(people), _lists(volumes), codes, strict=True)
    found = [_document(*row, facts.genres) for row in rows]
    counted = Counter(chain.from_iterable(each.vocabulary for each in found))
    counted.update(chain.from_iterable(levels_of(each.popularity) for each in found))
    lines = Lines.parted((document.work_id in new, _line(document)) for document in found)
    return Documents(facts.work_pks, {document.work_id for document in found}, lines, counted)


def _line(document: Document) -> str:
    """As COPY reads it."""
    return line_of((
        document.work_id, texts_of(document.titles), texts_of(document.short_titles), texts_of(document.other_titles),
        texts_of(document.people), keys_of(document.people_keys), texts_of(document.series),
        texts_of(document.series_numbers), keys_of(document.series_keys), texts_of(document.subjects),
        document.title_key, document.popularity, document.lexemes,
    ))  # fmt: skip


def _lists(cells: Iterable[str | None]) -> list[list]:
    """A column of JSON, where a cell may be empty: all at once, since to begin costs more than most cells."""
    return json.loads(f"[{','.join([cell or '[]' for cell in cells])}]")


def _genre_names(codes: set[str]) -> dict[str, str]:
    with_ancestors = {code[:length] for code in codes for length in range(1, len(code) + 1)}
    return dict(Genre.objects.filter(code__in=with_ancestors).values_list("code", "name"))


def _document(
    work_id: int, title: str, original: str, editions: list, people: list, volumes: list, codes: list[str] | None,
    genres: dict[str, str],
) -> Document:  # fmt: skip
    document = Document(work_id)
    raw_titles = [title]
    for name, subtitle, *_ in editions:
        raw_titles += [name, f"{name}: {subtitle}"] if subtitle else [name]
    raw_titles = list(dict.fromkeys(raw_titles))
    for raw in raw_titles:
        whole, found = without_series(raw)
        _add_title(document.titles, document.short_titles, whole)
        volumes += [[0, name, number] for name, number in found]
    if original:
        _add_title(document.other_titles, document.other_titles, without_series(original)[0])
    _add_people(document, people)
    _add_series(document, volumes)
    texts = [text for edition in editions for text in (edition[2], edition[3], edition[5]) if text]
    texts += [genres[code[:n]] for code in codes or () for n in range(1, len(code) + 1) if code[:n] in genres]
    document.subjects = list(dict.fromkeys(chain.from_iterable(words.read(text).parts for text in texts)))[
        :MOST_SUBJECTS
    ]
    document.title_key = words.key_of(words.read(without_series(title)[0]).parts)
    document.popularity = max((edition[4] for edition in editions), default=0)
    named = [*raw_titles, original, *(name for _, name in people), *(name for _, name, _ in volumes)]
    readings = [words.read(text) for text in named]
    vocabulary = set().union(*[each.spelt for each in readings], *[each.together for each in readings])
    document.vocabulary = {word[: words.LONGEST_WORD] for word in vocabulary}
    document.lexemes = quoted_together(lexemes_of(document))
    return document


def without_series(title: str) -> tuple[str, list[tuple[str, str]]]:
    """A title without the series in brackets at its end, and the series and numbers that stood there."""
    brackets = _BRACKETS.search(title) if ")" in title else None
    found = [_VOLUME.match(part) for part in brackets.group(1).split(";")] if brackets else []
    volumes = [(match.group(1), match.group(2)) for match in found if match]
    return (title[: brackets.start()], volumes) if volumes and brackets.start() else (title, [])


def _add_title(whole: list[str], short: list[str], title: str) -> None:
    filed = words.read(title).filed
    if filed and filed not in whole:
        whole.append(filed)
    if _MAY_PART.search(title):
        head = words.read(_SUBTITLE.sub("", title)).filed
        if head and head != filed and head not in short:
            short.append(head)


def _add_people(document: Document, people: list[list]) -> None:
    for key, name in people:
        document.people.append(words.read(name).filed)
        document.people_keys.append(key)


def _add_series(document: Document, volumes: list[list]) -> None:
    known = set()
    for key, name, printed in volumes:
        filed, number = words.read(name).filed, words.canonical(words.plain(printed).strip())
        if filed and (filed, number) not in known:
            known.add((filed, number))
            document.series.append(filed)
            document.series_numbers.append(number)
            document.series_keys.append(key)


def lexemes_of(document: Document) -> set[str]:
    """All that the index knows of a document: words, “=” whole titles, “#” numbers in series, “~” popularity."""
    titles = document.titles + document.short_titles + document.other_titles
    texts = titles + document.people + document.series
    found = {"=" + words.key_of(text.partition("|")[0].split()) for text in titles}
    found |= {"#" + number for number in document.series_numbers if number}
    found.update(" ".join(texts).replace("|", " ").split(), document.subjects)
    return found | document.vocabulary | levels_of(document.popularity)


@lru_cache(maxsize=4096)
def levels_of(popularity: int) -> frozenset[str]:
    """The levels it has reached, as they are filed."""
    return frozenset(f"~{level}" for level in range(level_of(popularity) + 1))


def level_of(popularity: int) -> int:
    """The highest level it has reached: 0 is everyone’s, and each next takes four times the popularity."""
    return (popularity.bit_length() + 1) // 2


def quoted_together(lexemes: set[str]) -> str:
    """As PostgreSQL reads a tsvector."""
    joined = "' '".join(sorted(lexemes))
    if "\\" in joined or joined.count("'") > 2 * len(lexemes):
        return " ".join(map(quoted, sorted(lexemes)))
    return f"'{joined}'"


def quoted(lexeme: str) -> str:
    """As PostgreSQL reads a lexeme in a tsvector or tsquery."""
    return "'" + lexeme.replace("\\", "\\\\").replace("'", "''") + "'"


def write(documents: Documents) -> None:
    """Write them where they differ, and make their words known."""
    if documents.found:
        _write_rows(documents.rows)
        _note_words(documents.words)
    SearchDocument.objects.filter(work__in=set(documents.work_pks) - documents.found).delete()


def file_words() -> None:
    """Sort what was written into the index of words, which is quicker for many documents at once."""
    with connection.cursor() as cursor:
        cursor.execute("select gin_clean_pending_list('search_by_words')")


def _write_rows(rows: Lines) -> None:
    names = ", ".join(COLUMNS)
    old = ", ".join(f"catalog_searchdocument.{name}" for name in COLUMNS[1:])
    new = ", ".join(f"excluded.{name}" for name in COLUMNS[1:])
    sql = f"""
        insert into catalog_searchdocument ({names}) select {names} from documented order by work_id
        on conflict (work_id) do update set ({", ".join(COLUMNS[1:])}) = ({new})
        where ({old}) is distinct from ({new})"""  # noqa: S608 - column names of ours
    with connection.cursor() as cursor:
        if rows.known:
            Staged(cursor, "documented", "catalog_searchdocument", COLUMNS, rows.known).execute(sql)
        rows.copy_new(cursor, "catalog_searchdocument", COLUMNS)


def _note_words(counted: Counter[str]) -> None:
    """Make new words known, with their number in these documents. Words already known are counted by recount()."""
    with connection.cursor() as cursor:
        cursor.execute("select word from catalog_searchword where word = any(%s)", [texts_of(list(counted))])
        known = {word for (word,) in cursor.fetchall()}
    new = [
        {"word": word, "frequency": counted[word], "misspelt": spelling.misspellings(word)}
        for word in sorted(counted.keys() - known)  # in one order, so that two who bring the same words wait and go on
    ]
    sql = """
        insert into catalog_searchword (word, frequency, misspelt)
        select word, frequency, misspelt from json_populate_recordset(null::catalog_searchword, %s::json)
        on conflict do nothing"""
    with connection.cursor() as cursor:
        cursor.execute(sql, [_json(new)])


def _json(rows: list[dict[str, Any]]) -> str:
    return json.dumps(rows, ensure_ascii=False)


def rebuild(say: Callable[[int], Any]) -> None:
    """Write every document anew, a batch a transaction, while the shop goes on searching; then count the words.

    `say` is told how many works are done. Cut off, it may simply begin again: what is right already is not written.
    """
    done, last = 0, 0
    while pks := list(Work.objects.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:BATCH]):
        done, last = done + refresh(pks), pks[-1]
        say(done)
    recount()


@transaction.atomic
def recount() -> None:
    """Count in how many documents each word stands, and forget the words that stand in none.

    The counts choose between corrections and say what is common; they need not be exact, so this is for the night.
    """
    count = """
        create temporary table counted on commit drop as
        select lexeme as word, count(*) as frequency
        from catalog_searchdocument, unnest(lexemes) where left(lexeme, 1) not in ('=', '#') group by lexeme"""
    update = """
        update catalog_searchword known set frequency = counted.frequency
        from counted where counted.word = known.word and counted.frequency <> known.frequency"""
    forget = "delete from catalog_searchword known where not exists (select from counted where word = known.word)"
    with connection.cursor() as cursor:
        for statement in (count, "analyze counted", update, forget):
            cursor.execute(statement)
