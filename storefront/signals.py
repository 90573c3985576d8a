"""News from the ground for whoever stands on it."""

from django.dispatch import Signal

# The mail server has taken a mail (`is_taken`), or refuses its address for good. `about` is what its sender said it is
# about. A mail that is sent once more, because a worker died after the first time, is settled once more.
mail_settled = Signal()
