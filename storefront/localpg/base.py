"""Django's PostgreSQL backend, connected to the project's own server."""

from pathlib import Path
from typing import Any

from django.db.backends.postgresql import base as postgresql
from psycopg import Connection, OperationalError

from storefront.localpg.server import revive, socket_folder


class DatabaseWrapper(postgresql.DatabaseWrapper):
    def get_connection_params(self) -> dict[str, Any]:
        """As Django's, and the server runs when they are returned."""
        if not self.settings_dict["HOST"]:
            self.settings_dict["HOST"] = socket_folder(self._folder, self.settings_dict["LOCALPG"]["OPTIONS"])
        return super().get_connection_params()

    def get_new_connection(self, conn_params: dict[str, Any]) -> Connection:
        """As Django's; a server that was killed since it was started is started again."""
        try:
            return super().get_new_connection(conn_params)
        except OperationalError:
            revive(self._folder)
            return super().get_new_connection(conn_params)

    @property
    def _folder(self) -> Path:
        return Path(self.settings_dict["LOCALPG"]["FOLDER"])
