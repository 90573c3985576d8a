"""News from the catalogue to the floors above. Correctness never rides on these: they only tell."""

from django.dispatch import Signal

# A queued hold got its copies. Sent inside the transaction, with `hold`; a receiver defers a job and returns.
hold_granted = Signal()
