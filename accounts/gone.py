"""Whoever is erased while a request of theirs is on its way is a stranger when it is answered."""

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth import logout
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from accounts.models import User


class GoneMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """The database refused what was to be theirs. Any other refusal is a fault of ours, and stays one."""
        is_theirs = isinstance(exception, IntegrityError) and request.user.is_authenticated
        if not is_theirs or User.objects.filter(pk=request.user.pk).exists():
            return None
        logout(request)
        messages.info(request, "This account was erased a moment ago.")
        return redirect("account_login")
