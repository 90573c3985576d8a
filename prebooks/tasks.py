"""Work for later: telling people, and what the clock brings about."""

from procrastinate.contrib.django import app

from catalog import stock
from orders.models import Parcel
from prebooks import dates, promises, turns
from storefront.sweeps import do_each


@app.task(queue="shop")
def tell(what: str, pks: list[int]) -> None:
    turns.tell_all(what, pks)


@app.task(queue="money")
def keep_price_promise(parcel_pk: int) -> None:
    promises.keep(Parcel.objects.get(pk=parcel_pk))


@app.periodic(cron="* * * * *")
@app.task(queue="shop", queueing_lock="prebooks.keep_time")
def keep_time(timestamp: int) -> None:
    """Every minute: days of sale that have come, turns, reminders."""
    release()


def release() -> dict[str, int]:
    """All that the clock brings about for those who wait; done twice, it changes nothing."""
    steps = {
        "lapsed": stock.lapse_overdue,
        "opened": lambda: stock.open_sales() + turns.open_to_all(),
        "settled": turns.settle,
        "passed": turns.pass_by_closed,
        "reminded": turns.remind,
    }
    return dict(zip(steps, do_each(steps.values(), lambda step: step()), strict=True))


@app.periodic(cron="7 * * * *")
@app.task(queue="shop", queueing_lock="prebooks.tell_of_publication")
def tell_of_publication(timestamp: int) -> None:
    """Every hour: what is published today, and has not come yet."""
    turns.tell_of_publication()


@app.periodic(cron="*/5 * * * *")
@app.task(queue="shop", queueing_lock="prebooks.tell_of_changes")
def tell_of_changes(timestamp: int) -> None:
    """Every five minutes: dates that have moved, books that were withdrawn."""
    dates.tell_of_changes()
