"""The heart on every card, and the page of a list."""

from collections.abc import Iterable

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts import pressed
from catalog.availability import Action
from catalog.models import Book
from storefront.htmx import render_page
from storefront.views import safe_return
from wishlist import wishing
from wishlist.forms import FormatForm, HeartForm, MoveForm, NoteForm, PlaceForm, WatchForm
from wishlist.models import Wish, Wishlist
from wishlist.sorting import SORTS, Look, formats_on
from wishlist.wishers import hearted_by, list_to_save_to, lists_of, remember

MOST = 2**63 - 1  # a pk
A_PAGE = 50  # wishes


@require_POST
def add(request: HttpRequest) -> HttpResponse:
    book, back = _pressed(request)
    wishlist = _save(request, book)
    messages.success(request, render_to_string("wishlist/_saved.html", {"book": book, "user": request.user}))
    if wishlist.visitor:
        request.COOKIES["wishlist"] = str(wishlist.visitor)
    return remember(_heart(request, book, back), wishlist)


def _save(request: HttpRequest, book: Book) -> Wishlist:
    """On the list of whoever asks. One that a sign-in has just merged away gives way to a new one."""
    wishlist = list_to_save_to(request)
    try:
        wishing.add(wishlist, book)
    except Wishlist.DoesNotExist:
        wishlist = list_to_save_to(request)
        wishing.add(wishlist, book)
    return wishlist


@require_POST
def remove(request: HttpRequest) -> HttpResponse:
    book, back = _pressed(request)
    wishing.remove(list(lists_of(request)), book)
    messages.info(request, f"“{book.title}” is off your wishlist.")
    return _heart(request, book, back)


def _pressed(request: HttpRequest) -> tuple[Book, str]:
    """The book of the heart, and the page that it was pressed on."""
    form = HeartForm(request.POST)
    form.is_valid()
    if "isbn13" not in form.cleaned_data:
        raise Http404("There is no such book.")
    book = get_object_or_404(Book.objects.shown(), isbn13=form.cleaned_data["isbn13"])
    return book, safe_return(request, form.cleaned_data.get("next") or book.get_absolute_url())


def _heart(request: HttpRequest, book: Book, back: str) -> HttpResponse:
    if not request.htmx:
        return redirect(back)
    context = {"book": book, "back": back, "hearted": hearted_by(request), "large": "large" in request.POST}
    return TemplateResponse(request, "wishlist/_heart_pressed.html", context)


@require_safe
@never_cache
def home(request: HttpRequest) -> HttpResponse:
    return _page(request, lists_of(request).filter(is_default=True).first())


@require_safe
@never_cache
def list_detail(request: HttpRequest, pk: int) -> HttpResponse:
    return _page(request, own_list(request, pk))


def _page(request: HttpRequest, wishlist: Wishlist | None) -> HttpResponse:
    asked = asked_of(request)
    look = Look.of(asked)
    kept = wishlist.wishes.kept().filter(book__is_hidden=False) if wishlist else Wish.objects.none()
    context = {
        **page_of(asked, look.at(wishlist.wishes.for_page()) if wishlist else Wish.objects.none()),
        "look": look,
        "sorts": SORTS,
        "formats": formats_on(kept),
        "wishlist": wishlist,
        "count": kept.count(),
        "can_prebook": kept.filter(book__listing__action=Action.PREBOOK).values_list("book__isbn13", flat=True),
        "can_buy": kept.filter(book__listing__action=Action.BUY).count(),
        "lists": list(lists_of(request)) if wishlist else [],
        "sharings": Wishlist.Sharing,
    }
    if wishlist and wishlist.is_revealed and "given" in asked:
        context["gifts"] = _reveal(context["page"], wishlist)
    return render_page(request, "wishlist/wishlist_detail.html", context, partials=["wishes"])


def _reveal(wishes: Iterable[Wish], wishlist: Wishlist) -> dict[str, object]:
    """After the day, for an owner who asks: each wish knows who gave it (`given`). What is not on the list any more
    comes beside, and whether there is anything at all.
    """
    pledges = wishlist.pledges.promised_or_ordered().with_order().select_related("book", "order")
    given = [pledge for pledge in pledges if pledge.copies]
    for wish in wishes:
        wish.given = [pledge for pledge in given if pledge.work_id == wish.work_id]
    listed = set(wishlist.wishes.kept().filter(book__is_hidden=False).values_list("work", flat=True))
    return {"any": bool(given), "besides": [pledge for pledge in given if pledge.work_id not in listed]}


