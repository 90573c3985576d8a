"""What is pressed before signing in is done after it: once, by whoever signed in, and by nobody else's doing."""

import re
from datetime import timedelta

import pytest
from django.contrib import messages
from django.contrib.messages.storage.cookie import CookieStorage
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.test import Client
from django.urls import include, path
from django.utils import timezone
from django.views.decorators.http import require_POST
from procrastinate.contrib.django.models import ProcrastinateJob

from accounts import pressed
from accounts.models import Press, User
from storefront.models import HelpPage
from tests.races import at_the_same_time

PASSWORD = "eleven quiet herons"
DONE: list[tuple[str, str, list[str]]] = []


@require_POST
@pressed.after_signing_in("put it on your list")
def heart(request: HttpRequest, book: str) -> HttpResponse:
    if book == "gone":
        raise Http404
    if book == "broken":
        raise ZeroDivisionError
    assert not request.htmx
    DONE.append((request.user.email, request.get_full_path(), request.POST.getlist("note")))
    if book == "odd":
        return HttpResponse("Please look at this again", status=422)
    messages.success(request, f"{book} is on your list.")
    response = redirect("/help/delivery/")
    response.set_cookie("list", book)
    return response


urlpatterns = [path("hearts/<str:book>/", heart), path("", include("storefront.urls"))]

pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]


@pytest.fixture(autouse=True)
def _nothing_done():
    DONE.clear()


@pytest.fixture
def zoe():
    return person("zoe@example.org")


def person(email):
    user = User.objects.create_user(email, PASSWORD)
    user.emailaddress_set.create(email=user.email, verified=True, primary=True)
    return user


def press(client, book="emma", note=("for", "Ann"), **more):
    page = {"headers": {"Referer": "http://testserver/books/?sort=new"}, **more}
    answer = client.post(f"/hearts/{book}/?from=card", {"note": list(note)}, **page)
    return answer.url if answer.status_code == 302 else answer["HX-Redirect"]


def sign_in(client, way, email="zoe@example.org"):
    wanted = re.search(r'name="next" value="([^"]*)"', client.get(way).content.decode())[1]
    return client.post("/accounts/login/", {"login": email, "password": PASSWORD, "next": wanted})


def mails() -> list[dict]:
    return [job.args for job in ProcrastinateJob.objects.filter(task_name__endswith="send_mail").order_by("id")]


def words(answer) -> list[str]:
    return [str(message) for message in answer.context["messages"]]


@pytest.fixture
def help_page():
    return HelpPage.objects.get_or_create(slug="delivery", defaults={"title": "Delivery", "body": "By post."})


def test_it_is_done_as_ones_own_press_and_leads_where_it_would_have_led(client, zoe, help_page):
    way = press(client)
    assert DONE == []
    assert "Sign in to put it on your list" in client.get(way).content.decode()

    answer = sign_in(client, way)

    assert DONE == [("zoe@example.org", "/hearts/emma/?from=card", ["for", "Ann"])]
    assert (answer.status_code, answer.url, answer.cookies["list"].value) == (302, "/help/delivery/", "emma")
    assert words(client.get(answer.url)) == ["emma is on your list."]
    assert not Press.objects.exists()


def test_it_is_done_once(client, zoe):
    way = press(client)
    sign_in(client, way)

    client.post("/accounts/logout/")
    answer = client.post("/accounts/login/", {"login": zoe.email, "password": PASSWORD, "next": way.split("next=")[1]})

    assert client.get(answer.url).status_code == 410
    assert client.post(answer.url).status_code == 410
    assert len(DONE) == 1


def test_somebody_new_signs_up_and_it_is_done_when_the_address_is_proved(client):
    way = press(client)
    signup = re.search(r'href="(/accounts/signup/[^"]*)"', client.get(way).content.decode())[1]
    wanted = re.search(r'name="next" value="([^"]*)"', client.get(signup).content.decode())[1]
    client.post("/accounts/signup/", {"email": "new@example.org", "password1": PASSWORD, "next": wanted})
    assert DONE == []

    answer = client.post(re.search(r"http://testserver(/\S+)", mails()[0]["text"])[1])

    assert answer.url == "/help/delivery/"
    assert DONE[0][0] == "new@example.org"


def test_who_proves_the_address_on_another_device_finds_it_waiting_on_the_first(client):
    way = press(client)
    wanted = way.split("next=")[1]
    client.post("/accounts/signup/", {"email": "new@example.org", "password1": PASSWORD, "next": wanted})
    Client().post(re.search(r"http://testserver(/\S+)", mails()[0]["text"])[1])

    sign_in(client, way, "new@example.org")

    assert [who for who, *_ in DONE] == ["new@example.org"]


