"""Work for later: telling readers what became of the books on their lists."""

from datetime import timedelta

from django.conf import settings
from django.utils import timezone
from procrastinate.contrib.django import app

from orders.models import Order
from wishlist import giving, happening, importing, wishing
from wishlist.models import Happening, ReadingImport


@app.task(queue="shop")
def tell(pk: int) -> None:
    if found := Happening.objects.filter(pk=pk).first():
        happening.tell(found)


@app.periodic(cron="*/10 * * * *")
@app.task(queue="shop", queueing_lock="wishlist.tell_the_rest")
def tell_the_rest(timestamp: int) -> None:
    """Every ten minutes: news whose job was lost."""
    happening.tell_the_rest()


@app.task(queue="shop")
def bring_along(pk: int) -> None:
    """A reading list onto lists; begun again after a death, it goes on where it was."""
    if found := ReadingImport.objects.filter(pk=pk).first():
        importing.bring_along(found)


@app.periodic(cron="5 * * * *")
@app.task(queue="shop", queueing_lock="wishlist.tell_owners")
def tell_owners(timestamp: int) -> None:
    """Every hour: whose gift lists are no secret any more."""
    giving.tell_owners()


@app.periodic(cron="50 3 * * *")
@app.task(queue="shop", queueing_lock="wishlist.sweep")
def sweep(timestamp: int) -> None:
    """Every night: forget news told, reading lists sent, gifts not given, and lists that visitors left behind."""
    long_ago = timezone.now() - timedelta(days=60)
    happening.sweep(long_ago)
    importing.sweep(long_ago)
    giving.sweep(long_ago)
    wishing.sweep_visitors(timezone.now() - timedelta(days=settings.VISITORS_WISHLIST_DAYS))


@app.task(queue="shop")
def tell_givers_gone(wishlist_pk: int, work_pk: int) -> None:
    giving.tell_gone(wishlist_pk, work_pk)


@app.task(queue="shop")
def tell_givers_bought(order_pk: int) -> None:
    if order := Order.objects.filter(pk=order_pk).first():
        giving.tell_bought(order)
