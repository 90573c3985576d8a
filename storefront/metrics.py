"""What the shop counts for whoever watches over it: GET /metrics, in the text format of Prometheus (docs/operating.md).

Requests are counted by each process of the web server, in files of a folder that gunicorn.conf.py makes, and added up
here. The rest is asked of the database when somebody looks, by the apps that register it.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from django.conf import settings
from django.db.models import Count, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_PLAIN_0_0_4, CollectorRegistry, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector

REQUESTS = Histogram(
    "colophon_request_seconds",
    "How long pages took, by their name (“none” where there is no such address) and by their answer",
    ["page", "status"],
    buckets=[0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
    registry=None,
)


class Measure(NamedTuple):
    """A number, or one for each value of a label, as it is now. `ask` must be cheap however much the shop has."""

    name: str
    meaning: str
    label: str
    ask: Callable[[], dict[str, float]]  # by value of the label, "" where there is no label


_measures: list[Measure] = []


def by_state(rows: QuerySet, states: Iterable[str], field: str = "state") -> dict[str, float]:
    """How many rows are in each of these states; a monitor wants to read 0, too."""
    found = rows.filter(**{f"{field}__in": list(states)}).order_by().values_list(field).annotate(Count("pk"))
    return dict.fromkeys(map(str, states), 0) | dict(found)


def register(*measures: Measure) -> None:
    """Show these too."""
    _measures.extend(measures)


def count(request: HttpRequest, response: HttpResponse, seconds: float) -> None:
    """Note a request that has been answered."""
    page = request.resolver_match.view_name if request.resolver_match else "none"
    REQUESTS.labels(page, f"{response.status_code // 100}xx").observe(seconds)


@require_safe
@never_cache
def show(request: HttpRequest) -> HttpResponse:
    """All numbers, for whoever says METRICS_TOKEN; in a demo, which has none, for everybody."""
    if not settings.METRICS_TOKEN and not settings.DEMO:
        raise Http404("Nobody watches: METRICS_TOKEN is not set.")
    said = request.headers.get("Authorization", "")
    if settings.METRICS_TOKEN and not constant_time_compare(said, f"Bearer {settings.METRICS_TOKEN}"):
        return HttpResponse("Say the token.\n", status=401, headers={"WWW-Authenticate": "Bearer"})
    registry = CollectorRegistry()
    registry.register(_Shop())
    if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
        MultiProcessCollector(registry)
    else:
        registry.register(REQUESTS)
    return HttpResponse(generate_latest(registry), content_type=CONTENT_TYPE_PLAIN_0_0_4)


class _Shop:
    """The registered measures, as the library wants them."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        for measure in _measures:
            family = GaugeMetricFamily(
                f"colophon_{measure.name}", measure.meaning, labels=[measure.label] if measure.label else []
            )
            for value, number in measure.ask().items():
                family.add_metric([value] if measure.label else [], number)
            yield family
