"""Writing the search documents: a few statements for any number of works, in the transaction of the change."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, fields
from typing import Any

from django.db import connection, transaction

from catalog.models import Genre, SearchDocument, SearchWord, Work
from catalog.search import spelling, words

BATCH = 2000  # works a statement
MOST_SUBJECTS = 200  # words of genres, publishers and keywords

# “(The Hunger Games, #1)”, as some lists put a series behind the title.
_BRACKETS = re.compile(r"\s*\(([^()]*)\)\s*$")
_VOLUME = re.compile(r"^\s*(.+?),?\s+#\s*([0-9]+(?:\.[0-9]+)?)")
_SUBTITLE = re.compile(r"\s*(?::|;|\s[-–—]\s|\bor,\s).*$", re.IGNORECASE)

FACTS = """
select work.id, work.title, work.original_title,
    (select jsonb_agg(jsonb_build_array(book.title, book.subtitle, book.imprint, book.keywords, book.popularity,
                                        publisher.name) order by book.popularity desc, book.id)
     from catalog_book book left join catalog_publisher publisher on publisher.id = book.publisher_id
     where book.work_id = work.id),
    (select jsonb_agg(distinct jsonb_build_array(person.id, person.name))
     from catalog_book book join catalog_contribution part on part.book_id = book.id
     join catalog_contributor person on person.id = part.contributor_id where book.work_id = work.id),
    (select jsonb_agg(distinct jsonb_build_array(series.id, series.name, volume.number))
     from catalog_book book join catalog_seriesvolume volume on volume.book_id = book.id
     join catalog_series series on series.id = volume.series_id where book.work_id = work.id),
    (select jsonb_agg(distinct genre.code)
     from catalog_book book join catalog_bookgenre place on place.book_id = book.id
     join catalog_genre genre on genre.id = place.genre_id where book.work_id = work.id)
