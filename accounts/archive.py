"""All that the shop keeps of a person, in one ZIP file: JSON for programs, and a page that opens anywhere."""

from __future__ import annotations

import json
from tempfile import SpooledTemporaryFile
from typing import IO
from zipfile import ZIP_DEFLATED, ZipFile

from django.core.serializers.json import DjangoJSONEncoder
from django.template.loader import render_to_string
from django.utils import timezone

from accounts.models import User
from accounts.personal_data import all_parts
from storefront.context_processors import facts

IN_MEMORY = 2_000_000  # bytes; a larger archive lies in a temporary file while it is sent


def written(person: User) -> IO[bytes]:
    """The archive, to be read from its beginning. Nothing but text goes in: some hundred bytes for each thing kept."""
    parts = [(part, part.export(person)) for part in all_parts()]
    file = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - whoever sends it closes it
    with ZipFile(file, "w", ZIP_DEFLATED) as archive:
        for part, records in parts:
            data = json.dumps(records, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1)
            archive.writestr(f"{part.name}.json", data)
        context = {**facts(), "person": person, "parts": parts, "now": timezone.now()}
        archive.writestr("read-me.html", render_to_string("accounts/archive.html", context))
    file.seek(0)
    return file


def file_name() -> str:
    return f"my-data-{timezone.localdate():%Y-%m-%d}.zip"
