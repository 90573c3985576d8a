"""Reading ahead: a process of its own takes a large file apart while this one lays the last batch into the catalogue.

It hands over parcels through a pipe and waits when it is some parcels ahead, so memory stays flat. They are taken out
of the pipe while this process waits for the database. When it is killed, the pipe breaks and the reader ends.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import pickle
from collections.abc import Callable, Iterator
from contextlib import suppress
from itertools import islice
from multiprocessing.connection import Connection
from queue import Empty, Queue
from threading import Thread
from typing import Any

import django

AT_ONCE = 500  # records in a parcel
MOST_WAITING = 4  # parcels, on each side


def read_ahead(read: Callable[..., Iterator[Any]], *args: Any) -> Iterator[Any]:
    """What read(*args) yields, made in another process. Both must be picklable. Raises what it raises."""
    ours, theirs = multiprocessing.get_context("spawn").Pipe(duplex=False)
    # Pickled by hand: to unpickle it, the other process must have set up Django.
    work = pickle.dumps((read, args))
    process = multiprocessing.get_context("spawn").Process(target=_hand_over, args=(theirs, work), daemon=True)
    process.start()
    theirs.close()
    parcels: Queue[list[Any] | Exception] = Queue(MOST_WAITING)
    receiving = Thread(target=_receive, args=(ours, parcels), daemon=True)
    receiving.start()
    try:
        while True:
            parcel = parcels.get()
            if isinstance(parcel, EOFError):
                raise RuntimeError("The process that reads the file was ended from outside.") from parcel
            if isinstance(parcel, Exception):
                raise parcel
            if not parcel:
                return
            yield from parcel
    finally:
        process.terminate()
        process.join()
        while receiving.is_alive():  # it may wait for room
            with suppress(Empty):
                parcels.get(timeout=0.01)
        ours.close()


def _receive(pipe: Connection, parcels: Queue[list[Any] | Exception]) -> None:
    parcel: list[Any] | Exception = [...]
    while isinstance(parcel, list) and parcel:
        try:
            parcel = pipe.recv()
        except Exception as error:  # the other side has gone, in the middle of a parcel or before it
            parcel = error if isinstance(error, EOFError) else EOFError(*error.args)
        parcels.put(parcel)


def _hand_over(pipe: Connection, work: bytes) -> None:
    django.setup()
    gc.disable()  # what is read holds no cycles, and looking for them takes a third of the time
    read, args = pickle.loads(work)  # noqa: S301 our own
    parcels: Queue[list[Any] | Exception] = Queue(MOST_WAITING)
    sending = Thread(target=_send, args=(pipe, parcels))
    sending.start()
    for parcel in _parcels(read(*args)):
        parcels.put(parcel)
    sending.join()


def _parcels(rest: Iterator[Any]) -> Iterator[list[Any] | Exception]:
    """The last one is empty, or what went wrong."""
    while True:
        parcel: list[Any] = []
        try:
            parcel.extend(islice(rest, AT_ONCE))
        except Exception as error:
            if parcel:
                yield parcel
            yield error
            return
        yield parcel
        if not parcel:
            return


def _send(pipe: Connection, parcels: Queue[list[Any] | Exception]) -> None:
    """Beside the reading: a pipe takes less than a parcel at a time, and the other side comes for a batch at a time."""
    parcel: list[Any] | Exception = [...]
    try:
        while isinstance(parcel, list) and parcel:
            parcel = parcels.get()
            pipe.send(parcel)
    except (BrokenPipeError, ConnectionResetError):
        os._exit(0)  # nobody listens any more
