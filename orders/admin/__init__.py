"""The back office for orders. What changes an order is an operation, never a typed-over field."""

from orders.admin import delivery, differences, gift_cards, orders, promotions

__all__ = ["delivery", "differences", "gift_cards", "orders", "promotions"]
