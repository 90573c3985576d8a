"""Orders of a guest who signs up afterwards, or had an account all along."""

from accounts.models import User
from orders.models import Order


def keep_guests_orders(customer: User) -> int:
    """Take what was ordered without signing in, with an address that this customer has proved, into the account."""
    proved = customer.emailaddress_set.filter(verified=True).values("email")
    return Order.objects.filter(customer=None, email__in=proved).update(customer=customer)
