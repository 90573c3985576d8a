"""The back office for orders. What changes an order is an operation, never a typed-over field."""

from orders.admin import delivery, differences, orders, promotions

__all__ = ["delivery", "differences", "orders", "promotions"]
