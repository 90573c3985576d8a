"""The front page: tables set by staff, what is new, what is coming, what sells."""

from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone

from catalog import recommendations, structured
from catalog.models import Book, Event, Listing, Shelf
from catalog.models.shelves import Place
from catalog.views.shelves import standing
from storefront.models import HelpPage

ROW = 12  # books in a row of the home page
NEXT = 3  # events


def home(request: HttpRequest) -> HttpResponse:
    today = timezone.localdate()
    shelves = Shelf.objects.on_home_page(today).prefetch_related("places")
    leads = Listing.objects.leads()
    lists = {  # each walks an index of the leads, and stops
        "new": leads.filter(published_on__lte=today).order_by(F("published_on").desc(nulls_last=True), "pk"),
        "bestsellers": leads.filter(action="buy").order_by("-popularity", "pk"),
    }
    pks = {name: list(rows.values_list("pk", flat=True)[:ROW]) for name, rows in lists.items()}
    pks["forthcoming"] = recommendations.coming_soon()
    on_shelves = [place.book_id for shelf in shelves for place in shelf.places.all()]
    books = Book.objects.for_cards().in_bulk([*on_shelves, *(pk for each in pks.values() for pk in each)])
    stood = [standing(shelf, books) for shelf in shelves]
    context = {
        "about": HelpPage.objects.filter(slug="about").first(),
        "events": Event.objects.ahead()[:NEXT],
        "structured": [structured.of_shop()],
        "openings": [shelf for shelf in stood if shelf["shelf"].place == Place.OPENING][:1],
        "talkers": [shelf for shelf in stood if shelf["shelf"].place == Place.TALKERS],
        "rows": [shelf for shelf in stood if shelf["shelf"].place == Place.ROW],
        **{name: [books[pk] for pk in each] for name, each in pks.items()},
    }
    return TemplateResponse(request, "catalog/home.html", context)
