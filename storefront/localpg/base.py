"""Django's PostgreSQL backend, connected to the project's own server."""

from pathlib import Path
from typing import Any

from django.db.backends.postgresql import base as postgresql

from storefront.localpg.server import socket_folder


class DatabaseWrapper(postgresql.DatabaseWrapper):
    def get_connection_params(self) -> dict[str, Any]:
        """As Django's, and the server runs when they are returned."""
        if not self.settings_dict["HOST"]:
            local = self.settings_dict["LOCALPG"]
            self.settings_dict["HOST"] = socket_folder(Path(local["FOLDER"]), local["OPTIONS"])
        return super().get_connection_params()
