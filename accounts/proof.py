"""Which addresses somebody has shown to be theirs."""

from allauth.account.models import EmailAddress

from accounts.models import User


def proved_addresses(person: User) -> list[str]:
    return list(EmailAddress.objects.filter(user=person, verified=True).values_list("email", flat=True))
