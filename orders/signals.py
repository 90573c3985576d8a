"""News from orders to the floors above. Correctness never rides on these: they only tell."""

from django.dispatch import Signal

# A parcel left the house, by carrier or over the counter. Sent inside the transaction, with `parcel`.
order_shipped = Signal()

# A cart became an order. Sent inside the transaction, with `order`.
order_placed = Signal()

# An order ends that nobody paid for. Sent inside the transaction, with `order`, before its copies go to the next.
order_unpaid = Signal()

# A visitor's cart goes into the customer's who has signed in. Sent inside the transaction, with `visitors` and `cart`.
carts_merged = Signal()
