"""News from the catalogue to the floors above. Correctness never rides on these: they only tell.

Each is sent inside the transaction of its change; a receiver writes down what it must, defers a job and returns.
"""

from django.dispatch import Signal

# Queued holds of a book got their copies, and may use them now. Sent with `book` and the pks of the `holds`.
hold_granted = Signal()

# The time of some holds of a book was over. Sent with `book` and `holds`.
hold_lapsed = Signal()

# Books have copies that nobody is promised, perhaps as before. Sent with `books`.
copies_came_free = Signal()

# Whether books can be had, or what they cost, is other than it was. Sent with `changes` (catalog.listing.Change), up to
# a few thousand at once: from the desk, an import, a sale, the clock.
offers_changed = Signal()