def test_a_code_by_mail_does_it_too(client, zoe):
    wanted = press(client).split("next=")[1]
    form = client.post("/accounts/login/code/", {"email": zoe.email, "next": wanted}).url
    wanted = re.search(r'name="next" value="([^"]*)"', client.get(form).content.decode())[1]

    code = mails()[0]["text"].split("\n\n")[1].strip()
    client.post("/accounts/login/code/confirm/", {"code": code, "next": wanted})

    assert len(DONE) == 1


def test_with_htmx_the_whole_page_goes_to_the_sign_in(client, zoe):
    way = press(client, headers={"HX-Request": "true", "HX-Current-URL": "http://testserver/books/"})

    sign_in(client, way)

    assert len(DONE) == 1


def test_who_is_signed_in_is_not_asked(client, zoe):
    client.force_login(zoe)

    client.post("/hearts/emma/", {"note": "x"})

    assert DONE == [("zoe@example.org", "/hearts/emma/", ["x"])]
    assert not Press.objects.exists()


def test_what_is_typed_wrongly_is_said_after_signing_in_too(client, zoe):
    answer = sign_in(client, press(client, "odd"))

    assert (answer.status_code, answer.content.decode()) == (422, "Please look at this again")


@pytest.mark.parametrize("book", ["gone", "broken"])
def test_what_can_no_longer_be_done_is_said_and_the_person_is_signed_in(client, zoe, book, caplog):
    answer = sign_in(client, press(client, book))

    assert answer.url == "/books/?sort=new"
    sentence = "You are signed in, but we could not put it on your list. Please try it once more."
    assert words(client.get(answer.url)) == [sentence]
    assert client.get("/account/").status_code == 200
    assert ("failed" in caplog.text) is (book == "broken")


def test_after_an_hour_it_is_forgotten(client, zoe):
    way = press(client)
    Press.objects.update(pressed_at=timezone.now() - timedelta(hours=1, seconds=1))

    answer = sign_in(client, way)

    assert client.get(answer.url).status_code == 410
    assert DONE == []
    pressed.forget_old()
    assert not Press.objects.exists()


def test_who_gives_up_and_signs_in_for_something_else_does_not_do_it(client, zoe):
    press(client)

    sign_in(client, "/accounts/login/?next=/orders/")

    assert DONE == []


def test_nobody_is_led_to_do_what_somebody_else_pressed(client, zoe):
    way = press(Client())

    answer = sign_in(client, way)

    assert client.get(answer.url).status_code == 410
    assert client.post(answer.url).status_code == 410
    assert DONE == []


def test_who_signed_in_meanwhile_in_another_window_is_asked_once_more(client, zoe):
    way = press(client)
    sign_in(client, "/accounts/login/?next=/orders/")

    answer = client.get(way, follow=True)
    assert "Shall we put it on your list now?" in answer.content.decode()
    assert DONE == []

    assert client.post(answer.request["PATH_INFO"]).url == "/help/delivery/"
    assert len(DONE) == 1


def test_a_form_without_its_token_is_not_kept():
    strict = Client(enforce_csrf_checks=True)

    assert strict.post("/hearts/emma/", {"note": "x"}).status_code == 403
    assert not Press.objects.exists()


@pytest.mark.parametrize("where", ["https://evil.example/books/", "//evil.example/", "javascript:alert(1)", ""])
def test_the_way_back_stays_in_the_shop(client, where):
    press(client, headers={"Referer": where})

    assert Press.objects.get().back == ""


def test_what_is_too_long_to_keep_is_pressed_again_by_hand(client):
    assert press(client, note=["x" * pressed.MOST]) == "/accounts/login/?next=/books/%3Fsort%3Dnew"
    assert not Press.objects.exists()


def test_the_last_press_counts(client, zoe):
    press(client, "emma")

    sign_in(client, press(client, "ulysses"))

    assert [path for _, path, _ in DONE] == ["/hearts/ulysses/?from=card"]


@pytest.mark.django_db(transaction=True)
def test_of_two_sign_ins_at_the_same_moment_one_does_it(client, rf):
    zoe = person("zoe@example.org")
    press(client)
    both = [(_request_of(rf, zoe), Press.objects.get()) for _ in range(2)]

    answers = at_the_same_time(lambda each: pressed.do(*each), both)

    assert sorted(answer.url for answer in answers) == ["/books/?sort=new", "/help/delivery/"]
    assert len(DONE) == 1


def _request_of(rf, user):
    request = rf.post("/accounts/login/")
    request.session, request.user = {}, user
    request._messages = CookieStorage(request)
    return request
