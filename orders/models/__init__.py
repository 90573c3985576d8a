"""What shoppers gather, order and pay for."""

from orders.models.carts import Cart, CartLine, Checkout, DeliveryMethod
from orders.models.orders import Order, OrderEvent, OrderLine, Parcel, Payment

__all__ = [
    "Cart",
    "CartLine",
    "Checkout",
    "DeliveryMethod",
    "Order",
    "OrderEvent",
    "OrderLine",
    "Parcel",
    "Payment",
]
