"""What the queue and the database say of themselves at /metrics."""

from django.db import connection
from django.db.models import Min
from django.db.models.functions import Coalesce
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateEvent, ProcrastinateJob

from storefront.metrics import Measure, by_state
from storefront.tasks import living_workers


def _jobs() -> dict[str, float]:
    """Done jobs are deleted, so there are few."""
    return by_state(ProcrastinateJob.objects.all(), ["todo", "doing", "failed"], "status")


def _longest_wait() -> dict[str, float]:
    """Seconds that a job is overdue; 0 when none is."""
    due_at = Coalesce("job__scheduled_at", "at")
    waiting = ProcrastinateEvent.objects.filter(job__status="todo", type="deferred").annotate(due_at=due_at)
    first = waiting.aggregate(first=Min("due_at"))["first"]
    return {"": max((timezone.now() - first).total_seconds(), 0) if first else 0}


def _workers() -> dict[str, float]:
    return {"": living_workers().count()}


def _connections() -> dict[str, float]:
    """Of everybody to this database; whoever may not see what another's does counts it as “other”."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT CASE WHEN state IN ('active', 'idle') THEN state WHEN state LIKE 'idle in%' THEN 'in transaction' "
            "ELSE 'other' END, count(*) FROM pg_stat_activity WHERE datname = current_database() GROUP BY 1"
        )
        return {"active": 0, "idle": 0, "in transaction": 0} | dict(cursor.fetchall())


MEASURES = [
    Measure("jobs", "Jobs in the queue: to do, being done, and failed for good", "state", _jobs),
    Measure("job_wait_seconds", "For how long the job that is due the longest has been due", "", _longest_wait),
    Measure("workers", "Workers that live", "", _workers),
    Measure("database_connections", "Connections to the database", "state", _connections),
]
