import pytest
from django.test import Client, RequestFactory
from django_htmx.middleware import HtmxDetails

from storefront.htmx import render_page

HTMX = {"HX-Request": "true"}


def rendered(**headers: str) -> tuple[str, object]:
    """Which template the page is made from, and what that template hears of it."""
    request = RequestFactory().get("/", headers={name.replace("_", "-"): value for name, value in headers.items()})
    request.htmx = HtmxDetails(request)
    response = render_page(request, "orders/cart.html", {"word": "Emma"}, partials=["cart-lines"], status=422)
    assert response.status_code == 422
    assert response["Vary"] == "HX-Request, HX-Target"
    return response.template_name, response.context_data["partial"]


def test_a_visitor_without_a_script_gets_the_whole_page():
    assert rendered() == ("orders/cart.html", None)


def test_htmx_gets_the_partial_that_it_is_about_to_replace():
    assert rendered(HX_Request="true", HX_Target="cart-lines") == ("orders/cart.html#cart-lines", "cart-lines")


@pytest.mark.parametrize(
    "headers",
    [
        {"HX_Target": "cart-lines"},
        {"HX_Request": "true"},
        {"HX_Request": "true", "HX_Target": "secret-part"},
        {"HX_Request": "true", "HX_Target": "cart-lines", "HX_Boosted": "true"},
        {"HX_Request": "true", "HX_Target": "cart-lines", "HX_History_Restore_Request": "true"},
    ],
    ids=["a stranger", "no target", "a part we do not offer", "a boosted link", "history"],
)
def test_everybody_else_gets_the_whole_page(headers: dict[str, str]):
    assert rendered(**headers) == ("orders/cart.html", None)


@pytest.mark.django_db
@pytest.mark.urls("tests.storefront.urls")
class TestAnswers:
    def test_a_redirect_becomes_a_visit_of_the_whole_page(self, client: Client):
        response = client.get("/elsewhere/", headers=HTMX)

        assert (response.status_code, response["HX-Redirect"], "Location" in response) == (200, "/health/live", False)
        assert response.cookies["seen"].value == "yes"

    @pytest.mark.parametrize("headers", [{}, {**HTMX, "HX-Boosted": "true"}], ids=["no script", "boosted"])
    def test_a_redirect_stays_one_for_others(self, client: Client, headers: dict[str, str]):
        response = client.get("/elsewhere/", headers=headers)

        assert (response.status_code, response["Location"]) == (302, "/health/live")

    def test_messages_travel_with_a_partial(self, client: Client):
        response = client.post("/post-only/", {"word": "Emma"}, headers=HTMX)

        assert response.text.startswith("<p>Emma</p>")
        assert "data-hx-swap-oob" in response.text
        assert "Noted." in response.text

    def test_messages_wait_for_the_page_that_a_redirect_leads_to(self, client: Client):
        client.get("/elsewhere/", headers=HTMX)

        response = client.post("/post-only/", headers=HTMX)

        assert "You were sent here." in response.text

    def test_a_page_without_htmx_is_left_alone(self, client: Client):
        assert client.post("/post-only/", {"word": "Emma"}).text == "<p>Emma</p>"
