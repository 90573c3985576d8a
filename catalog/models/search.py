"""What the search reads: a document for each work, and every word that stands in one.

catalog.search.documents writes them, in the transaction of the change; catalog.search.words says how words are filed.
"""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.search import SearchVectorField
from django.db import models

from catalog.models.books import Work


def texts() -> ArrayField:
    return ArrayField(models.TextField(), default=list)


def keys() -> ArrayField:
    return ArrayField(models.BigIntegerField(), default=list)


class SearchDocument(models.Model):
    """One work with all its editions, its texts as catalog.search.words files them."""

    work = models.OneToOneField(Work, on_delete=models.CASCADE, primary_key=True, related_name="search_document")
    titles = texts()
    short_titles = ArrayField(models.TextField(), default=list, help_text="Titles up to their colon or dash.")
    other_titles = ArrayField(models.TextField(), default=list, help_text="The original title, whole and short.")
    people = texts()
    people_keys = keys()
    series = texts()
    series_numbers = texts()
    series_keys = keys()
    subjects = ArrayField(models.TextField(), default=list, help_text="Genres, publishers, imprints, keywords.")
    title_key = models.TextField(help_text="Its title without article and spaces.")
    popularity = models.PositiveIntegerField(default=0, help_text="Of its most popular edition.")
    lexemes = SearchVectorField(help_text="Its words; =… its whole titles, #… its numbers in series, ~… how popular.")

    class Meta:
        indexes = [
            # Its list of words yet to be filed would be read through by every search: whoever writes files them.
            GinIndex(fields=["lexemes"], name="search_by_words", fastupdate=True, gin_pending_list_limit=65536),
            models.Index(
                OpClass("title_key", "text_pattern_ops"),
                models.F("popularity").desc(),
                include=["work"],
                name="search_by_title",
            ),
        ]

    def __str__(self) -> str:
        return self.title_key


class SearchWord(models.Model):
    """A word of the documents, and how it looks with one or two letters missing."""

    word = models.TextField(primary_key=True)
    frequency = models.PositiveIntegerField(help_text="In how many documents, when they were last counted.")
    misspelt = ArrayField(models.TextField(), default=list, help_text="The word without each one or two letters.")

    class Meta:
        indexes = [GinIndex(fields=["misspelt"], name="search_word_by_misspelling", fastupdate=False)]

    def __str__(self) -> str:
        return self.word
