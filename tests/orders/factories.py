"""Carts on their way to an order."""

from decimal import Decimal

import factory
from django.db import transaction
from factory.django import DjangoModelFactory

from orders import cart as carts
from orders.gift_cards import ledger
from orders.gift_cards.codes import with_code
from orders.models import Carrier, Cart, Checkout, DeliveryMethod, DeliveryZone, GiftCard, Promotion


class DeliveryZoneFactory(DjangoModelFactory):
    """DeliveryZoneFactory(name="Europe", countries=["FR", "DE"])"""

    class Meta:
        model = DeliveryZone
        django_get_or_create = ("name",)
        skip_postgeneration_save = True

    name = "Home"

    @factory.post_generation
    def countries(self, create, countries, **kwargs):
        for code in ["GB"] if countries is None else countries:
            self.countries.get_or_create(code=code)


class DeliveryMethodFactory(DjangoModelFactory):
    class Meta:
        model = DeliveryMethod
        django_get_or_create = ("code",)

    zone = factory.SubFactory(DeliveryZoneFactory)

    code = "standard"
    name = "Standard"
    price = Decimal("3.50")
    free_from = Decimal("35.00")


class CartFactory(DjangoModelFactory):
    class Meta:
        model = Cart


class CheckoutFactory(DjangoModelFactory):
    """CheckoutFactory(books=[book, other]): a cart with a copy of each, and all that the checkout asks."""

    class Meta:
        model = Checkout
        skip_postgeneration_save = True

    cart = factory.LazyFunction(Cart.objects.create)
    email = "jo@example.org"
    name = "Jo Novák"
    line1 = "1 Quay Lane"
    city = "Wexcombe"
    postcode = "BS1 4QA"
    reach = "sent"
    billed = "same"
    delivery = factory.SubFactory(DeliveryMethodFactory)

    @factory.post_generation
    def books(self, create, books, **kwargs):
        for book in books or []:
            carts.add(self.cart, type(book).objects.with_supply().get(pk=book.pk))


class CarrierFactory(DjangoModelFactory):
    class Meta:
        model = Carrier
        django_get_or_create = ("name",)

    name = "Gull Post"
    tracking_page = "https://gull.example/follow/{number}"


class PromotionFactory(DjangoModelFactory):
    """Ten per cent off everything; with code="" for everybody."""

    class Meta:
        model = Promotion

    name = "Spring offer"
    code = factory.Sequence(lambda n: f"CODE{n}")
    kind = "percentage"
    value = factory.LazyAttribute(lambda made: 10 if made.kind == "percentage" else 0)


def card_of(amount, **details) -> GiftCard:
    """A gift card with so much on it."""
    card = with_code(GiftCard(amount=Decimal(amount), **details))
    card.save()
    with transaction.atomic():
        ledger.issue(card)
    return GiftCard.objects.get(pk=card.pk)
