"""The giver's side of a gift list: what is taken, “I am giving this”, buying it, thinking better of it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core import signing
from django.db import transaction
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from orders import cart as carts
from orders.visitors import cart_to_fill
from orders.visitors import remember as remember_cart
from storefront.limits import asks_for_too_many_mails
from storefront.mail import send_mail_later
from wishlist import giving
from wishlist.forms import GiveForm
from wishlist.models import Pledge, PledgeQuerySet, Wish, Wishlist
from wishlist.views.own import MOST

SALT = "wishlist.pledge"
CONFIRM_WITHIN = 60 * 60 * 24 * 3  # seconds
GIFTS = "gifts"  # in a guest's session: the keys of what they give
TOO_OFTEN = "That was often in a short time. Please try again in an hour, or sign in."


def mine_on(request: HttpRequest, wishlist: Wishlist) -> PledgeQuerySet:
    """What whoever asks gives from this list: by who is signed in, or by what a guest confirmed in this browser."""
    whose = Q(key__in=request.session.get(GIFTS, []), person=None)
    if request.user.is_authenticated:
        whose |= Q(person=request.user)
    return wishlist.pledges.promised_or_ordered().filter(whose).with_order()


def show_taken(wishes: Iterable[Wish], wishlist: Wishlist, mine: PledgeQuerySet) -> None:
    """Tell each wish how many are left (`left`), and what the giver who asks gives of it (`mine`)."""
    taken = giving.taken_from(wishlist)
    own = {pledge.work_id: pledge for pledge in mine if pledge.copies}
    for wish in wishes:
        wish.left = max(wish.wanted - taken[wish.work_id], 0)
        wish.mine = own.get(wish.work_id)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def give(request: HttpRequest, secret: str, pk: int) -> HttpResponse:
    """One book of a list: promised, or put in the cart."""
    wishlist = get_object_or_404(Wishlist.objects.shared().exclude(reveal_on=None), secret=secret)
    if wishlist.owner_id == request.user.pk:
        messages.info(request, "This is your own list: what others do here stays their secret.")
        return redirect("wishlist:list-shared", secret)
    wish = get_object_or_404(wishlist.wishes.kept().for_page(), pk=min(pk, MOST))
    show_taken([wish], wishlist, mine_on(request, wishlist))
    is_buying = request.POST.get("deed") == "buy"
    needs_email = not request.user.is_authenticated and not is_buying
    person = request.user if request.user.is_authenticated else None
    initial = {"name": person.name if person else "", "quantity": 1}
    if wish.mine:
        initial = {"name": wish.mine.name, "message": wish.mine.message, "quantity": wish.mine.quantity}
    form = GiveForm(request.POST or None, initial=initial, needs_email=needs_email, left=wish.left)
    context = {"wishlist": wishlist, "wish": wish, "form": form}
    if not form.is_valid():
        return _page(request, context, 422 if form.errors else 200)
    said = {name: form.cleaned_data[name] for name in ("quantity", "name", "message")}
    try:
        if is_buying:
            return _buy(request, wish, said)
        if person is None:
            return _ask(request, context, said)
        giving.pledge(wish, person, **said)
    except giving.AlreadyGiving as refusal:
        messages.info(request, str(refusal))
    except (giving.CannotGive, carts.CannotAdd) as refusal:
        show_taken([wish], wishlist, mine_on(request, wishlist))
        return _page(request, {**context, "refusal": str(refusal)}, 409)
    else:
        messages.success(request, f"You are giving “{wish.book.title}”. {wishlist.gift_for} does not see it.")
    return redirect("wishlist:list-shared", secret)


def _page(request: HttpRequest, context: dict[str, Any], status: int) -> HttpResponse:
    return TemplateResponse(request, "wishlist/give.html", context, status=status)


@transaction.atomic
def _buy(request: HttpRequest, wish: Wish, said: dict[str, Any]) -> HttpResponse:
    cart = cart_to_fill(request)
    giving.buy(wish, cart, **said, own=wish.mine)
    carts.add(cart, wish.book, said["quantity"])
    messages.success(request, f"“{wish.book.title}” is in your cart. It is taken from the list once you have paid.")
    return remember_cart(redirect("orders:cart-detail"), cart)


def _ask(request: HttpRequest, context: dict[str, Any], said: dict[str, Any]) -> HttpResponse:
    """The same answer for every address: whether it is known to us is nobody's business."""
    email = context["form"].cleaned_data["email"]
    if asks_for_too_many_mails(request, email, about="pledge"):
        context["form"].add_error(None, TOO_OFTEN)
        return _page(request, context, 429)
    with transaction.atomic():
        pledge = giving.ask(context["wish"], email=email, **said)
        token = signing.dumps(str(pledge.key), salt=SALT)
        confirm_url = settings.SITE_URL + reverse("wishlist:pledge-confirm", args=[token])
        send_mail_later(email, "gift_confirm", {"book": pledge.book, "pledge": pledge, "confirm_url": confirm_url})
    return TemplateResponse(request, "wishlist/give_asked.html", {**context, "email": email})


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """A guest proves an address, and the book is taken: from here on others are behind. Pressed again, it is there."""
    try:
        key = signing.loads(token, salt=SALT, max_age=CONFIRM_WITHIN)
    except signing.BadSignature:
        return TemplateResponse(request, "wishlist/give_confirm.html", {"is_over": True}, status=404)
    asked = Pledge.objects.select_related("wishlist").filter(key=key).first()
    if asked is None:
        return TemplateResponse(request, "wishlist/give_confirm.html", {"is_over": True}, status=404)
    context = {"pledge": asked, "book": _book(asked), "wishlist": asked.wishlist}
    if asked.is_promised:
        return _known(request, asked)
    if request.method != "POST":
        return TemplateResponse(request, "wishlist/give_confirm.html", context)
    try:
        asked = giving.confirm(asked)
    except giving.AlreadyGiving as refusal:
        messages.info(request, str(refusal))
        return _known(request, refusal.pledge)
    except giving.CannotGive as refusal:
        context["refusal"] = str(refusal)
        return TemplateResponse(request, "wishlist/give_confirm.html", context, status=409)
    messages.success(request, f"You are giving “{asked.book.title}”. Keep this page’s address, or our mail.")
    return _known(request, asked)


