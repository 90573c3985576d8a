"""Several lists: making, naming, showing them to others, and taking them away, to the cart or as a file."""

import csv

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from orders import cart as carts
from orders.visitors import cart_to_fill
from orders.visitors import remember as remember_cart
from storefront.spreadsheets import as_text
from wishlist import wishing
from wishlist.forms import NameForm, SharingForm, WatchForm
from wishlist.models import MOST_LISTS, Wishlist
from wishlist.views.giving import mine_on, show_taken
from wishlist.views.own import own_list, page_of
from wishlist.wishers import list_to_save_to, lists_of, remember

COLUMNS = ["title", "authors", "isbn13", "format", "price", "price_when_added", "added", "note"]


@require_POST
def list_new(request: HttpRequest) -> HttpResponse:
    form = NameForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Please give the list a name of at most 80 letters.")
        return redirect("wishlist:home")
    default = list_to_save_to(request)
    if lists_of(request).count() >= MOST_LISTS:
        messages.error(request, f"You have {MOST_LISTS} lists, and that is all we can keep.")
        return remember(redirect("wishlist:home"), default)
    made = wishing.new_list(beside=default, name=form.cleaned_data["name"])
    messages.success(request, f"Your list “{made.name}” is there. Move books to it from your other lists.")
    return remember(redirect(made), default)


@require_POST
def list_rename(request: HttpRequest, pk: int) -> HttpResponse:
    wishlist = own_list(request, pk)
    form = NameForm(request.POST)
    if form.is_valid():
        wishlist.name = form.cleaned_data["name"]
        wishlist.save(update_fields=["name"])
        messages.success(request, f"The list is called “{wishlist.name}” now.")
    else:
        messages.error(request, "Please give the list a name of at most 80 letters.")
    return redirect(wishlist)


@require_POST
def list_delete(request: HttpRequest, pk: int) -> HttpResponse:
    """With its books. The list that the heart saves to stays."""
    wishlist = own_list(request, pk, is_default=False)
    wishing.delete(wishlist)
    messages.info(request, f"Your list “{wishlist.name}” was deleted.")
    return redirect("wishlist:home")


@require_POST
def list_share(request: HttpRequest, pk: int) -> HttpResponse:
    wishlist = own_list(request, pk)
    form = SharingForm(request.POST)
    if form.is_valid():
        wishing.share(wishlist, form.cleaned_data["sharing"])
        messages.success(request, f"Who can see “{wishlist.name}”: {wishlist.get_sharing_display().lower()}.")
    return redirect(wishlist)


@require_POST
def list_watch(request: HttpRequest, pk: int) -> HttpResponse:
    """Whether its owner hears of what becomes of the books on it."""
    wishlist = own_list(request, pk)
    form = WatchForm(request.POST)
    if form.is_valid():
        wishlist.is_watched = form.cleaned_data["watch"]
        wishlist.save(update_fields=["is_watched"])
        what = "We tell you" if wishlist.is_watched else "We do not tell you any more"
        messages.success(request, f"{what} of news about the books on “{wishlist.name}”.")
    return redirect(wishlist)


@require_safe
@never_cache
def list_shared(request: HttpRequest, secret: str) -> HttpResponse:
    """For whoever has the link, while the list is shared. Nothing says whose it is but what its owner wrote."""
    wishlist = get_object_or_404(Wishlist.objects.shared(), secret=secret)
    context = {"wishlist": wishlist, **page_of(request.GET, wishlist.wishes.kept().for_page())}
    is_owner = wishlist.owner_id is not None and wishlist.owner_id == request.user.pk
    if wishlist.is_gift_list and not (is_owner and wishlist.is_secret):
        show_taken(context["page"], wishlist, mine_on(request, wishlist))
    return TemplateResponse(request, "wishlist/wishlist_shared.html", {**context, "is_owner": is_owner})


@require_POST
def list_buy(request: HttpRequest, pk: int) -> HttpResponse:
    """One copy of all that can be had goes in the cart."""
    wishes = own_list(request, pk).wishes.kept().for_page()
    books = [wish.book for wish in wishes if wish.book.availability.can_buy]
    if not books:
        messages.info(request, "None of these books can be bought just now.")
        return redirect(own_list(request, pk))
    added = 0
    with transaction.atomic():
        cart = cart_to_fill(request)
        for book in books:
            try:
                carts.add(cart, book)
            except carts.CannotAdd as refusal:
                messages.warning(request, str(refusal))
            else:
                added += 1
    messages.success(
        request, f"{added} book{'' if added == 1 else 's'} from your list lie{'s' if added == 1 else ''} in your cart."
    )
    return remember_cart(redirect("orders:cart-detail"), cart)


@require_safe
@never_cache
def list_export(request: HttpRequest, pk: int) -> HttpResponse:
    wishlist = own_list(request, pk)
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="wishlist-{timezone.localdate()}.csv"'
    table = csv.writer(response)
    table.writerow(COLUMNS)
    for wish in wishlist.wishes.kept().for_page():
        book = wish.book
        added = timezone.localtime(wish.added_at).date()
        facts = [book.title, book.byline, book.isbn13, book.get_format_display(), book.price, wish.price_when_added]
        table.writerow([as_text(fact) for fact in [*facts, added, wish.note]])
    return response
