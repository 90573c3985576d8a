"""Work for later: unpaid orders end by themselves."""

from procrastinate.contrib.django import app

from catalog import listing, stock
from orders.cancellation import cancel_overdue


@app.periodic(cron="* * * * *")
@app.task(queue="shop", queueing_lock="orders.end_unpaid")
def end_unpaid(timestamp: int) -> None:
    """Every minute: unpaid orders whose time is over, holds that ran out, books whose day has come."""
    cancel_overdue()
    stock.lapse_overdue()
    listing.refresh_due()
