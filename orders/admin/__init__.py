"""The back office for orders. What changes an order is an operation, never a typed-over field."""

from orders.admin import delivery, orders

__all__ = ["delivery", "orders"]
