"""The mail that brings a gift card to whom it is for. Written and sent in one go: its code stands in no table."""

from django.conf import settings
from django.utils import timezone

from orders.gift_cards.codes import link_of, shown_code
from orders.models import GiftCard
from storefront.environment import host_of
from storefront.mail import written
from storefront.tasks import send_mail


def send(card: GiftCard) -> None:
    """Send it once; a card that was taken back meanwhile, or was sent, is not. Twice at worst, with one Message-ID."""
    code = shown_code(card)
    if card.sent_at or not card.is_usable or not card.recipient_email or not code:
        return
    subject, text, html = written("gift_card", {"card": card, "code": code, "link": link_of(card)})
    message_id = f"<gift-card-{card.key}@{host_of(settings.SITE_URL)}>"
    send_mail(to=card.recipient_email, subject=subject, text=text, html=html, message_id=message_id)
    GiftCard.objects.filter(pk=card.pk).update(sent_at=timezone.now())