def asked_of(request: HttpRequest) -> QueryDict:
    """What the address asks for: that of this page, or of the one that a press was made on."""
    if request.method != "POST":
        return request.GET
    return QueryDict((request.htmx.current_url or "").partition("?")[2])


def page_of(asked: QueryDict, wishes: QuerySet[Wish]) -> dict[str, object]:
    page = Paginator(wishes, A_PAGE).get_page(asked.get("page"))
    return {"page": page, "page_numbers": list(page.paginator.get_elided_page_range(page.number))}


def own_list(request: HttpRequest, pk: int, **facts: bool) -> Wishlist:
    """One of their own lists; anybody else's is not there."""
    return get_object_or_404(lists_of(request), pk=min(pk, MOST), **facts)


def own_wish(request: HttpRequest, pk: int) -> Wish:
    """A wish on one of their own lists; anybody else's is not there."""
    wishes = Wish.objects.filter(wishlist__in=lists_of(request)).select_related("wishlist", "book")
    return get_object_or_404(wishes, pk=min(pk, MOST))


def after_press(request: HttpRequest, wishlist: Wishlist) -> HttpResponse:
    """The list anew; without scripts the same page of it, in the same order, as far as the browser says which."""
    if request.htmx:
        return _page(request, wishlist)
    came_from = pressed.page_of(request)
    here = {wishlist.get_absolute_url(), reverse("wishlist:list-detail", args=[wishlist.pk])}
    return redirect(came_from if came_from.partition("?")[0] in here else wishlist)


@require_POST
def wish_remove(request: HttpRequest, pk: int) -> HttpResponse:
    wish = own_wish(request, pk)
    wishing.take_off(wish)
    messages.info(request, f"“{wish.book.title}” is off your list.")
    return after_press(request, wish.wishlist)


@require_POST
def wish_undo(request: HttpRequest, pk: int) -> HttpResponse:
    wish = own_wish(request, pk)
    wishing.put_back(wish)
    messages.success(request, f"“{wish.book.title}” is back on your list.")
    return after_press(request, wish.wishlist)


@require_POST
def wish_note(request: HttpRequest, pk: int) -> HttpResponse:
    wish = own_wish(request, pk)
    form = NoteForm(request.POST)
    if form.is_valid():
        wish.note = form.cleaned_data["note"]
        wish.save(update_fields=["note"])
        messages.success(request, "Your note is kept.")
    else:
        messages.error(request, "A note has at most 200 letters.")
    return after_press(request, wish.wishlist)


@require_POST
def wish_move(request: HttpRequest, pk: int) -> HttpResponse:
    wish = own_wish(request, pk)
    form = MoveForm(request.POST)
    to = own_list(request, form.cleaned_data["to"]) if form.is_valid() else wish.wishlist
    wishing.move(wish, to)
    messages.success(request, f"“{wish.book.title}” is on “{to.name}”.")
    return after_press(request, wish.wishlist)


@require_POST
def wish_place(request: HttpRequest, pk: int) -> HttpResponse:
    wish = own_wish(request, pk)
    form = PlaceForm(request.POST)
    if form.is_valid():
        place, of = wishing.place(wish, **form.wanted)
        messages.success(request, f"“{wish.book.title}” stands at place {place} of {of} now.")
    else:
        messages.error(request, PlaceForm.WHERE)
    return after_press(request, wish.wishlist)


@require_POST
def wish_watch(request: HttpRequest, pk: int) -> HttpResponse:
    wish = own_wish(request, pk)
    form = WatchForm(request.POST)
    if form.is_valid():
        wish.is_watched = form.cleaned_data["watch"]
        wish.save(update_fields=["is_watched"])
        what = "We tell you when" if wish.is_watched else "We do not tell you any more when"
        messages.info(request, f"{what} “{wish.book.title}” costs less, is back or is published.")
    return after_press(request, wish.wishlist)


@require_POST
def wish_format(request: HttpRequest, pk: int) -> HttpResponse:
    """Another edition of the same work; anything else changes nothing."""
    wish = own_wish(request, pk)
    form = FormatForm(request.POST)
    number = form.cleaned_data["isbn13"] if form.is_valid() else ""
    book = get_object_or_404(Book.objects.shown(), isbn13=number, work=wish.work_id)
    wishing.switch(wish, book)
    messages.success(request, f"“{book.title}” is on your list as {book.get_format_display().lower()} now.")
    return after_press(request, wish.wishlist)
