"""What the demo’s readers would like: several lists, a public one, a gift list with gifts, and prices that fell."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from django.utils import timezone

from accounts import addressbook
from accounts.models import Address, User
from backoffice.demo.people import somebody
from catalog.models import Book
from notices.telling import News, tell_many
from storefront.money import money
from wishlist import giving, wishing
from wishlist.models import Wish, Wishlist
from wishlist.news import PRICE

READERS = [
    ("ines@colophon.example", "Ines Fairweather"),
    ("rafe@colophon.example", "Rafe Winterbourne"),
    ("ambrose@colophon.example", "Ambrose Teasel"),
]
FELL = Decimal("1.50")
NOTES = ["Dot says the second chapter is worth the rest.", "For the long train to Saltmouth.", "Only in paperback."]


def load() -> int:
    """How many lists there are now. Nothing, where somebody has one already."""
    if Wishlist.objects.exists():
        return Wishlist.objects.count()
    books = list(Book.objects.filter(listing__state="in_stock", price__gt=5).order_by("-popularity", "pk")[4:40])
    awaited = list(Book.objects.filter(listing__state="forthcoming").order_by("-popularity", "pk")[:3])
    people = [somebody(*facts) for facts in READERS]
    for place, person in enumerate(people):
        own = books[place * 5 : place * 5 + 6]
        mine = _list(person, "Wishlist", [*own, awaited[place % len(awaited)]] if awaited else own)
        _remember_dearer(mine, own[:2])
    ines, rafe, ambrose = people
    wishing.share(_list(rafe, "Books that smell of the sea", books[18:24]), Wishlist.Sharing.PUBLIC)
    _list(ines, "For the winter", books[24:28])
    _gift_list(ines, [rafe, ambrose], books[28:34])
    return Wishlist.objects.count()


def _list(person: User, name: str, books: list[Book]) -> Wishlist:
    default = wishing.default_list(person=person)
    wishlist = default if name == default.name else wishing.new_list(beside=default, name=name)
    for place, book in enumerate(books):
        wish = wishing.add(wishlist, book)
        added = timezone.now() - timedelta(days=3 * (place + 1))
        Wish.objects.filter(pk=wish.pk).update(added_at=added, note=NOTES[place] if place < len(NOTES) else "")
    return wishlist


def _remember_dearer(wishlist: Wishlist, books: list[Book]) -> None:
    """They cost more when they were added; their reader was told, and has not looked yet."""
    news = []
    for book in books:
        wishlist.wishes.filter(book=book).update(price_when_added=book.price + FELL)
        words = f"That is {money(FELL)} less than when you saved it. It is on your list “{wishlist.name}”."
        path = book.get_absolute_url()
        facts = {"kind": PRICE, "key": f"demo wish {wishlist.pk} {book.pk}", "url": path, "mail_url": path}
        title = f"Now {money(book.price)}: {book.title}"
        news.append(
            News(to=wishlist.owner, title=title, body=words, isbn13=book.isbn13, action="See the book", **facts)
        )
    tell_many(news)


def _gift_list(owner: User, givers: list[User], books: list[Book]) -> None:
    """Its owner sees nothing of the two gifts; the givers do."""
    wishlist = _list(owner, "Ines turns forty", books)
    where = {"line1": "3 Lantern Row", "city": "Wexcombe", "postcode": "BS1 4QA", "country": "GB"}
    home = addressbook.keep(Address(person=owner, name=owner.name, **where))
    wishlist = giving.make_gift_list(
        wishlist,
        occasion="My fortieth birthday",
        gift_for="Ines",
        reveal_on=timezone.localdate() + timedelta(days=24),
        deliver_to=home,
    )
    wishes = list(wishlist.wishes.all())
    wishlist.wishes.filter(pk=wishes[0].pk).update(wanted=2)
    for wish, giver in zip(wishes, givers, strict=False):
        name = giver.name.partition(" ")[0]
        giving.pledge(Wish.objects.get(pk=wish.pk), giver, name=name, message="Many happy returns from all of us.")
