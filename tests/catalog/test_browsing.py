"""Lists: what filters leave, and that each number beside them is what one would get."""

import random
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db.models import Count
from django.http import Http404, QueryDict
from django.utils import timezone

from catalog import browsing, listing
from catalog.availability import State
from catalog.browsing import bounds, counting, pages, tallies
from catalog.browsing.filters import RATINGS, Filters
from catalog.models import Listing, Work
from tests.catalog.factories import BookFactory, ContributorFactory, GenreFactory, PublisherFactory, SeriesFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def shop(kept_for_the_module):
    """Forty works of few people, genres, formats and languages, some in two editions: the same at every run."""
    dice = random.Random(7)
    genres = [GenreFactory(code=code) for code in ("F", "FB", "FF", "FFC", "N")]
    people, publishers, series = (
        make.create_batch(3) for make in (ContributorFactory, PublisherFactory, SeriesFactory)
    )
    for number in range(40):
        work = None
        for _ in range(dice.choice([1, 1, 2])):
            book = BookFactory(
                **({"work": work} if work else {}),
                title=f"Book {number}",
                format=dice.choice(["paperback", "hardback", "ebook"]),
                language=dice.choice(["en", "en", "fr"]),
                price=Decimal(dice.choice(["5.00", "10.00", "20.00"])),
                published_on=date(dice.choice([1999, 2010, 2024]), 5, 1),
                publisher=dice.choice(publishers),
                stock=dice.choice([0, 3]),
                popularity=dice.randint(0, 50),
                by=[dice.choice(people).name],
            )
            book.book_genres.create(genre=dice.choice(genres), is_main=True)
            if dice.random() < 0.3:
                book.volumes.create(series=dice.choice(series), number="1", position=1)
            work = book.work
        Work.objects.filter(pk=work.pk).update(rating_average=dice.choice([None, "2.50", "3.50", "4.50"]))
    listing.refresh(Listing.objects.values_list("pk", flat=True))


def everything(filters: Filters) -> set[int]:
    """The works on all pages, gathered page by page."""
    return everything_of(browsing.survey(filters), filters)


