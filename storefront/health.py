"""Two questions that machines ask: does the process run, and can it serve shoppers?"""

import logging
import uuid
from collections.abc import Callable
from datetime import timedelta

from django.core.cache import cache
from django.db import DatabaseError, connection, connections
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Q
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from procrastinate.contrib.django.models import ProcrastinateEvent

from storefront import __version__, replica
from storefront.localpg.binaries import LocalPostgresFailed
from storefront.tasks import living_workers

WAITS_TOO_LONG = timedelta(minutes=1)

log = logging.getLogger(__name__)


@require_safe
@never_cache
def live(request: HttpRequest) -> JsonResponse:
    """The process runs. Asks nobody else."""
    return JsonResponse({"status": "ok", "version": __version__})


@require_safe
@never_cache
def ready(request: HttpRequest) -> JsonResponse:
    """Whether all that a shopper needs is there; 503, and what is missing, when it is not."""
    answers = {name: _answer(name, ask) for name, ask in QUESTIONS.items()}
    is_ready = all(answer == "ok" for answer in answers.values())
    if replica.REPLICA in connections.settings:  # a shop without it is ready all the same
        replica.watch.keep_looking()
        answers["replica"] = replica.watch.said()
    body = {"status": "ok" if is_ready else "unavailable", "version": __version__, "checks": answers}
    return JsonResponse(body, status=200 if is_ready else 503)


def _answer(name: str, ask: Callable[[], str]) -> str:
    """“ok”, or what is wrong. Not how: an error's text may name hosts and passwords, and goes to the log."""
    try:
        return ask()
    except (DatabaseError, LocalPostgresFailed):
        log.exception("Not ready: %s", name)
        return "the database does not answer"
    except Exception:
        log.exception("Not ready: %s", name)
        return "does not answer"


def _database() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return "ok"


def _migrations() -> str:
    executor = MigrationExecutor(connection)
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return f"{len(waiting)} to apply" if waiting else "ok"


def _cache() -> str:
    key, value = f"health-{uuid.uuid4().hex}", uuid.uuid4().hex
    cache.set(key, value, timeout=10)
    kept = cache.get(key)
    cache.delete(key)
    return "ok" if kept == value else "does not keep what it is given"


def _queue() -> str:
    """A long queue is no reason to close the shop; a queue that nobody works on is."""
    if living_workers().exists():
        return "ok"
    now = timezone.now()
    is_due = Q(job__scheduled_at=None) | Q(job__scheduled_at__lt=now - WAITS_TOO_LONG)
    overdue = ProcrastinateEvent.objects.filter(
        is_due, job__status="todo", type="deferred", at__lt=now - WAITS_TOO_LONG
    ).count()
    return f"{overdue} jobs wait and no worker runs" if overdue else "ok"


QUESTIONS = {"database": _database, "migrations": _migrations, "cache": _cache, "queue": _queue}
