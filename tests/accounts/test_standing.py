"""What staff do about people, and who may not."""

import pytest
from django.contrib.auth.models import Group
from django.db import DatabaseError, transaction
from django.test import Client

from accounts import standing
from accounts.models import Deed, User
from orders.models import Order
from prebooks import links
from tests.accounts.people import is_signed_in, link_in, mails, person, sign_in
from tests.orders.steps import paid
from tests.prebooks.factories import a_prebook

pytestmark = pytest.mark.django_db
STEPS = ["close", "open", "sign-out", "proof", "reset", "note"]


def staff(email: str, group: str) -> User:
    user = person(email, is_staff=True)
    user.groups.add(Group.objects.get(name=group))
    return user


@pytest.fixture
def zoe():
    return person("zoe@example.org", name="Zoë Ada")


@pytest.fixture
def admin():
    return staff("ines@example.org", "administrator")


@pytest.fixture
def desk(admin):
    client = Client()
    client.force_login(admin)
    return client


def step(client: Client, whom: User, name: str, why: str = "They asked us on the telephone.") -> int:
    return client.post(f"/admin/accounts/user/{whom.pk}/{name}/", {"why": why}).status_code


def test_closing_an_account_asks_first_then_signs_out_everywhere_and_keeps_the_reason(client, desk, admin, zoe):
    phone = Client()
    sign_in(client, zoe.email), sign_in(phone, zoe.email)

    asked = desk.get(f"/admin/accounts/user/{zoe.pk}/close/").content.decode()
    assert "They are signed out at once" in asked
    assert is_signed_in(client)
    assert step(desk, zoe, "close", why="") == 422
    assert step(desk, zoe, "close") == 302
    assert step(desk, zoe, "close") == 302

    assert [is_signed_in(each) for each in (client, phone)] == [False, False]
    assert "This account is closed" in client.get(sign_in(client, zoe.email).url).content.decode()
    [deed] = Deed.objects.all()
    assert (deed.person, deed.kind, deed.why, deed.by) == (zoe, "closed", "They asked us on the telephone.", admin)
    assert "They asked us on the telephone." in desk.get(f"/admin/accounts/user/{zoe.pk}/change/").content.decode()


def test_an_account_that_is_opened_again_has_to_be_signed_in_to_afresh(client, desk, zoe):
    sign_in(client, zoe.email)
    step(desk, zoe, "close"), step(desk, zoe, "open"), step(desk, zoe, "open")

    assert not is_signed_in(client)
    sign_in(client, zoe.email)
    assert is_signed_in(client)
    assert [deed.kind for deed in zoe.deeds.all()] == ["opened", "closed"]


WHY = "Two orders were paid with somebody else’s card."


def test_who_shows_that_a_closed_account_is_theirs_reads_why_and_nobody_else_does(client, desk, zoe):
    desk.post(f"/admin/accounts/user/{zoe.pk}/close/", {"why": "The bank rang.", "said": WHY})

    assert WHY not in client.get("/accounts/inactive/").content.decode()
    assert WHY not in sign_in(client, zoe.email, "not the right words").content.decode()
    told = client.get(sign_in(client, zoe.email).url).content.decode()
    assert WHY in told
    assert "The bank rang." not in told
    assert WHY in desk.get(f"/admin/accounts/user/{zoe.pk}/change/").content.decode()


def test_a_code_by_mail_tells_as_much_and_after_another_closing_what_was_said_last(client, desk, zoe):
    desk.post(f"/admin/accounts/user/{zoe.pk}/close/", {"why": "The bank rang.", "said": "An older reason."})
    step(desk, zoe, "open")
    client.post("/accounts/login/code/", {"email": zoe.email})
    code = mails()[-1]["text"].split("\n\n")[1].strip()
    desk.post(f"/admin/accounts/user/{zoe.pk}/close/", {"why": "Again.", "said": WHY})

    answer = client.post("/accounts/login/code/confirm/", {"code": code}, follow=True)

    assert WHY in answer.content.decode()
    assert not is_signed_in(client)


@pytest.mark.parametrize("name", STEPS)
def test_looking_at_a_step_changes_nothing(desk, zoe, name):
    assert desk.get(f"/admin/accounts/user/{zoe.pk}/{name}/").status_code == 200

    assert (Deed.objects.count(), mails(), User.objects.get(pk=zoe.pk).is_active) == (0, [], True)


@pytest.mark.parametrize("role", ["", "bookseller", "manager"])
def test_only_administrators_take_a_step(client, zoe, role):
    client.force_login(staff("jo@example.org", role) if role else person("jo@example.org"))

    answers = {step(client, zoe, name) for name in STEPS}

    assert answers == ({403} if role else {302})
    assert not Deed.objects.exists()
    assert User.objects.get(pk=zoe.pk).is_active


