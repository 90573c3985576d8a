"""Google and GitHub of our own, over HTTP: a shop's key, people who agree, codes that count once, tokens, profiles."""

import base64
import hashlib
import json
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

import jwt

from tests.processes import serving

CLIENT, SECRET = "the-shop", "between us"
Json = dict[str, Any]


class FakeProvider:
    """Both of them. A person is what OpenID says: sub, email, email_verified, name."""

    def __init__(self) -> None:
        self.address = ""
        self._agreed: dict[str, tuple[Json, str]] = {}  # by code: who, and the challenge
        self._tokens: dict[str, Json] = {}

    def agree(self, asked: str, person: Json) -> str:
        """The person agrees on the provider's page; where the browser is sent then."""
        question = dict(parse_qsl(urlsplit(asked).query))
        assert question["client_id"] == CLIENT
        assert question["code_challenge_method"] == "S256"
        code = secrets.token_urlsafe()
        self._agreed[code] = (person, question["code_challenge"])
        back = urlsplit(question["redirect_uri"])
        return f"{back.path}?{urlencode({'code': code, 'state': question['state']})}"

    def token(self, form: dict[str, list[str]]) -> Json:
        person, challenge = self._agreed.pop(form["code"][0])
        digest = hashlib.sha256(form["code_verifier"][0].encode()).digest()
        assert base64.urlsafe_b64encode(digest).rstrip(b"=").decode() == challenge
        assert (form["client_id"][0], form["client_secret"][0]) == (CLIENT, SECRET)
        token = secrets.token_urlsafe()
        self._tokens[token] = person
        claims = {**person, "iss": self.address, "aud": CLIENT, "exp": int(time.time()) + 60}
        return {"access_token": token, "token_type": "Bearer", "id_token": jwt.encode(claims, "x" * 32)}

    def profile(self, path: str, token: str) -> Any:
        person = self._tokens[token]
        if path.endswith("/emails"):
            return [{"email": person["email"], "verified": person["email_verified"], "primary": True}]
        return {"id": person["sub"], "login": "zoe", "name": person["name"], "email": person["email"]}


@contextmanager
def fake_provider() -> Iterator[FakeProvider]:
    fake = FakeProvider()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            self._answer(lambda: fake.token(parse_qs(body)))

        def do_GET(self) -> None:
            self._answer(lambda: fake.profile(self.path, self.headers["Authorization"].split()[1]))

        def _answer(self, make) -> None:
            try:
                status, answer = 200, make()
            except (KeyError, AssertionError) as refused:
                status, answer = 400, {"error": str(refused)}
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            self.wfile.write(json.dumps(answer).encode())

        def log_message(self, *args: Any) -> None:
            pass

    with serving(ThreadingHTTPServer(("127.0.0.1", 0), Handler)) as fake.address:
        yield fake
