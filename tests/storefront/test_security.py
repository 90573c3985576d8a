import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


def policy(response) -> dict[str, str]:
    directives = (part.strip().partition(" ") for part in response["Content-Security-Policy"].split(";"))
    return {name: value for name, _, value in directives}


def test_nothing_runs_but_our_own_files(client: Client):
    allowed = policy(client.get("/nothing-here/"))

    assert allowed["default-src"] == "'none'"
    assert allowed["script-src"] == allowed["style-src"] == "'self'"
    assert allowed["frame-ancestors"] == allowed["base-uri"] == "'none'"


def test_the_usual_guards_stand_on_every_response(client: Client):
    response = client.get("/nothing-here/")

    headers = ["X-Content-Type-Options", "X-Frame-Options", "Referrer-Policy", "Cross-Origin-Opener-Policy"]
    assert [response[name] for name in headers] == ["nosniff", "DENY", "strict-origin-when-cross-origin", "same-origin"]
    assert "camera=()" in response["Permissions-Policy"]
