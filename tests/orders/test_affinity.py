"""What the same readers buy."""

from datetime import timedelta

import pytest
from django.utils import timezone

from catalog.models import AlsoBought
from orders.affinity import A_LIBRARY, count_also_bought
from tests.catalog.factories import BookFactory
from tests.orders.steps import paid, placed

pytestmark = pytest.mark.django_db


def beside(book) -> list[tuple[str, int]]:
    rows = AlsoBought.objects.filter(work=book.work).order_by("position")
    return [(row.other.title, row.buyers) for row in rows]


def books(*names: str):
    return [BookFactory(title=name, work__title=name, stock=50) for name in names]


def test_what_several_people_bought_together_stands_side_by_side():
    emma, persuasion, ulysses = books("Emma", "Persuasion", "Ulysses")
    for reader in ("a@example.org", "b@example.org", "c@example.org"):
        paid(emma, persuasion, email=reader)
    for reader in ("a@example.org", "b@example.org"):
        paid(emma, ulysses, email=reader)

    count_also_bought()

    assert beside(emma) == [("Persuasion", 3), ("Ulysses", 2)]
    assert beside(persuasion) == [("Emma", 3)]


def test_one_person_who_buys_the_same_again_and_again_is_one_person():
    emma, persuasion = books("Emma", "Persuasion")
    for email in ("a@example.org", "A@example.org"):
        paid(emma, persuasion, email=email)

    count_also_bought()

    assert beside(emma) == []


def test_an_order_that_was_not_paid_or_a_line_that_was_cancelled_says_nothing():
    emma, persuasion, ulysses = books("Emma", "Persuasion", "Ulysses")
    for reader in ("a@example.org", "b@example.org"):
        placed(emma, ulysses, email=reader)
        order = paid(emma, persuasion, email=reader)
        order.lines.filter(book=persuasion).update(cancelled_at=timezone.now())

    count_also_bought()

    assert beside(emma) == []


def test_a_library_says_nothing_about_taste():
    many = books(*(f"Volume {number}" for number in range(A_LIBRARY + 1)))
    for reader in ("a@example.org", "b@example.org"):
        paid(*many, email=reader)

    count_also_bought()

    assert not AlsoBought.objects.exists()


def test_what_everybody_buys_anyway_stands_behind_what_belongs_together():
    emma, persuasion, hit = books("Emma", "Persuasion", "The Hit")
    for number in range(3):
        paid(emma, persuasion, hit, email=f"reader{number}@example.org")
    for number in range(9):
        paid(hit, email=f"other{number}@example.org")

    count_also_bought()

    assert beside(emma) == [("Persuasion", 3), ("The Hit", 3)]


def test_a_second_count_looks_only_at_what_was_bought_since():
    emma, persuasion, ulysses, dubliners = books("Emma", "Persuasion", "Ulysses", "Dubliners")
    for reader in ("a@example.org", "b@example.org"):
        old = paid(emma, persuasion, email=reader)
        type(old).objects.filter(pk=old.pk).update(paid_at=timezone.now() - timedelta(days=9))
    first = count_also_bought(timezone.now() - timedelta(days=5))
    AlsoBought.objects.filter(work=emma.work).update(buyers=99)
    for reader in ("a@example.org", "b@example.org"):
        paid(ulysses, dubliners, email=reader)

    second = count_also_bought()

    assert (first, second) == (2, 2)
    assert (beside(emma), beside(ulysses)) == ([("Persuasion", 99)], [("Dubliners", 2)])
