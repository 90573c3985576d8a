"""What a shop that sells for real is kept from."""

import pytest
from django.core.management import CommandError, call_command

from accounts.models import User
from catalog.models import Book


@pytest.mark.django_db
def test_the_demo_with_its_known_password_never_comes_into_a_live_shop(settings):
    settings.IS_LIVE = True

    with pytest.raises(CommandError, match="live shop"):
        call_command("demo")

    assert not User.objects.exists()
    assert not Book.objects.exists()
