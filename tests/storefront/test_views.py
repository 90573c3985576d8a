import pytest
from django.core.mail import EmailMultiAlternatives
from django.test import Client

from storefront import mailfolder
from tests.storefront.factories import HelpPageFactory

pytestmark = pytest.mark.django_db


class TestHelp:
    def test_a_page_shows_what_staff_wrote(self, client: Client):
        page = HelpPageFactory(slug="returns", title="Returns", body="Within **30 days**.")

        response = client.get(page.get_absolute_url())

        assert response.status_code == 200
        assert "<strong>30 days</strong>" in response.text

    def test_a_page_that_nobody_wrote_is_not_found(self, client: Client):
        assert client.get("/help/returns/").status_code == 404


class TestScheme:
    @pytest.mark.parametrize("scheme", ["light", "dark", "auto"])
    def test_the_choice_is_remembered_and_the_reader_stays_where_he_was(self, client: Client, scheme: str):
        response = client.post("/scheme/", {"scheme": scheme, "next": "/books/?page=2"})

        assert (response.status_code, response["Location"]) == (302, "/books/?page=2")
        assert response.cookies["scheme"].value == scheme

    @pytest.mark.parametrize(
        "away", ["https://evil.example/", "//evil.example", "javascript:alert(1)", "", "scheme", "\\\\evil"]
    )
    def test_nobody_is_led_away(self, client: Client, away: str):
        assert client.post("/scheme/", {"scheme": "dark", "next": away})["Location"] == "/"

    def test_an_unknown_scheme_changes_nothing(self, client: Client):
        response = client.post("/scheme/", {"scheme": "neon"})

        assert (response.status_code, "scheme" in response.cookies) == (302, False)

    def test_a_link_cannot_change_it(self, client: Client):
        assert client.get("/scheme/?scheme=dark").status_code == 405


class TestMailsOfTheDemo:
    @pytest.fixture
    def mail(self) -> mailfolder.Mail:
        message = EmailMultiAlternatives("Your order — № 7", "Thank you, Zoë.", to=["zoe@example.org"])
        message.attach_alternative("<html><head></head><body><p>Thank you, Zoë.</p></body></html>", "text/html")
        mailfolder.EmailBackend().send_messages([message])
        return mailfolder.newest(1)[0]

    def test_a_mail_is_listed_and_read(self, client: Client, mail: mailfolder.Mail):
        listed = client.get("/mail/").text
        shown = client.get(f"/mail/{mail.name}/").text

        assert "Your order — № 7" in listed
        assert "Thank you, Zoë." in shown

    def test_its_page_runs_nothing_and_stands_only_in_our_own_frame(self, client: Client, mail: mailfolder.Mail):
        response = client.get(f"/mail/{mail.name}/html/")

        assert "<p>Thank you, Zoë.</p>" in response.text
        assert "sandbox" in response["Content-Security-Policy"]
        assert "script-src" not in response["Content-Security-Policy"]
        assert response["X-Frame-Options"] == "SAMEORIGIN"

    def test_the_newest_mail_stands_first(self, mail: mailfolder.Mail):
        mailfolder.EmailBackend().send_messages([EmailMultiAlternatives("The next", "", to=["zoe@example.org"])])

        assert [each.subject for each in mailfolder.newest(10)] == ["The next", "Your order — № 7"]

    @pytest.mark.parametrize("address", ["/mail/", "/mail/{}/", "/mail/{}/html/"])
    @pytest.mark.parametrize("names", [{"DEMO": False}, {"MAIL_FOLDER": None}])
    def test_in_a_real_shop_there_is_no_such_page(self, client: Client, mail, settings, address, names):
        for name, value in names.items():
            setattr(settings, name, value)

        assert client.get(address.format(mail.name)).status_code == 404

    @pytest.mark.parametrize("name", ["nobody", "..%2f..%2fmanage", "1-2"])
    def test_no_other_file_can_be_read(self, client: Client, mail: mailfolder.Mail, name: str):
        assert client.get(f"/mail/{name}/").status_code == 404
