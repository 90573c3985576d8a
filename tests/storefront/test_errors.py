import pytest
from django.test import Client

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.storefront.urls")]

ERRORS = [
    ("/broken/", 500, "server_error", "Something went wrong on our side"),
    ("/forbidden/", 403, "forbidden", "This is not for you to see"),
    ("/suspicious/", 400, "bad_request", "This request cannot be understood"),
    ("/nothing-here/", 404, "not_found", "There is nothing at this address"),
    ("/post-only/", 405, "method_not_allowed", "This address cannot be visited like that"),
]


@pytest.fixture
def visitor() -> Client:
    """One whose errors are answered as in the shop, and not raised in the test."""
    return Client(raise_request_exception=False)


@pytest.mark.parametrize(("address", "status", "code", "heading"), ERRORS)
def test_a_program_gets_every_error_as_json(visitor: Client, address, status, code, heading):
    response = visitor.get(address, headers={"Accept": "application/json"})

    assert response.status_code == status
    error = response.json()["error"]
    assert (error["code"], error["request_id"]) == (code, response["X-Request-ID"])
    assert "secret" not in error["message"]


@pytest.mark.parametrize(("address", "status", "code", "heading"), ERRORS)
def test_a_person_gets_every_error_as_a_page(visitor: Client, address, status, code, heading):
    response = visitor.get(address, headers={"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"})

    assert response.status_code == status
    assert response["Content-Type"] == "text/html; charset=utf-8"
    assert heading in response.text
    assert "secret" not in response.text


def test_one_who_does_not_say_what_he_wants_gets_a_page(visitor: Client):
    response = visitor.get("/nothing-here/")

    assert response["Content-Type"] == "text/html; charset=utf-8"
    assert "Accept" in response["Vary"]


@pytest.mark.parametrize("address", ["/broken/", "/suspicious/"])
def test_the_page_for_a_failure_asks_the_database_nothing(visitor: Client, django_assert_num_queries, address):
    with django_assert_num_queries(0):
        response = visitor.get(address)

    assert "020 7946 0321" in response.text
    assert 'action="/search/"' in response.text
    assert response["X-Request-ID"] in response.text


def test_an_error_page_that_fails_itself_is_still_an_error(visitor: Client, monkeypatch):
    monkeypatch.setattr("storefront.errors.render_to_string", lambda *arguments: 1 / 0)

    response = visitor.get("/broken/")

    assert (response.status_code, "Back soon" in response.text) == (500, True)


def test_a_wrong_method_is_told_the_right_one(visitor: Client):
    assert visitor.get("/post-only/")["Allow"] == "POST"


def test_a_form_without_its_token_is_refused_with_a_reason():
    visitor = Client(enforce_csrf_checks=True)

    response = visitor.post("/post-only/", {"word": "hello"})

    assert response.status_code == 403
    assert "This form has expired" in response.text


def test_a_stranger_host_is_refused(visitor: Client):
    response = visitor.get("/nothing-here/", headers={"Host": "evil.example", "Accept": "application/json"})

    assert (response.status_code, response.json()["error"]["code"]) == (400, "bad_request")
