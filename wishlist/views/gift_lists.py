"""A list becomes a gift list, as its owner sees it: never what is taken, before the day."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from storefront.days import spoken_day
from wishlist import giving
from wishlist.forms import GiftListForm, WantedForm
from wishlist.views.own import after_press, own_list, own_wish


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def gift_edit(request: HttpRequest, pk: int) -> HttpResponse:
    wishlist = own_list(request, pk)
    known = {name: getattr(wishlist, name) for name in ("occasion", "reveal_on", "deliver_to")}
    initial = {**known, "gift_for": wishlist.gift_for or request.user.name}
    form = GiftListForm(request.POST or None, initial=initial, owner=request.user, known=wishlist.reveal_on)
    if form.is_valid():
        try:
            wishlist = giving.make_gift_list(wishlist, **form.cleaned_data)
        except giving.CannotChangeDate as refusal:
            form.add_error("reveal_on", str(refusal))
        else:
            day = spoken_day(wishlist.reveal_on)
            messages.success(request, f"“{wishlist.name}” is a gift list. What is taken stays secret until {day}.")
            return redirect(wishlist)
    context = {"wishlist": wishlist, "form": form}
    return TemplateResponse(request, "wishlist/gift_edit.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def gift_stop(request: HttpRequest, pk: int) -> HttpResponse:
    wishlist = own_list(request, pk)
    giving.stop_gift_list(wishlist)
    messages.info(request, f"“{wishlist.name}” is no longer a gift list.")
    return redirect(wishlist)


@require_POST
def wish_wanted(request: HttpRequest, pk: int) -> HttpResponse:
    """How many copies the owner would like."""
    wish = own_wish(request, pk)
    form = WantedForm(request.POST)
    if form.is_valid():
        wish.wanted = form.cleaned_data["wanted"]
        wish.save(update_fields=["wanted"])
        messages.success(request, f"You wish for {wish.wanted} of “{wish.book.title}”.")
    else:
        messages.error(request, "Wish for 1 to 20 copies.")
    return after_press(request, wish.wishlist)
