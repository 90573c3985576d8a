"""What pre-books say of themselves at /metrics."""

from prebooks.models import Prebook
from storefront.metrics import Measure, by_state


def _active() -> dict[str, float]:
    return by_state(Prebook.objects.all(), Prebook.ACTIVE)


MEASURES = [Measure("prebooks", "Pre-books: waiting, and ready", "state", _active)]
