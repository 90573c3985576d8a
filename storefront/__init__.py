"""The ground every app stands on. It imports none of them."""

__version__ = "1.0.0"
