"""The web server: two processes of many threads. gunicorn finds this file by its name, where it is started.

A connection that says nothing, or only half of its request, occupies a thread. So there are more threads than a few
idle browsers and slow phones take up, and the kernel ends a read that waits too long. In production nginx stands in
front and hands over whole requests only (deploy/nginx.conf).
"""

import os
import shutil
import socket
import struct
import tempfile
from typing import Any

from dotenv import load_dotenv

load_dotenv(os.environ.get("ENV_FILE", ".env"))  # as storefront/settings.py does, which is read too late for this

wsgi_app = "storefront.wsgi:application"
bind = f"{os.environ.get('HOST', '127.0.0.1')}:{os.environ.get('PORT', '8000')}"
workers = int(os.environ.get("WEB_WORKERS", "2"))
worker_class = "gthread"
threads = int(os.environ.get("WEB_THREADS", "48"))
timeout = 60  # seconds until a process that hangs as a whole is replaced
graceful_timeout = 20
keepalive = 5
forwarded_allow_ips = os.environ.get("FORWARDED_ALLOW_IPS") or "127.0.0.1,::1"
control_socket_disable = True  # it would write into the home folder
loglevel = os.environ.get("WEB_LOG_LEVEL", "info")  # one line a request is the shop's own, in storefront/requests.py

# Where each process counts its requests; /metrics adds them up. The library looks for it when it is loaded.
METRICS = os.environ["PROMETHEUS_MULTIPROC_DIR"] = tempfile.mkdtemp(prefix="colophon-metrics-")

LONGEST_SILENCE = 10  # seconds that a client may pause in the middle of a request


def post_worker_init(worker: Any) -> None:
    """Connections take over this limit from the socket they are accepted on."""
    for listener in worker.sockets:
        listener.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, struct.pack("ll", LONGEST_SILENCE, 0))


def on_exit(server: Any) -> None:
    shutil.rmtree(METRICS, ignore_errors=True)
