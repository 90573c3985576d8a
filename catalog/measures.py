"""What the catalogue says of itself at /metrics."""

from catalog.models import Hold
from storefront.metrics import Measure, by_state


def _holds() -> dict[str, float]:
    return by_state(Hold.objects.all(), [Hold.State.QUEUED, Hold.State.GRANTED])


MEASURES = [Measure("holds", "Promises of copies: waiting their turn, and set aside", "state", _holds)]