from catalog_work work where work.id = any(%s) order by work.id"""


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


COLUMNS = [column.name for column in fields(Document)]


@transaction.atomic
def refresh(work_pks: Iterable[int]) -> int:
    """Write the documents of these works anew; how many. Call it in the transaction of the change.

    The works are locked in pk order before anything is read, so that two changes to one work see each other.
    """
    pks = sorted(set(work_pks))
    for start in range(0, len(pks), BATCH):
        batch = pks[start : start + BATCH]
        list(Work.objects.filter(pk__in=batch).order_by("pk").select_for_update(no_key=True).values_list("pk"))
        documents = list(documents_of(batch))
        _write(documents)
        SearchDocument.objects.filter(work__in=set(batch) - {document.work_id for document in documents}).delete()
    return len(pks)


def documents_of(work_pks: list[int]) -> Iterator[Document]:
    with connection.cursor() as cursor:
        cursor.execute(FACTS, [work_pks])
        rows = cursor.fetchall()
    genres = _genre_names({code for row in rows for code in _list(row[6])})
    for row in rows:
        if row[3]:  # a work without an edition is not found
            yield _document(row, genres)


def _list(value: Any) -> list:
    """jsonb as the driver gives it to a bare cursor of Django: text, or nothing."""
    return json.loads(value) if value else []


def _genre_names(codes: set[str]) -> dict[str, str]:
    with_ancestors = {code[:length] for code in codes for length in range(1, len(code) + 1)}
    return dict(Genre.objects.filter(code__in=with_ancestors).values_list("code", "name"))


def _document(row: tuple, genres: dict[str, str]) -> Document:
    work_id, title, original, editions, people, series, codes = row
    editions = _list(editions)
    document = Document(work_id)
    volumes = [(key, name, number) for key, name, number in _list(series)]
    raw_titles = [title]
    for name, subtitle, *_ in editions:
        raw_titles += [name, f"{name}: {subtitle}"] if subtitle else [name]
    for raw in dict.fromkeys(raw_titles):
        whole, found = without_series(raw)
        _add_title(document.titles, document.short_titles, whole)
        volumes += [(0, name, number) for name, number in found]
    if original:
        _add_title(document.other_titles, document.other_titles, without_series(original)[0])
    _add_people(document, _list(people))
    _add_series(document, volumes)
    texts = [text for edition in editions for text in (edition[2], edition[3], edition[5]) if text]
    texts += [genres[code[:n]] for code in _list(codes) for n in range(1, len(code) + 1) if code[:n] in genres]
    document.subjects = list(dict.fromkeys(word for text in texts for word in words.parts(text)))[:MOST_SUBJECTS]
    document.title_key = words.key_of(words.parts(without_series(title)[0]))
    document.popularity = max((edition[4] for edition in editions), default=0)
    document.lexemes = " ".join(quoted(each) for each in lexemes_of(document))
    return document


def without_series(title: str) -> tuple[str, list[tuple[str, str]]]:
    """A title without the series in brackets at its end, and the series and numbers that stood there."""
    brackets = _BRACKETS.search(title)
    found = [_VOLUME.match(part) for part in brackets.group(1).split(";")] if brackets else []
    volumes = [(match.group(1), match.group(2)) for match in found if match]
    return (title[: brackets.start()], volumes) if volumes and brackets.start() else (title, [])


def _add_title(whole: list[str], short: list[str], title: str) -> None:
    filed = words.filed(title)
    if filed and filed not in whole:
        whole.append(filed)
    head = words.filed(_SUBTITLE.sub("", title))
    if head and head != filed and head not in short:
        short.append(head)


def _add_people(document: Document, people: list[list]) -> None:
    for key, name in people:
        document.people.append(words.filed(name))
        document.people_keys.append(key)


def _add_series(document: Document, volumes: list[tuple[int, str, str]]) -> None:
    known = set()
    for key, name, printed in volumes:
        filed, number = words.filed(name), words.canonical(words.plain(printed).strip())
        if filed and (filed, number) not in known:
            known.add((filed, number))
            document.series.append(filed)
            document.series_numbers.append(number)
            document.series_keys.append(key)


def lexemes_of(document: Document) -> list[str]:
    """All that the index knows of a document: words, “=” whole titles, “#” numbers in series, “~” popularity."""
    titles = document.titles + document.short_titles + document.other_titles
    texts = titles + document.people + document.series
    found = {word for text in texts for word in text.replace("|", " ").split()} | set(document.subjects)
    found |= {"=" + words.key_of(text.partition("|")[0].split()) for text in titles}
    found |= {"#" + number for number in document.series_numbers if number}
    found |= {f"~{level}" for level in range(level_of(document.popularity) + 1)}
    return sorted(found)


def level_of(popularity: int) -> int:
    """0 for nought, then one more each time popularity is four times as much."""
    return (popularity.bit_length() + 1) // 2


def quoted(lexeme: str) -> str:
    """As PostgreSQL reads a lexeme in a tsvector or tsquery."""
    return "'" + lexeme.replace("\\", "\\\\").replace("'", "''") + "'"


def _write(documents: list[Document]) -> None:
    if not documents:
        return
    names = ", ".join(COLUMNS)
    old = ", ".join(f"catalog_searchdocument.{name}" for name in COLUMNS[1:])
    new = ", ".join(f"excluded.{name}" for name in COLUMNS[1:])
    sql = f"""
        insert into catalog_searchdocument ({names})
        select {names} from json_populate_recordset(null::catalog_searchdocument, %s::json) order by work_id
        on conflict (work_id) do update set ({", ".join(COLUMNS[1:])}) = ({new})
        where ({old}) is distinct from ({new})"""  # noqa: S608 - column names of ours
    with connection.cursor() as cursor:
        cursor.execute(sql, [json.dumps([vars(document) for document in documents], ensure_ascii=False)])
    _note_words(documents)


def _note_words(documents: list[Document]) -> None:
    """Make new words known, with their number in these documents. Words already known are counted by recount()."""
    counted = Counter(word for document in documents for word in lexemes_of(document) if word[0] not in "=#")
    known = set(SearchWord.objects.filter(word__in=list(counted)).values_list("word", flat=True))
    SearchWord.objects.bulk_create(
        [
            SearchWord(word=word, frequency=counted[word], misspelt=spelling.misspellings(word))
            for word in sorted(counted.keys() - known)
        ],
        ignore_conflicts=True,
    )
