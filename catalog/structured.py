"""The same facts for machines: schema.org in JSON-LD. Nothing is said here that the page does not show."""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import unescape
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.html import strip_tags
from django.utils.text import Truncator

from catalog import facts, pictures
from catalog.availability import State
from catalog.models import Book, Contributor, Event, Publisher, Series
from catalog.models.kinds import Format, Precision, Role
from storefront.context_processors import facts as shop_facts

BREAKS = re.compile(r"</(?:p|li|blockquote)>|<br ?/?>")
SCHEMA = "https://schema.org"
SUMMARY = 200  # characters
# A state that is not here is not offered at all. Google holds the page against our feed (catalog.feeds.merchant): what
# can be bought now and leaves us in so many days is in stock in both.
OFFERED = {
    State.IN_STOCK: "InStock",
    State.AT_BRANCH: "InStoreOnly",
    State.AT_SUPPLIER: "InStock",
    State.TO_ORDER: "InStock",
    State.FORTHCOMING: "PreOrder",
    State.AWAITED: "OutOfStock",
    State.UNKNOWN: "OutOfStock",
}
FORMS = {
    Format.PAPERBACK: "Paperback",
    Format.HARDBACK: "Hardcover",
    Format.EBOOK: "EBook",
    Format.AUDIO_DOWNLOAD: "AudiobookFormat",
    Format.AUDIO_CD: "AudiobookFormat",
}
MAKERS = {
    Role.AUTHOR: "author",
    Role.ARTIST: "illustrator",
    Role.ILLUSTRATOR: "illustrator",
    Role.EDITOR: "editor",
    Role.TRANSLATOR: "translator",
    Role.NARRATOR: "readBy",
}


def of_book(book: Book, editions: Iterable[Book]) -> dict[str, Any]:
    """A book to buy: Product and Book at once, its people, its series, its other formats and our offer."""
    publisher = book.imprint or (book.publisher.name if book.publisher else "")
    volumes = list(book.volumes.all())
    stars, asked = rating(book), offer(book)
    # Search engines take a product without an offer or a rating for a mistake: then it is a book and nothing more.
    as_product = {
        "sku": book.isbn13,
        "gtin13": book.isbn13,
        "brand": publisher and {"@type": "Brand", "name": publisher},
    }
    return _known(
        {
            "@context": SCHEMA,
            "@type": ["Product", "Book"] if stars or asked else "Book",
            "@id": _address(book),
            "url": _address(book),
            "name": book.title,
            "alternativeHeadline": book.subtitle,
            "description": plain(book.description_html),
            "image": settings.SITE_URL + pictures.address(book, 800),
            "isbn": book.isbn13,
            **(as_product if stars or asked else {}),
            **_makers(book),
            "publisher": publisher and {"@type": "Organization", "name": publisher},
            "datePublished": facts.published_iso(book),
            "inLanguage": book.language,
            "numberOfPages": book.pages,
            "bookEdition": book.edition,
            "bookFormat": _term(FORMS.get(Format(book.format))),
            "isPartOf": [_series(volume) for volume in volumes],
            "position": next((volume.number for volume in volumes if volume.number), ""),
            "about": [place.genre.name for place in book.book_genres.all()],
            "exampleOfWork": _work(book, [each for each in editions if each.pk != book.pk]),
            "aggregateRating": stars,
            "offers": asked,
        }
    )


def rating(book: Book) -> dict[str, Any]:
    """What its readers give it; empty while none has."""
    if not book.work.rating_count:
        return {}
    said = {"ratingValue": f"{facts.said_rating(book.work.rating_average)}", "reviewCount": book.work.rating_count}
    return {"@type": "AggregateRating", **said, "bestRating": 5, "worstRating": 1}


def offer(book: Book) -> dict[str, Any]:
    """What we ask for it and when it can be had; empty for what is not sold."""
    answer = book.availability
    if answer.state not in OFFERED or book.price is None:  # the page shows no price either
        return {}
    is_dated = answer.state is State.AWAITED and answer.on is not None
    # “2027” is not its first of January; datePublished says as much as is known.
    is_vague = answer.on == book.published_on and book.published_precision != Precision.DAY
    return _known(
        {
            "@type": "Offer",
            "url": _address(book),
            "price": f"{book.price:.2f}",
            "priceCurrency": settings.SHOP_CURRENCY,
            "availability": _term("BackOrder" if is_dated else OFFERED[answer.state]),
            "availabilityStarts": answer.on.isoformat() if answer.on and not is_vague else "",
            "itemCondition": _term("NewCondition"),
            "seller": {"@type": "BookStore", "name": settings.SHOP_NAME},
        }
    )


def of_person(person: Contributor) -> dict[str, Any]:
    return _named("Person", person)


def of_publisher(publisher: Publisher) -> dict[str, Any]:
    return _named("Organization", publisher)