def everything_of(found: browsing.Survey, filters: Filters) -> set[int]:
    read = [browsing.page_of(filters, "title", str(number), found) for number in range(1, -(-found.total // 24) + 1)]
    works = [book.work_id for page in read for book in page.books]
    assert len(works) == len(set(works)) == found.total
    return set(works)


CASES = [
    Filters(),
    Filters(format=("hardback",)),
    Filters(genre=("F",), language=("en",)),
    Filters(format=("paperback", "ebook"), availability=("in_stock",), price_max=Decimal(10)),
    Filters(rating=("3",), year_min=2000, genre=("FF", "N")),
]


@pytest.mark.parametrize("filters", CASES, ids=browsing.canonical_query)
@pytest.mark.parametrize("is_large", [False, True], ids=["small shop", "large shop"])
def test_every_number_beside_a_value_is_what_one_would_get(shop, monkeypatch, filters, is_large):
    if is_large:  # few works in a large catalogue are found by the sample, and counted
        monkeypatch.setattr(counting, "SMALL", -2)
    facets = browsing.facets_for(filters, browsing.survey(filters))

    for facet in facets:
        for option in facet.options:
            value = int(option.value) if facet.name in {"author", "series", "publisher"} else option.value
            chosen = getattr(filters, facet.name)
            # Among values of one group, stars alone are not added to others: the lowest counts.
            wanted = replace(filters, **{facet.name: (value,)})
            assert option.count == len(everything(wanted)), (facet.name, value)
            assert option.is_active == (value in chosen)


def test_a_work_with_one_edition_at_a_supplier_and_one_to_order_is_one_work_to_order(shop):
    two = Listing.objects.values("work").annotate(editions=Count("pk")).filter(editions=2)[0]["work"]
    for book, state in zip(Listing.objects.filter(work=two), [State.AT_SUPPLIER, State.TO_ORDER], strict=True):
        Listing.objects.filter(pk=book.pk).update(state=state, rank=state.rank)

    (availability,) = [
        f for f in browsing.facets_for(Filters(), browsing.survey(Filters())) if f.name == "availability"
    ]
    numbers = {option.value: option.count for option in availability.options}

    assert numbers["to_order"] == len(everything(Filters(availability=("to_order",))))


def test_subjects_stand_as_trees_the_largest_first(shop):
    for code in ("AB", "A", "FB", "FBC", "F", "N"):
        GenreFactory(code=code, name=code)
    for code in ("FBC", "FB", "FBC", "AB", "N", "N"):
        BookFactory(genre=code, language="cy")
    welsh = Filters(language=("cy",))

    [subjects] = [each for each in browsing.facets_for(welsh, browsing.survey(welsh)) if each.name == "genre"]

    assert [(option.value, option.depth, option.count) for option in subjects.options] == [
        ("F", 0, 3), ("FB", 1, 3), ("FBC", 2, 2), ("N", 0, 2), ("A", 0, 1), ("AB", 1, 1)
    ]  # fmt: skip


def test_values_of_a_group_widen_and_groups_narrow(shop):
    hard, soft = (everything(Filters(format=(form,))) for form in ("hardback", "paperback"))
    french = everything(Filters(language=("fr",)))

    assert everything(Filters(format=("hardback", "paperback"))) == hard | soft
    assert everything(Filters(format=("hardback",), language=("fr",))) <= hard & french


def test_a_work_is_shown_by_the_edition_that_fits(shop):
    page = browsing.page_of(Filters(format=("ebook",)), "title", "", browsing.survey(Filters(format=("ebook",))))

    assert {book.format for book in page.books} == {"ebook"}


def test_numbers_beyond_what_we_count_are_reckoned_and_say_so(shop, monkeypatch):
    monkeypatch.setattr(counting, "SMALL", -2)
    monkeypatch.setattr(counting, "EXACT", 50)
    monkeypatch.setattr(counting, "MOST", 50)
    Listing.objects.update(in_sample=True)

    found = browsing.survey(Filters())

    assert (found.total, found.is_exact, found.words) == (2600, False, "50+ books")
    words = {option.count_words for facet in browsing.facets_for(Filters(), found) for option in facet.options}
    assert "50+" in words


@pytest.fixture
def counted_in_the_night(monkeypatch):
    monkeypatch.setattr(counting, "SMALL", -2)
    monkeypatch.setattr(counting, "EXACT", 5)
    assert tallies.recount() > 1


@pytest.mark.parametrize("code", ["", "F"])
def test_the_longest_lists_say_what_was_counted_in_the_night(shop, counted_in_the_night, code):
    fixed, scope = ("genre",) if code else (), (code,) if code else ()

    found = browsing.survey(Filters(genre=scope), fixed=fixed)

    assert (found.total, found.is_exact) == (len(everything_counted(Filters(genre=scope))), False)
    for value, number in found.counts["format"].items():
        assert number == len(everything_counted(Filters(genre=scope, format=(value,)))), value


def test_other_genres_beside_a_chosen_one_are_those_of_all_books(shop, counted_in_the_night):
    assert browsing.survey(Filters(genre=("F",))).counts["genre"] == browsing.survey(Filters()).counts["genre"]


def test_other_formats_beside_a_chosen_one_are_those_of_all_books(shop, counted_in_the_night):
    found = browsing.survey(Filters(format=("ebook",)))

    assert found.counts["format"] == browsing.survey(Filters()).counts["format"]
    assert found.counts["language"] != browsing.survey(Filters()).counts["language"]


@pytest.mark.parametrize("filters", CASES, ids=browsing.canonical_query)
def test_numbers_are_reckoned_as_they_would_be_counted(shop, monkeypatch, filters):
    counted = browsing.survey(filters)
    Listing.objects.update(in_sample=True)
    for name, value in {"SMALL": -2, "EXACT": -1, "SAMPLE": 1}.items():
        monkeypatch.setattr(counting, name, value)

    reckoned = browsing.survey(filters)

    assert (reckoned.total, reckoned.exact) == (counted.total, set())
    of_editions = {"availability", "format", "language", "publisher"}
    for group in of_editions if filters.are_about_editions else counting.GROUPS:
        assert reckoned.counts[group] == counted.counts[group], group


def test_a_further_filter_is_counted_as_one_looks(shop, counted_in_the_night, monkeypatch):
    monkeypatch.setattr(counting, "EXACT", 3000)

    assert browsing.survey(Filters(genre=("F",), format=("ebook",))).is_exact


def test_pages_are_counted_near_an_end_that_was_only_reckoned(shop):
    reckoned = replace(browsing.survey(Filters(rating=("2",))), total=5, is_exact=False)

    page = browsing.page_of(Filters(rating=("2",)), "title", "2", reckoned)

    assert (page.number, page.pages) == (2, 2)


def everything_counted(filters: Filters) -> set[int]:
    return everything_of(counting.counted(filters), filters)


@pytest.mark.parametrize("number", ["0", "-1", "3", "999999999", "x", "１", "1e3"])
def test_a_page_that_is_not_there_is_not_found(shop, number):
    with pytest.raises(Http404):
        browsing.page_of(Filters(), "title", number, browsing.survey(Filters()))


def test_the_last_page_is_never_a_dead_link_where_their_number_was_reckoned_too_high(shop):
    reckoned = replace(browsing.survey(Filters()), total=2600, is_exact=False, is_filtered=False)

    page = browsing.page_of(Filters(), "title", "100", reckoned)

    assert (page.number, page.pages, len(page.books)) == (2, 2, 40 - 24)


@pytest.mark.parametrize("sort", list(browsing.SORTS))
def test_every_order_walks_all_works_once(shop, sort):
    found = browsing.survey(Filters())
    works = [book.work_id for number in ("1", "2") for book in browsing.page_of(Filters(), sort, number, found).books]

    assert len(works) == len(set(works)) == 40


@pytest.mark.parametrize("filters", CASES, ids=browsing.canonical_query)
def test_books_stand_in_one_order_whether_walked_over_or_gathered(shop, filters):
    found = browsing.survey(filters)

    for sort in browsing.SORTS:
        walked, gathered = (
            [book.pk for book in browsing.page_of(filters, sort, "", replace(found, listed=listed)).books]
            for listed in (0, 10_000)
        )
        assert walked == gathered, sort


@pytest.mark.parametrize("sampled", [1, 64], ids=["well judged", "judged too near"])
def test_a_page_far_down_is_the_same_however_the_sample_has_judged_where_it_lies(shop, monkeypatch, sampled):
    filters = Filters(genre=("F",))
    found = replace(browsing.survey(filters), listed=10_000)
    monkeypatch.setattr(pages, "PAGE_SIZE", 6)
    monkeypatch.setattr(pages, "SMALL", 20_000)
    Listing.objects.update(in_sample=True)
    near = {sort: _keys(filters, sort, found) for sort in ("bestselling", "price", "title")}

    monkeypatch.setattr(pages, "SMALL", 5_000)
    monkeypatch.setattr(pages, "FAR", 0)
    monkeypatch.setattr(bounds, "SAMPLE", sampled)

    assert {sort: _keys(filters, sort, found) for sort in near} == near
    assert bounds.bound_of(filters, "price", 12).params


NEWEST = [
    Filters(),
    Filters(availability=("in_stock", "to_order")),
    Filters(availability=("forthcoming",)),
    Filters(format=("paperback", "hardback")),
    Filters(genre=("F",)),
]


@pytest.fixture
def days(shop):
    """The same shop with books of today, of days to come, and of no day."""
    today = timezone.localdate()
    Listing.objects.filter(price=10).update(published_on=None)
    Listing.objects.filter(price=20, popularity__gt=25).update(published_on=today)
    for pk in Listing.objects.filter(price=5).values_list("pk", flat=True):
        ahead = {"published_on": today + timedelta(days=pk % 4 + 1), "rank": State.FORTHCOMING.rank}
        Listing.objects.filter(pk=pk).update(**ahead, state=State.FORTHCOMING)


@pytest.mark.parametrize("filters", NEWEST, ids=browsing.canonical_query)
def test_the_newest_are_out_then_to_come_then_of_no_day(days, monkeypatch, filters):
    monkeypatch.setattr(pages, "PAGE_SIZE", 6)

    found = _keys(filters, "newest", browsing.survey(filters))
    said = dict(Listing.objects.values_list("pk", "published_on"))
    told = [said[pk] for pk in found]

    today = timezone.localdate()
    out = [day for day in told if day and day <= today]
    to_come = [day for day in told if day and day > today]
    assert told == [*sorted(out, reverse=True), *sorted(to_come), *[None] * told.count(None)]
    assert len(told) == len(set(found)) > 6
    assert to_come or filters.availability == ("in_stock", "to_order")


@pytest.mark.parametrize("filters", NEWEST, ids=browsing.canonical_query)
def test_the_newest_stand_in_one_order_whether_walked_over_or_gathered_or_judged_far(days, monkeypatch, filters):
    monkeypatch.setattr(pages, "PAGE_SIZE", 6)
    Listing.objects.update(in_sample=True)
    found = browsing.survey(filters)

    walked, gathered = (_keys(filters, "newest", replace(found, listed=listed)) for listed in (0, 10_000))
    monkeypatch.setattr(pages, "SMALL", 5_000)
    monkeypatch.setattr(pages, "FAR", 0)
    monkeypatch.setattr(bounds, "SAMPLE", 1)

    assert walked == gathered == _keys(filters, "newest", replace(found, listed=10_000))
    assert bounds.bound_of(filters, "newest", 1).params


def _keys(filters: Filters, sort: str, found: browsing.Survey) -> list[int]:
    numbers = range(1, -(-found.total // pages.PAGE_SIZE) + 1)
    return [book.pk for number in numbers for book in browsing.page_of(filters, sort, str(number), found).books]


def test_filters_have_one_address_however_they_were_chosen():
    one = browsing.filters_from(QueryDict("format=ebook&genre=F&format=hardback&page=3&sort=title&x=1"))
    other = browsing.filters_from(QueryDict("genre=F&format=hardback&format=ebook&format=ebook"))

    assert browsing.canonical_query(one) == browsing.canonical_query(other) == "format=ebook&format=hardback&genre=F"


def test_stars_are_asked_for_as_so_many_and_up():
    assert browsing.filters_from(QueryDict("rating=4&rating=7&rating=x")).rating == ("4",)
    assert RATINGS == ("4", "3", "2")
