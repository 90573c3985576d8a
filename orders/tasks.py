"""Work for later: unpaid orders end by themselves, and money goes back to where it came from."""

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from catalog import listing, stock
from orders import mails, refunds
from orders.cancellation import cancel_overdue
from orders.models import Order, Refund

# A bank that is away is asked again for half a day.
UNTIL_IT_ANSWERS = RetryStrategy(max_attempts=10, exponential_wait=3, retry_exceptions=[OSError])


@app.periodic(cron="* * * * *")
@app.task(queue="shop", queueing_lock="orders.end_unpaid")
def end_unpaid(timestamp: int) -> None:
    """Every minute: unpaid orders whose time is over, holds that ran out, books whose day has come."""
    cancel_overdue()
    stock.lapse_overdue()
    listing.refresh_due()


@app.task(queue="money", retry=UNTIL_IT_ANSWERS)
def send_refund(refund_pk: int) -> None:
    """Tell the bank to send money back; done again, it finds it done."""
    refunds.send(Refund.objects.select_related("payment", "order").get(pk=refund_pk))


@app.task(queue="mail")
def remind_unpaid(order_pk: int) -> None:
    """Some minutes after ordering: write to whoever has not paid yet, with the way to pay."""
    order = Order.objects.get(pk=order_pk)
    if order.state == Order.State.PLACED:
        mails.tell(order, "placed")