def of_series(series: Series, people: Iterable[Contributor]) -> dict[str, Any]:
    """A series, and whoever writes it where that is somebody."""
    authors = [{"@type": "Person", "name": each.name, "url": _whole(each)} for each in people]
    return _named("BookSeries", series) | _known({"author": authors})


def of_trail(trail: Iterable[tuple[str, str]], here: str) -> dict[str, Any]:
    """The way to a page: the front of the shop, pairs of name and address, then the page itself."""
    steps = [{"name": name, "item": settings.SITE_URL + address} for name, address in [("Home", "/"), *trail]]
    named = [{"@type": "ListItem", "position": place, **step} for place, step in enumerate([*steps, {"name": here}], 1)]
    return {"@context": SCHEMA, "@type": "BreadcrumbList", "itemListElement": named}


def of_event(event: Event) -> dict[str, Any]:
    """When and where, and who comes."""
    return _known(
        {
            "@context": SCHEMA,
            "@type": "Event",
            "name": event.title,
            "description": event.summary,
            "url": settings.SITE_URL + event.get_absolute_url(),
            "startDate": timezone.localtime(event.starts_at).isoformat(),
            "endDate": timezone.localtime(event.ends_at).isoformat(),
            "eventStatus": _term("EventCancelled" if event.is_called_off else "EventScheduled"),
            "eventAttendanceMode": _term("OfflineEventAttendanceMode"),
            "location": {"@type": "Place", "name": event.where, "address": event.address},
            "performer": [{"@type": "Person", "name": person.name} for person in event.people.all()],
            "organizer": {"@type": "BookStore", "name": settings.SHOP_NAME, "url": f"{settings.SITE_URL}/"},
        }
    )


def of_shop() -> dict[str, Any]:
    """The shop, and how a machine searches it."""
    shop = shop_facts()["shop"]
    search = f"{settings.SITE_URL}{reverse('catalog:search')}?q={{search_term_string}}"
    return {
        "@context": SCHEMA,
        "@type": "WebSite",
        "name": shop["name"],
        "url": f"{settings.SITE_URL}/",
        "publisher": _known(
            {
                "@type": "BookStore",
                "name": shop["name"],
                "telephone": shop["phone"],
                "email": shop["email"],
                "address": shop["address"],
            }
        ),
        "potentialAction": {
            "@type": "SearchAction",
            "target": {"@type": "EntryPoint", "urlTemplate": search},
            "query-input": "required name=search_term_string",
        },
    }


def plain(html: str) -> str:
    """A description as running text."""
    return " ".join(unescape(strip_tags(BREAKS.sub(" ", html))).split())


def summary(book: Book) -> str:
    """The book in a line or two, where a link to it is shown: how its description begins, or what is known of it."""
    if description := plain(book.description_html):
        return Truncator(description).chars(SUMMARY)
    title = " by ".join(filter(None, [book.title, book.byline]))
    when = facts.published(book)
    return f"{title}. {book.get_format_display()}{f', {when}' if when else ''}, at {settings.SHOP_NAME}."


def _makers(book: Book) -> dict[str, list[dict[str, str]]]:
    makers: dict[str, list[dict[str, str]]] = {}
    for credit in book.credits:
        person = credit.contributor
        said = {"@type": "Person", "name": person.name, "url": _whole(person)}
        makers.setdefault(MAKERS.get(Role(credit.role), "contributor"), []).append(said)
    return makers


def _series(volume: Any) -> dict[str, str]:
    return {"@type": "BookSeries", "name": volume.series.name, "url": _whole(volume.series)}


def _work(book: Book, others: list[Book]) -> dict[str, Any]:
    """The text of which this is an edition, with the other editions that we have."""
    examples = [
        _known(
            {
                "@type": "Book",
                "url": _address(each),
                "isbn": each.isbn13,
                "bookFormat": _term(FORMS.get(Format(each.format))),
            }
        )
        for each in others
    ]
    return {"@type": "Book", "name": book.work.title, "workExample": examples} if examples else {}


def _named(kind: str, filed: Contributor | Publisher | Series) -> dict[str, Any]:
    """Somebody or something that has a name, a page and a few words about it."""
    said = {"name": filed.name, "url": _whole(filed), "description": filed.about}
    return _known({"@context": SCHEMA, "@type": kind, **said})


def _whole(filed: Contributor | Publisher | Series) -> str:
    return settings.SITE_URL + filed.get_absolute_url()


def _address(book: Book) -> str:
    return settings.SITE_URL + book.get_absolute_url()


def _term(word: str | None) -> str:
    return f"{SCHEMA}/{word}" if word else ""


def _known(said: dict[str, Any]) -> dict[str, Any]:
    """Without what nobody knows."""
    return {name: value for name, value in said.items() if value not in ("", None, [], {})}
