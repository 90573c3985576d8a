from factory import Sequence
from factory.django import DjangoModelFactory

from storefront.models import HelpPage


class HelpPageFactory(DjangoModelFactory):
    class Meta:
        model = HelpPage

    slug = Sequence(lambda number: f"page-{number}")
    title = "Delivery"
    body = "We send books by post."
