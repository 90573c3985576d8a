"""Work for later: covers to fetch, room for those that are composed, and what the search should hear of."""

from django.apps import apps
from django.conf import settings
from django.db import transaction
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from catalog import indexing
from catalog.browsing import tallies
from catalog.models import ImportRun
from catalog.pictures import composed, fetching
from catalog.search import documents
from catalog.trade import importing

MOST_AT_ONCE = 200  # covers queued a minute, so that an import of a million does not bury the other jobs
# A server that is away is asked again for a quarter of an hour.
A_FEW_TIMES = RetryStrategy(max_attempts=6, exponential_wait=3, retry_exceptions=[fetching.NotNow])


@app.periodic(cron="* * * * *")
@app.task(queue="covers", queueing_lock="catalog.queue_covers")
def queue_covers(timestamp: int) -> None:
    """Every minute: see which books have a cover to fetch."""
    with transaction.atomic():
        for book_pk, url in fetching.claim(MOST_AT_ONCE):
            fetch_cover.defer(book_pk=book_pk, url=url)


# A large import brings thousands, and each may wait for a slow server: all other work goes first.
@app.task(queue="covers", retry=A_FEW_TIMES, priority=-1)
def fetch_cover(book_pk: int, url: str) -> None:
    fetching.fetch(book_pk, url)


@app.periodic(cron="40 3 * * *")
@app.task(queue="covers", queueing_lock="catalog.sweep_covers")
def sweep_covers(timestamp: int) -> None:
    """Every night: keep the composed covers that are asked for."""
    composed.sweep(settings.COMPOSED_COVERS_MB * 1_000_000)


@app.task(queue="imports")
def import_upload(run_pk: int) -> None:
    """Import a file that staff have sent; begun again after a death, it goes on where it was."""
    run = ImportRun.objects.get(pk=run_pk)
    if run.file:
        importing.take_up(run)


@app.task(queue="shop")
def note_new_name(model: str, pk: int) -> None:
    """After a person, genre, publisher or series got another name: let the search find their works by it."""
    thing = apps.get_model("catalog", model).objects.filter(pk=pk).first()
    if thing:
        documents.refresh(indexing.works_naming(thing))


@app.periodic(cron="10 4 * * *")
@app.task(queue="shop", queueing_lock="catalog.count_words")
def count_words(timestamp: int) -> None:
    """Every night: in how many documents each word stands."""
    documents.recount()


@app.periodic(cron="30 4 * * *")
@app.task(queue="shop", queueing_lock="catalog.count_lists")
def count_lists(timestamp: int) -> None:
    """Every night: how many books the longest lists have, by each filter."""
    tallies.recount()
