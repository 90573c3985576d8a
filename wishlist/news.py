"""What readers hear of the books on their lists: the fact first, then what it was, then what to do."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from catalog.availability import State
from catalog.models import Book
from notices.kinds import DAILY, NEVER, Kind
from notices.telling import News
from storefront.days import spoken_day
from storefront.money import money
from wishlist.models import Happening, Pledge, ReadingImport, Wish, Wishlist

PRICE, BACK, OUT, IMPORT, GIFT = "wish_price", "wish_back", "wish_out", "wish_import", "wish_gift"
REVEAL = "wish_reveal"


def is_still_so(happening: Happening, book: Book) -> bool:
    """A price that has changed again, a copy that is sold again: no longer news."""
    if book.is_hidden or not book.availability.is_offered:
        return False
    if happening.what == Happening.What.PRICE:
        return book.price == happening.price
    if happening.what == Happening.What.OUT:
        return book.availability.state != State.FORTHCOMING
    return book.availability.can_buy


def _still_news(keys: Collection[str]) -> set[str]:
    """Not of what has left their lists, and not of what is no longer so."""
    said = {key: key.split() for key in keys if key.startswith("wish ")}  # wish 7 12: the happening, and its reader
    happenings = Happening.objects.in_bulk([int(words[1]) for words in said.values()])
    books = Book.objects.for_cards().in_bulk({each.book_id for each in happenings.values()})
    so = {pk: books[it.book_id].work_id for pk, it in happenings.items() if is_still_so(it, books[it.book_id])}
    people = [int(words[2]) for words in said.values()]
    wishes = Wish.objects.kept().filter(wishlist__owner__in=people, book__work__in=set(so.values()))
    wished = set(wishes.values_list("wishlist__owner", "book__work"))
    untrue = {key for key, (_, pk, person) in said.items() if (int(person), so.get(int(pk))) not in wished}
    return set(keys) - untrue


def _still_over(keys: Collection[str]) -> set[str]:
    """Not of a list that is one like any other again, and not of a day that was put off meanwhile."""
    said = {key: key.split() for key in keys}  # gift list 7 over 2026-05-14
    lists = Wishlist.objects.in_bulk([int(words[2]) for words in said.values()])
    return {key for key, words in said.items() if _is_over(lists.get(int(words[2])), words[4])}


def _is_over(wishlist: Wishlist | None, day: str) -> bool:
    return wishlist is not None and wishlist.is_revealed and wishlist.reveal_on.isoformat() == day


KINDS = [
    Kind(PRICE, "A book on your list costs less", "this book is on your wishlist", mail=DAILY, still=_still_news),
    Kind(BACK, "A book on your list is back", "this book is on your wishlist", still=_still_news),
    Kind(OUT, "A book on your list is published", "this book is on your wishlist", still=_still_news),
    Kind(IMPORT, "Your reading list is here", "you sent us a reading list", mail=NEVER),
    Kind(GIFT, "A gift you are giving", "you said on a gift list that you give this"),
    Kind(REVEAL, "The secret of your gift list is over", "you made a gift list", mail=DAILY, still=_still_over),
]
KIND_OF = {Happening.What.PRICE: PRICE, Happening.What.BACK: BACK, Happening.What.OUT: OUT}


def written(happening: Happening, book: Book, wish: Wish) -> News:
    """To the owner of the wish. Who has the book on two lists hears of it once: the key names the person."""
    say = {Happening.What.PRICE: _price, Happening.What.BACK: _back, Happening.What.OUT: _out}[happening.what]
    title, body = say(book, wish)
    person = wish.wishlist.owner
    path = book.get_absolute_url()
    return News(
        to=person,
        kind=KIND_OF[happening.what],
        key=f"wish {happening.pk} {person.pk}",
        title=title,
        body=f"{body} It is on your list “{wish.wishlist.name}”.",
        isbn13=book.isbn13,
        url=path,
        mail_url=path,
        action="See the book",
    )


def _price(book: Book, wish: Wish) -> tuple[str, str]:
    less = f"That is {money(wish.price_when_added - book.price)} less than when you saved it."
    return f"Now {money(book.price)}: {book.title}", f"{less} {book.availability.promise}"


def _back(book: Book, wish: Wish) -> tuple[str, str]:
    here = "Back in stock" if book.availability.state == State.IN_STOCK else "Can be had again"
    return f"{here}: {book.title}", _promise(book)


def _out(book: Book, wish: Wish) -> tuple[str, str]:
    return f"Published: {book.title}", _promise(book)


def _promise(book: Book) -> str:
    return book.availability.promise + (f" It costs {money(book.price)}." if book.price is not None else "")


def brought_along(reading_import: ReadingImport, counts: dict[str, int]) -> dict[str, str]:
    """The words of the notice that a reading list is here."""
    added, unclear, missing = counts["added"] + counts["already"], counts["unclear"], counts["not_found"]
    body = f"{added} of its books are on your lists, {missing} we do not have."
    if unclear:
        body += f" For {unclear} we ask you which book it is."
    return {
        "title": f"Your reading list from {reading_import.get_source_display()} is here",
        "body": body,
        "url": reading_import.get_absolute_url(),
        "action": "Look at it",
    }


def revealed(wishlist: Wishlist) -> News:
    """To its owner, with no word of what was given, nor whether anything was: that is shown when they ask."""
    path = wishlist.get_absolute_url()
    return News(
        to=wishlist.owner,
        kind=REVEAL,
        key=f"gift list {wishlist.pk} over {wishlist.reveal_on}",
        title=f"The secret of “{wishlist.name}” is over",
        body="From today you may see what was given, and by whom. Nothing of it shows until you ask.",
        url=path,
        mail_url=path,
        action="To the list",
    )


def given(pledge: Pledge) -> News:
    """To the giver, who comes back by it."""
    body = f"{pledge.wishlist.gift_for} sees nothing of it before {spoken_day(pledge.wishlist.reveal_on)}."
    return _to_giver(pledge, "given", f"You are giving: {pledge.book.title}", body)


def gone(pledge: Pledge) -> News:
    off = f"It is no longer on “{pledge.wishlist.name}”."
    body = f"{off} {_still_secret(pledge)} You can withdraw, or give it all the same."
    return _to_giver(pledge, "gone", f"Off the list: {pledge.book.title}, which you give", body)


def bought_by_owner(pledge: Pledge) -> News:
    body = f"{pledge.wishlist.gift_for} has it now, and may not need a second. {_still_secret(pledge)}"
    return _to_giver(pledge, "bought", f"Think again: {pledge.book.title} came to its reader another way", body)


def list_ended(pledge: Pledge) -> News:
    body = f"“{pledge.wishlist.name}” is no longer a gift list. {_still_secret(pledge)}"
    ended = _to_giver(pledge, "ended", f"A gift list has ended: {pledge.book.title}", body)
    path = pledge.book.get_absolute_url()
    return replace(ended, url=path, mail_url=path, action="See the book")


def _still_secret(pledge: Pledge) -> str:
    return f"{pledge.wishlist.gift_for} does not know that you wanted to give it."


def _to_giver(pledge: Pledge, key: str, title: str, body: str) -> News:
    path = pledge.get_absolute_url()
    return News(
        to=pledge.to,
        kind=GIFT,
        key=f"pledge {pledge.pk} {key}",
        title=title,
        body=body,
        isbn13=pledge.book.isbn13,
        url=path,
        mail_url=path,
        action="Your gift",
    )
