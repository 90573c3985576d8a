"""Reading ahead in a process of its own: what comes out of it, and what becomes of its end."""

import os
import signal
from collections import deque
from collections.abc import Iterator

import pytest

from catalog.trade.ahead import AT_ONCE, read_ahead
from catalog.trade.runs import UnreadableFile


def counted(most: int, ends: str) -> Iterator[int]:
    yield from range(most)
    if ends == "killed":
        os.kill(os.getpid(), signal.SIGKILL)
    raise UnreadableFile(ends)


@pytest.mark.parametrize(
    ("ends", "error", "sentence"),
    [
        ("The file stops.", UnreadableFile, "The file stops."),
        ("killed", RuntimeError, "The process that reads the file was ended from outside."),
    ],
)
def test_all_that_was_read_comes_in_order_and_then_why_it_ended(ends, error, sentence):
    came: list[int] = []

    with pytest.raises(error) as raised:
        deque(map(came.append, read_ahead(counted, AT_ONCE + 1, ends)), maxlen=0)

    assert str(raised.value) == sentence
    assert came == list(range(len(came)))
    assert len(came) == AT_ONCE + 1 or ends == "killed"
