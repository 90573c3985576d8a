"""The demo shop. What it holds stands in data/ (docs/demo-data.md says where from); these modules load it."""

from pathlib import Path

DATA = Path(__file__).parent / "data"
