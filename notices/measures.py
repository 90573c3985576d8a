"""What notices say of themselves at /metrics."""

from django.utils import timezone

from notices.models import Notice
from storefront.metrics import Measure


def _due() -> dict[str, float]:
    return {"": Notice.objects.due(timezone.now()).count()}


MEASURES = [Measure("notices_due", "Notices whose mail is due and not written yet", "", _due)]