@pytest.mark.parametrize("name", STEPS)
def test_nobody_takes_a_step_against_themselves_an_administrator_or_a_superuser(desk, admin, name):
    boss = person("boss@example.org", is_staff=True, is_superuser=True)
    other = staff("other@example.org", "administrator")
    User.objects.filter(pk=other.pk).update(is_active=False)  # a closed one is still an administrator's

    assert [step(desk, whom, name) for whom in (admin, boss, other)] == [403, 403, 403]

    assert not Deed.objects.exists()


def test_not_even_a_superuser_closes_a_superuser(client):
    boss, other = (person(f"{name}@example.org", is_staff=True, is_superuser=True) for name in ("boss", "other"))
    client.force_login(boss)

    step(client, other, "close")

    assert User.objects.get(pk=other.pk).is_active


def test_no_form_closes_an_account_or_changes_the_address_and_password_that_open_it(desk, zoe):
    typed = {"email": "ines+zoe@example.org", "name": "Zoë", "is_staff": "on", "is_superuser": "on", "groups": ["1"]}
    new = {"password1": "nine loud herons", "password2": "nine loud herons", "usable_password": "true"}

    desk.post(f"/admin/accounts/user/{zoe.pk}/change/", typed)
    assert desk.post(f"/admin/accounts/user/{zoe.pk}/password/", new).status_code == 403

    now = User.objects.get(pk=zoe.pk)
    assert (now.name, now.email, now.is_active) == ("Zoë", zoe.email, True)
    assert (now.is_staff, now.is_superuser, now.groups.count()) == (False, False, 0)
    assert now.password == zoe.password


def test_an_administrator_does_not_write_what_groups_may(desk):
    group = Group.objects.get(name="administrator")
    before = set(group.permissions.values_list("codename", flat=True))

    answers = [
        desk.post(f"/admin/auth/group/{group.pk}/change/", {"name": "administrator", "permissions": ["1", "2"]}),
        desk.post("/admin/auth/group/add/", {"name": "kings"}),
        desk.post(f"/admin/auth/group/{group.pk}/delete/", {"post": "yes"}),
    ]

    assert [answer.status_code for answer in answers] == [403, 403, 403]
    assert set(group.permissions.values_list("codename", flat=True)) == before
    assert not {"change_group", "add_permission"} & before


def test_signing_somebody_out_everywhere_leaves_the_account_open(client, desk, zoe):
    sign_in(client, zoe.email)

    step(desk, zoe, "sign-out", why="")

    assert not is_signed_in(client)
    sign_in(client, zoe.email)
    assert is_signed_in(client)


def test_a_password_reset_is_a_mail_and_nobody_here_learns_a_password(client, desk, zoe):
    assert step(desk, zoe, "reset", why="") == 302

    [mail] = mails()
    assert mail["to"] == zoe.email
    assert client.get(link_in(mail), follow=True).status_code == 200
    assert User.objects.get(pk=zoe.pk).password == zoe.password


def test_the_proof_of_an_address_is_sent_again_and_works(client, desk, zoe):
    zoe.emailaddress_set.update(verified=False)

    step(desk, zoe, "proof", why="")
    client.post(link_in(mails()[0]))

    assert zoe.emailaddress_set.get().verified


def test_people_are_found_by_the_number_of_an_order(desk, zoe):
    order = paid()
    Order.objects.update(customer=zoe)
    person("ada@example.org")

    found = desk.get(f"/admin/accounts/user/?q={order.number}").content.decode()

    assert "zoe@example.org" in found
    assert "ada@example.org" not in found
    assert 'name="action"' not in found  # nothing is done to many at once


def test_what_staff_did_is_written_once(admin, zoe):
    standing.note(zoe, why="Prefers the telephone.", by=admin)

    for change in (lambda: Deed.objects.update(why="Is rude."), lambda: Deed.objects.all().delete()):
        with pytest.raises(DatabaseError, match="written once"), transaction.atomic():
            change()
    with pytest.raises(standing.NotAllowed):
        standing.close(zoe, why="", by=zoe)


def test_the_links_in_old_mails_open_nothing_for_a_closed_account(client, desk, zoe):
    prebook = a_prebook(person=zoe)
    link = links.path_for(prebook, "cancel")
    assert client.get(link).status_code == 200

    step(desk, zoe, "close")

    assert [client.get(link).status_code, client.post(link).status_code] == [404, 404]
    prebook.refresh_from_db()
    assert prebook.state == "waiting"
