"""What people who wait are told, each thing once and in words: the fact first, then until when, then what to do."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from datetime import datetime

from django.urls import reverse
from django.utils import timezone

from catalog.availability import Action, said_day
from catalog.models import Book
from notices.kinds import Kind
from notices.telling import News
from notices.telling import tell_many as tell_people
from prebooks import links
from prebooks.models import Prebook
from storefront.days import spoken_day, spoken_time
from storefront.money import money

TURN, COURSE = "prebook_turn", "prebook_course"


def _still_their_turn(keys: Collection[str]) -> set[str]:
    """Not of those who have bought meanwhile, passed on or lost their turn, nor of what nobody held and is sold out."""
    said = {key: key.split() for key in keys}  # prebook 12 ready 2
    prebooks = Prebook.objects.select_related("book__listing").in_bulk([int(words[1]) for words in said.values()])
    return {
        key
        for key, (_, pk, _, turn) in said.items()
        if (prebook := prebooks.get(int(pk))) and prebook.is_ready and prebook.turns == int(turn) and _is_there(prebook)
    }


def _is_there(prebook: Prebook) -> bool:
    return prebook.hold_id is not None or prebook.book.listing.action == Action.BUY


def _still_its_course(keys: Collection[str]) -> set[str]:
    """Not what another word has overtaken: a date that moved once more, a place given up, a cancellation undone."""
    said = {key: key.split(" ", 2)[1:] for key in keys}  # prebook 12 moved 2026-06-01 from 2026-05-01
    prebooks = Prebook.objects.in_bulk([int(pk) for pk, _ in said.values()])
    return {key for key, (pk, words) in said.items() if (prebook := prebooks.get(int(pk))) and _is_so(prebook, words)}


def _is_so(prebook: Prebook, words: str) -> bool:
    what, _, which = words.partition(" ")
    ended = {"cancelled": Prebook.State.CANCELLED, "lapsed": Prebook.State.LAPSED, "withdrawn": Prebook.State.WITHDRAWN}
    if what in ended:
        return prebook.state == ended[what]
    if what == "moved":
        return prebook.is_active and which.startswith(f"{prebook.told_day} ")
    return prebook.is_active if what in ("placed", "published") else True


KINDS = [
    Kind(TURN, "It is your turn", "you pre-booked this book", still=_still_their_turn),
    Kind(COURSE, "Your pre-books: places, dates and endings", "you pre-booked this book", still=_still_its_course),
]
Write = Callable[[Prebook], News]


def tell(prebook: Prebook, write: Write) -> None:
    tell_many([prebook], write)


def tell_many(prebooks: Iterable[Prebook], write: Write) -> int:
    """Whoever only rang is told by a bookseller, who sees them in the queue."""
    return tell_people([write(prebook) for prebook in prebooks if prebook.person or prebook.email])


def placed(prebook: Prebook) -> News:
    day = prebook.book.on_sale_on
    when = f"It is published {said_day(prebook.book)}. " if day and day > timezone.localdate() else ""
    body = (
        f"{when}You pay nothing now. When it is your turn we write to you, and you pay {money(prebook.price)} "
        "for a copy, or less if its price falls."
    )
    return _news(prebook, COURSE, f"placed {prebook.placed_at:%s}", f"Pre-booked: {_title(prebook)}", body, "cancel")


def ready(prebook: Prebook) -> News:
    if prebook.hold is None:
        body = "Nothing is held: whoever comes first is served first."
        return _news(prebook, TURN, f"ready {prebook.turns}", f"Back in stock: {_title(prebook)}", body, "buy")
    until = moment(prebook.hold.expires_at)
    body = f"Put it in your cart before then, or it goes to the next in line. You pay {money(prebook.price)} at most."
    if prebook.quantity > 1:
        body = body.replace("at most", "a copy at most").replace("it in", "them in").replace("it goes", "they go")
    return _news(
        prebook, TURN, f"ready {prebook.turns}", f"Your turn: {_title(prebook)} is held until {until}", body, "buy"
    )


def published(prebook: Prebook) -> News:
    body = "Our copies are still on their way. You keep your place, and we write to you when it is your turn."
    return _news(
        prebook, COURSE, f"published {prebook.told_day}", f"Published today: {_title(prebook)}", body, "cancel"
    )


def reminder(prebook: Prebook) -> News:
    title = f"Still held for you until {moment(prebook.hold.expires_at)}: {_title(prebook)}"
    return _news(prebook, TURN, f"reminder {prebook.turns}", title, "After that it goes to the next in line.", "buy")


def lapsed(prebook: Prebook) -> News:
    body = "The time to buy was over, and the copy went to the next in line. If you still want it, take a new place."
    return _news(prebook, COURSE, f"lapsed {prebook.turns}", f"Lapsed: {_title(prebook)}", body, "again")


def cancelled(prebook: Prebook) -> News:
    title = f"Cancelled: your pre-book of {_title(prebook)}"
    return _news(prebook, COURSE, f"cancelled {prebook.ended_at:%s}", title, "Nothing is to be paid.", "again")


def moved(prebook: Prebook) -> News:
    """Written before told_day follows the book."""
    was = f" It was to come out on {spoken_day(prebook.told_day)}." if prebook.told_day else ""
    title = f"New date: {_title(prebook)} is now published {said_day(prebook.book)}"
    body = f"The publisher has moved the date.{was} You keep your place, and can cancel with one press."
    return _news(prebook, COURSE, f"moved {prebook.book.on_sale_on} from {prebook.told_day}", title, body, "cancel")


def put_off(prebook: Prebook) -> News:
    title = f"No date any more: {_title(prebook)}"
    body = "The publisher names no new date yet. You keep your place, and can cancel with one press."
    return _news(prebook, COURSE, f"put off {prebook.told_day}", title, body, "cancel")


def withdrawn(prebook: Prebook) -> News:
    title = f"Will not be sold: {_title(prebook)}"
    body = f"{prebook.book.availability.promise} Your pre-book has ended, and nothing is to be paid."
    return _news(prebook, COURSE, "withdrawn", title, body, "")


BUTTONS = {"buy": "Put it in my cart", "cancel": "Cancel pre-book", "again": "Pre-book it again", "": ""}


def _news(prebook: Prebook, kind: str, key: str, title: str, body: str, deed: str) -> News:
    path = prebook.get_absolute_url()
    again = reverse("prebooks:prebook-new", args=[prebook.book.isbn13])
    mail = {"": path, "again": again}.get(deed) or links.path_for(prebook, deed)
    return News(
        to=prebook.person or prebook.email,
        kind=kind,
        key=f"prebook {prebook.pk} {key}",
        title=title,
        body=body,
        isbn13=prebook.book.isbn13,
        url=path,
        mail_url=mail,
        action="Buy it" if deed == "buy" else "Your pre-book",
        mail_action=BUTTONS[deed] or "Your pre-book",
        until=prebook.held_until if kind == TURN else None,
    )


def _title(prebook: Prebook) -> str:
    many = f"{prebook.quantity} × " if prebook.quantity > 1 else ""
    return f"{many}{prebook.book.title}"


def moment(at: datetime) -> str:
    """“Friday 15 May, 18:00”, by the shop's clock."""
    local = timezone.localtime(at)
    return f"{local:%A} {local.day} {local:%B}, {spoken_time(local)}"


def publication(book: Book) -> str:
    return said_day(book)
