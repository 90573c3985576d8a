"""Work for later: news from payment providers, unpaid orders that end by themselves, money that goes back."""

from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from catalog import listing, stock
from orders import ahead, kept_methods, later, reconciling, refunds
from orders.affinity import count_also_bought
from orders.gateways import GatewayFailed
from orders.gift_cards import mail as gift_card_mail
from orders.gift_cards.ledger import expire_overdue
from orders.models import GiftCard, Order, ProviderEvent, Refund
from orders.provider_events import handle
from orders.sweeping import CARTS_KEPT_FOR, ask_after_payments, end_unpaid_orders, forget_visitors_carts, remind
from storefront.sweeps import do_each
from storefront.tasks import PATIENTLY

# A bank that is away is asked again for half a day.
UNTIL_IT_ANSWERS = RetryStrategy(max_attempts=10, exponential_wait=3, retry_exceptions=[GatewayFailed])


@app.periodic(cron="* * * * *")
@app.task(queue="shop", queueing_lock="orders.end_unpaid")
def end_unpaid(timestamp: int) -> None:
    """Every minute: payments without news, orders and holds whose time is over, books whose day has come."""
    do_each([ask_after_payments, end_unpaid_orders, stock.lapse_overdue, listing.refresh_due], lambda step: step())


@app.periodic(cron="*/5 * * * *")
@app.task(queue="shop", queueing_lock="orders.follow_publishers")
def follow_publishers(timestamp: int) -> None:
    """Every five minutes: orders for books whose day has moved, or that will never come."""
    ahead.follow_publishers()


@app.periodic(cron="*/10 * * * *")
@app.task(queue="money", queueing_lock="orders.charge_what_is_packed")
def charge_what_is_packed(timestamp: int) -> None:
    """Every ten minutes: orders that are packed and not charged, whose own job was lost."""
    later.charge_what_is_packed()


@app.task(queue="money", retry=UNTIL_IT_ANSWERS)
def charge_order(order_pk: int) -> None:
    """Take the money for an order that is packed; done again, it finds it done."""
    later.charge(Order.objects.get(pk=order_pk))


@app.task(queue="money", retry=UNTIL_IT_ANSWERS)
def charge_once_more(order_pk: int) -> None:
    """Some days after the bank declined."""
    later.charge_once_more(Order.objects.get(pk=order_pk))


@app.task(queue="money", retry=UNTIL_IT_ANSWERS)
def forget_method(gateway: str, customer: str, method: str) -> None:
    """Have the provider keep a card no longer."""
    kept_methods.forget_at_provider(gateway, customer, method)


@app.periodic(cron="20 4 * * *")
@app.task(queue="shop", queueing_lock="orders.affinity")
def count_what_goes_together(timestamp: int) -> None:
    """Every night: “readers also bought”, from what was bought since the last night."""
    count_also_bought()


@app.periodic(cron="50 3 * * *")
@app.task(queue="money", queueing_lock="orders.check_money", retry=UNTIL_IT_ANSWERS)
def check_money(timestamp: int) -> None:
    """Every night: do the providers' books and ours agree?"""
    reconciling.check()


@app.periodic(cron="40 2 * * *")
@app.task(queue="shop", queueing_lock="orders.forget_carts")
def forget_carts(timestamp: int) -> None:
    """Every night: visitors' carts that nobody can find any more."""
    forget_visitors_carts(timezone.now() - CARTS_KEPT_FOR)


@app.periodic(cron="10 0 * * *")
@app.task(queue="shop", queueing_lock="orders.gift_cards")
def expire_gift_cards(timestamp: int) -> None:
    """Every night: what is on gift cards whose day is over is written off."""
    expire_overdue()


@app.task(queue="mail", retry=PATIENTLY)
def send_gift_card(card_pk: int) -> None:
    """Mail a gift card to whom it is for. The code is reckoned here, so it never stands in the queue."""
    gift_card_mail.send(GiftCard.objects.get(pk=card_pk))


@app.task(queue="money", retry=UNTIL_IT_ANSWERS)
def send_refund(refund_pk: int) -> None:
    """Tell the bank to send money back; done again, it finds it done."""
    refunds.send(Refund.objects.select_related("payment", "order").get(pk=refund_pk))


@app.task(queue="money", retry=UNTIL_IT_ANSWERS)
def handle_event(event_pk: int) -> None:
    """Act on what a payment provider told us."""
    handle(ProviderEvent.objects.get(pk=event_pk))


@app.task(queue="mail")
def remind_unpaid(order_pk: int) -> None:
    """Some minutes after ordering: write to whoever has not paid yet, with the way to pay."""
    remind(Order.objects.get(pk=order_pk))
