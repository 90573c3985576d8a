"""Reading ahead: a process of its own takes a large file apart while this one lays the last batch into the catalogue.

It hands over parcels through a pipe and waits when it is ahead, so memory stays flat. When this process is killed,
the pipe breaks and the reader ends.
"""

from __future__ import annotations

import gc
import multiprocessing
import pickle
from collections.abc import Callable, Iterator
from itertools import islice
from multiprocessing.connection import Connection
from typing import Any

import django

AT_ONCE = 500  # records in a parcel


def read_ahead(read: Callable[..., Iterator[Any]], *args: Any) -> Iterator[Any]:
    """What read(*args) yields, made in another process. Both must be picklable. Raises what it raises."""
    ours, theirs = multiprocessing.get_context("spawn").Pipe(duplex=False)
    # Pickled by hand: to unpickle it, the other process must have set up Django.
    work = pickle.dumps((read, args))
    process = multiprocessing.get_context("spawn").Process(target=_hand_over, args=(theirs, work), daemon=True)
    process.start()
    theirs.close()
    try:
        while True:
            try:
                parcel = ours.recv()
            except EOFError as error:
                raise RuntimeError("The process that reads the file was ended from outside.") from error
            if isinstance(parcel, Exception):
                raise parcel
            if not parcel:
                return
            yield from parcel
    finally:
        ours.close()
        process.terminate()
        process.join()


def _hand_over(pipe: Connection, work: bytes) -> None:
    django.setup()
    gc.disable()  # what is read holds no cycles, and looking for them takes a third of the time
    read, args = pickle.loads(work)  # noqa: S301 our own
    rest = read(*args)
    try:
        while True:
            parcel: list[Any] = []
            try:
                parcel.extend(islice(rest, AT_ONCE))
            except Exception as error:
                if parcel:
                    pipe.send(parcel)
                pipe.send(error)
                return
            pipe.send(parcel)
            if not parcel:
                return
    except (BrokenPipeError, ConnectionResetError):
        return  # nobody listens any more
