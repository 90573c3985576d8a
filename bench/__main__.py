"""What the pages cost as the catalogue grows.

    make bench
    make bench SIZES="10000 1000000" ONLY="listing search"

Each size has a database of its own under var/bench, never the shop's: an invented catalogue, made on first use, kept.
Pages are asked for in one process, one at a time, without a network and with an empty cache before each.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
SIZES = [10_000, 100_000, 1_000_000]
HEADINGS = ("page", "books", "median ms", "p95 ms", "work ms", "queries", "buffers", "rows", "growth")
LINE = "{:<26}{:>10}{:>11}{:>9}{:>9}{:>9}{:>9}{:>9}{:>9}"


def main() -> None:
    options = _options()
    found = {size: _measured(size, options) for size in options.sizes}
    print(LINE.format(*HEADINGS))
    for kind in found[options.sizes[0]]:
        first = found[options.sizes[0]][kind]
        for size in options.sizes:
            figures = found[size][kind]
            growth = f"{figures['median'] / first['median']:.1f} ×"
            print(LINE.format(kind if figures is first else "", f"{size:,}", *_said(figures), growth))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bench", description=__doc__.partition("\n")[0])
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES, help="how many books")
    parser.add_argument("--only", nargs="+", default=[], help="kinds of pages that hold one of these words")
    parser.add_argument("--asks", type=int, default=40, help="how often each kind is asked for, each time another page")
    parser.add_argument("--imports", type=int, default=0, metavar="N", help="also import N further books from a file")
    parser.add_argument("--folder", type=Path, default=PROJECT / "var" / "bench", help="where the databases are kept")
    return parser.parse_args()


def _measured(size: int, options: argparse.Namespace) -> dict:
    """The figures of one size, measured by a process of its own."""
    with tempfile.NamedTemporaryFile("r", suffix=".json") as answer:
        how = {"only": options.only, "asks": options.asks, "imports": options.imports, "answer": answer.name}
        subprocess.run(
            [sys.executable, "-m", "bench.measure", str(size), json.dumps(how)],
            cwd=PROJECT,
            env=environment(options.folder / f"{size}-books"),
            check=True,
        )
        return json.loads(answer.read())


def environment(folder: Path) -> dict[str, str]:
    """Settings that lead to the bench's own database, whatever this machine's shop has."""
    kept = {name: value for name, value in os.environ.items() if name in {"PATH", "HOME", "LANG", "TMPDIR"}}
    static = folder.parent / "static"  # stays empty: files are served from where they are written
    static.mkdir(parents=True, exist_ok=True)
    return {
        **kept,
        "ENV_FILE": os.devnull,
        "SECRET_KEY": "only-for-measurements-that-never-serve-a-page-4b1c07",
        "DEMO": "true",
        "LOG_LEVEL": "ERROR",
        "STATIC_FINGERPRINTS": "false",
        "STATIC_FOLDER": str(static),
        "LOCALPG_FOLDER": str(folder),
        "DJANGO_SETTINGS_MODULE": "storefront.settings",
        "PYTHONUNBUFFERED": "1",
    }


def _said(figures: dict) -> tuple[str, ...]:
    return (
        f"{figures['median']:.1f}",
        *(f"{figures[name]:.1f}" if name in figures else "" for name in ("p95", "work")),
        *(f"{figures[name]:,}" if name in figures else "" for name in ("queries", "buffers", "rows")),
    )


if __name__ == "__main__":
    main()