def _known(request: HttpRequest, pledge: Pledge) -> HttpResponse:
    """To its page; this browser knows from now on that the guest gives it."""
    if str(pledge.key) not in request.session.get(GIFTS, []):
        request.session[GIFTS] = [*request.session.get(GIFTS, []), str(pledge.key)][-200:]
    return redirect(pledge)


def _book(pledge: Pledge) -> Any:
    return type(pledge.book).objects.for_cards().get(pk=pledge.book_id)


def _own_pledge(request: HttpRequest, key: UUID) -> Pledge:
    """A customer's own; a guest's for whoever has its unguessable address. Anybody else's is not there."""
    known = Pledge.objects.filter(Q(is_promised=True) | Q(order__isnull=False)).with_order()
    pledge = get_object_or_404(known.select_related("wishlist", "order"), key=key)
    if pledge.person_id and pledge.person_id != request.user.pk:
        raise Http404("There is no such gift.")
    return pledge


@require_safe
@never_cache
def pledge_detail(request: HttpRequest, key: UUID) -> HttpResponse:
    pledge = _own_pledge(request, key)
    wishes = pledge.wishlist.wishes.kept().filter(work=pledge.work_id)
    context = {"pledge": pledge, "book": _book(pledge), "wishlist": pledge.wishlist, "wish": wishes.first()}
    return TemplateResponse(request, "wishlist/pledge_detail.html", context)


@require_POST
def pledge_withdraw(request: HttpRequest, key: UUID) -> HttpResponse:
    pledge = _own_pledge(request, key)
    if giving.withdraw(pledge):
        messages.info(request, f"Withdrawn: “{pledge.book.title}” can be given by others again.")
    else:
        messages.error(request, "It is bought. Cancel its order instead, and it can be given by others again.")
    return redirect(pledge)
