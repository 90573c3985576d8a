"""A place in line for each of several books at one press, as from a wishlist."""

from __future__ import annotations

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from accounts.pressed import after_signing_in
from catalog import stock
from catalog.models import Book
from prebooks import placing
from prebooks.forms import SeveralForm
from prebooks.placing import AlreadyWaiting, CannotPrebook
from storefront.views import safe_return
from storefront.words import counted

AT_ONCE = 100  # books


@require_POST
@after_signing_in("pre-book these books")
def prebook_many(request: HttpRequest) -> HttpResponse:
    """One copy of each that can be pre-booked. Where a place is taken already, that one stays."""
    form = SeveralForm(request.POST)
    numbers = form.cleaned_data["isbn13"][:AT_ONCE] if form.is_valid() else []
    books = list(Book.objects.shown().for_cards().filter(isbn13__in=numbers).order_by("pk"))
    placed = before = 0
    with transaction.atomic():
        stock.lock_supply(books)  # of all at once, so that two such presses cannot wait for each other
        for book in books:
            try:
                with transaction.atomic():
                    placing.place(book, person=request.user)
            except AlreadyWaiting:
                before += 1
            except CannotPrebook as refusal:
                messages.warning(request, str(refusal))
            else:
                placed += 1
    if placed:
        said = f"Pre-booked: {counted(placed, 'book', 'books')}. We write to you when it is your turn."
        messages.success(request, said)
    if before:
        messages.info(request, f"For {counted(before, 'book', 'books')} you had a place in line before.")
    return redirect(safe_return(request, form.cleaned_data.get("next") or reverse("prebooks:prebook-list")))
