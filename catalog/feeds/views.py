"""What programs read: sitemap, robots, OpenSearch, Atom, OPDS."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.utils.http import http_date
from django.views.decorators.cache import cache_control
from django.views.decorators.http import conditional_page, require_safe

from catalog.feeds import atom, channels, merchant, opds, opensearch, sitemap
from catalog.feeds.addresses import absolute, address_of
from catalog.models import Book

XML = "application/xml; charset=utf-8"
LONGEST = 200  # letters of a search
LARGEST_KEY = 2**63 - 1

# The same for everybody, and no news by the minute: whoever stands between may answer in our place.
for_an_hour = cache_control(public=True, max_age=3600)  # seconds
for_a_while = cache_control(public=True, max_age=300)

# Lists with filters and sorts are endless: a crawler reads the plain ones, page by page, and the sitemap.
ROBOTS = """\
User-agent: *
Disallow: /admin/
Disallow: /account/
Disallow: /accounts/
Disallow: /cart/
Disallow: /checkout/
Disallow: /orders/
Disallow: /prebooks/
Disallow: /wishlist/
Disallow: /search/
Disallow: /*?
Allow: /*?page=
Allow: /covers/
Allow: /static/

Sitemap: {sitemap}
"""


@require_safe
@for_an_hour
def robots(request: HttpRequest) -> HttpResponse:
    return HttpResponse(ROBOTS.format(sitemap=address_of("sitemap")), "text/plain; charset=utf-8")


@require_safe
@for_an_hour
def sitemap_index(request: HttpRequest) -> HttpResponse:
    return StreamingHttpResponse(sitemap.index(), content_type=XML)


@require_safe
@for_an_hour
def sitemap_file(request: HttpRequest, name: str, number: int) -> HttpResponse:
    section = sitemap.sections().get(name)
    if section is None or not 1 <= number <= LARGEST_KEY // sitemap.MOST:
        raise Http404("There is no such part of the sitemap.")
    return StreamingHttpResponse(sitemap.file(section, number), content_type=XML)


@require_safe
def merchant_feed(request: HttpRequest) -> HttpResponse:
    return StreamingHttpResponse(merchant.feed(), content_type=XML)


@require_safe
@for_an_hour
@conditional_page
def opensearch_description(request: HttpRequest) -> HttpResponse:
    return HttpResponse(opensearch.description(), "application/opensearchdescription+xml; charset=utf-8")


@require_safe
def opensearch_suggestions(request: HttpRequest) -> HttpResponse:
    text = request.GET.get("q", "")[:LONGEST]
    return JsonResponse(opensearch.suggestions(text), safe=False, content_type=opensearch.SUGGESTIONS)


def feed_of(channel_of: Callable[..., channels.Channel]) -> Callable[..., HttpResponse]:
    """The Atom feed of a channel; its ETag, and 304 for whoever has read it, come with the page."""

    @require_safe
    @for_a_while
    @conditional_page
    @wraps(channel_of)
    def view(request: HttpRequest, **gaps: Any) -> HttpResponse:
        return _feed(request, channel_of(**gaps), atom.ATOM, links=[])

    return view


def opds_of(channel_of: Callable[..., channels.Channel]) -> Callable[..., HttpResponse]:
    """The same books for a reading app, but for those that cannot be had: each of its entries leads to buying."""

    @require_safe
    @for_a_while
    @conditional_page
    @wraps(channel_of)
    def view(request: HttpRequest, **gaps: Any) -> HttpResponse:
        return _feed(request, channel_of(**gaps), atom.ACQUISITION, links=opds.below_the_root(), which=atom.can_be_had)

    return view


@require_safe
@for_a_while
@conditional_page
def opds_root(request: HttpRequest) -> HttpResponse:
    return HttpResponse(opds.ways_in(), opds.NAVIGATION)


@require_safe
@for_a_while
@conditional_page
def opds_search(request: HttpRequest) -> HttpResponse:
    """What a reading app searches for: the best of what is found."""
    text = request.GET.get("q", "")[:LONGEST]
    books = [book for book in channels.found(text) if atom.can_be_had(book)]
    links = [("self", atom.ACQUISITION, absolute(request.get_full_path())), *opds.below_the_root()]
    feed = atom.book_feed(f"Books for “{text}”", absolute(request.get_full_path()), links, books)
    return HttpResponse(feed, atom.ACQUISITION)


def _feed(
    request: HttpRequest,
    channel: channels.Channel,
    kind: str,
    links: list[atom.Link],
    which: Callable[[Book], bool] = lambda book: True,
) -> HttpResponse:
    mark = request.GET.get("after", "")
    books, rest = channel.books(mark)
    books = list(filter(which, books))
    here = absolute(request.path)
    links = [
        ("self", kind, here + (f"?{urlencode({'after': mark})}" if mark else "")),
        ("alternate", "text/html", absolute(channel.page)),
        *links,
        *([("first", kind, here)] if mark else []),
        *([("next", kind, f"{here}?{urlencode({'after': rest})}")] if rest else []),
    ]
    response = HttpResponse(atom.book_feed(channel.title, here, links, books), _charset(kind))
    if channel.says_when:
        response["Last-Modified"] = http_date(atom.latest(books).timestamp())
    return response


def _charset(kind: str) -> str:
    return kind if ";" in kind else f"{kind}; charset=utf-8"
