"""What the tests of signing in say often: who there is, what was mailed, in or out."""

import re
from typing import Any

from django.http import HttpResponse
from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateJob

from accounts.models import User

PASSWORD = "eleven quiet herons"


def person(email: str = "zoe@example.org", **fields: Any) -> User:
    """Somebody who has proved the address."""
    user = User.objects.create_user(email, **{"password": PASSWORD, **fields})
    user.emailaddress_set.create(email=user.email, verified=True, primary=True)
    return user


def sign_in(client: Client, email: str, password: str = PASSWORD, **more: Any) -> HttpResponse:
    return client.post("/accounts/login/", {"login": email, "password": password, **more})


def is_signed_in(client: Client) -> bool:
    return client.get("/account/").status_code == 200


def mails() -> list[dict[str, Any]]:
    return [job.args for job in ProcrastinateJob.objects.filter(task_name__endswith="send_mail").order_by("id")]


def link_in(mail: dict[str, Any]) -> str:
    return re.search(r"http://testserver(/\S+)", mail["text"])[1]
