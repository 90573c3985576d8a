"""XML, written piece by piece in flat memory: nothing is pasted together, and no text can break it."""

import io
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from xml.sax.saxutils import XMLGenerator

# What XML 1.0 cannot hold, not even escaped. PostgreSQL keeps most of it gladly, and pasted titles bring it.
UNSPEAKABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class XmlWriter:
    """An XML document that is handed over as it grows: write some, take() it, write on."""

    def __init__(self) -> None:
        self._buffer = io.StringIO()
        self._out = XMLGenerator(self._buffer, "utf-8", short_empty_elements=True)
        self._out.startDocument()

    def open(self, name: str, attributes: Mapping[str, Any] | None = None) -> None:
        self._out.startElement(name, {key: speakable(value) for key, value in (attributes or {}).items()})

    def close(self, name: str) -> None:
        self._out.endElement(name)
        self._out.ignorableWhitespace("\n")

    def line(self, name: str, text: Any = "", attributes: Mapping[str, Any] | None = None) -> None:
        """An element with nothing but text in it."""
        self.open(name, attributes)
        self._out.characters(speakable(text))
        self.close(name)

    @contextmanager
    def inside(self, name: str, attributes: Mapping[str, Any] | None = None) -> Iterator[None]:
        self.open(name, attributes)
        yield
        self.close(name)

    def take(self) -> str:
        """What was written since the last time."""
        written = self._buffer.getvalue()
        self._buffer.seek(0)
        self._buffer.truncate()
        return written


def speakable(text: Any) -> str:
    return UNSPEAKABLE.sub("", str(text))
