"""How the static files are published: the style sheets as one, every name with its fingerprint, compressed.

In the sources a component is a file of its own and css/app.css is the list of them. A browser would fetch fifty files
before it paints, so collectstatic sets them in where they are named.
"""

import re
from collections.abc import Callable, Iterator
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import InMemoryStorage
from whitenoise.storage import CompressedManifestStaticFilesStorage

SHEET = "css/app.css"
IMPORT = re.compile(r'@import url\("(?P<path>[^"]+)"\) layer\((?P<layer>[a-z]+)\);')
COMMENT = re.compile(r"/\*.*?\*/\s*", re.DOTALL)
INDENT = re.compile(r"\n\s*")


class ShopStaticFilesStorage(CompressedManifestStaticFilesStorage):
    # Our own modules import each other by name, and those names get fingerprints too. Other people’s stay as they are.
    patterns = (
        *CompressedManifestStaticFilesStorage.patterns,
        ("js/*.js", CompressedManifestStaticFilesStorage._js_module_import_aggregation_patterns[1]),
    )

    def post_process(self, paths: dict[str, Any], dry_run: bool = False, **options: Any) -> Iterator[Any]:
        if SHEET in paths and not dry_run:
            published = InMemoryStorage()
            published.save(SHEET, ContentFile(one_sheet(lambda name: _text(paths, name)).encode()))
            paths = {**paths, SHEET: (published, SHEET)}
        yield from super().post_process(paths, dry_run, **options)


def one_sheet(read: Callable[[str], str]) -> str:
    """css/app.css with all that it names set in. `read` gives the text of a source."""

    def component(found: re.Match[str]) -> str:
        return f"@layer {found['layer']} {{\n{read('css/' + found['path'])}\n}}\n"

    return INDENT.sub("\n", COMMENT.sub("", IMPORT.sub(component, read(SHEET))))


def _text(paths: dict[str, Any], name: str) -> str:
    storage, path = paths[name]
    with storage.open(path) as file:
        return file.read().decode()
