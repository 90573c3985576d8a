"""What payment providers tell us unasked: kept once, then acted on by asking the provider itself."""

import uuid

from django.utils import timezone

from orders import later
from orders import payment as payments
from orders.models import Payment, ProviderEvent


def keep(event: ProviderEvent) -> ProviderEvent | None:
    """Keep an event. None for one that we have had before."""
    kept, is_new = ProviderEvent.objects.get_or_create(
        gateway=event.gateway,
        event_id=event.event_id,
        defaults={"kind": event.kind, "reference": event.reference, "content": event.content},
    )
    return kept if is_new else None


def handle(event: ProviderEvent) -> None:
    """Look again at the payment it is about. Events about other things are kept, and that is all."""
    if payment := _payment_of(event):
        later.settle(payment) if payment.is_later else payments.settle(payment)
    ProviderEvent.objects.filter(pk=event.pk).update(handled_at=timezone.now())


def _payment_of(event: ProviderEvent) -> Payment | None:
    try:
        key = uuid.UUID(event.reference)
    except ValueError:
        return None
    return Payment.objects.filter(gateway=event.gateway, key=key).first()
