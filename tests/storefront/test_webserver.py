"""The web server as it is started in the shop, with visitors who do not behave."""

import http.client
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing

import pytest

from tests.processes import free_port, running, wait_until

pytestmark = pytest.mark.waits

ANSWERS_WITHIN = 3  # seconds


@pytest.fixture
def port(transactional_db: None) -> Iterator[int]:
    port = free_port()
    with running("-m", "gunicorn", PORT=str(port), WEB_LOG_LEVEL="warning"):
        wait_until(lambda: is_answering(port))
        yield port


def is_answering(port: int) -> bool:
    try:
        return get(port, "/health/live") == 200
    except OSError:
        return False


def get(port: int, path: str) -> int:
    return asked(port, path)[0]


def asked(port: int, path: str) -> tuple[int, str]:
    visitor = http.client.HTTPConnection("127.0.0.1", port, timeout=ANSWERS_WITHIN)
    with closing(visitor):
        visitor.request("GET", path)
        answer = visitor.getresponse()
        return answer.status, answer.read().decode()


def test_silent_and_stammering_visitors_do_not_stop_the_shop(port: int):
    with ExitStack() as crowd:
        for _ in range(20):
            crowd.enter_context(socket.create_connection(("127.0.0.1", port)))
            stammering = crowd.enter_context(socket.create_connection(("127.0.0.1", port)))
            stammering.sendall(b"GET /health/ready HTTP/1.1\r\nHost: localhost\r\nX-Half")
        time.sleep(0.5)  # all of them have been let in

        answers = [get(port, "/health/ready") for _ in range(20)]

    assert answers == [200] * 20
    counted = 'colophon_request_seconds_count{page="storefront:health-ready",status="2xx"} 20.0'
    assert counted in asked(port, "/metrics")[1]  # whichever process they met


def test_where_it_listens_may_stand_in_the_file_of_settings(tmp_path, transactional_db: None):
    port = free_port()
    (tmp_path / "settings").write_text(f"PORT={port}\nWEB_WORKERS=1\n")

    with running("-m", "gunicorn", ENV_FILE=str(tmp_path / "settings"), WEB_LOG_LEVEL="warning"):
        wait_until(lambda: is_answering(port))
