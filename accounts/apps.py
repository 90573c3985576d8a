from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = "People"

    def ready(self) -> None:
        from allauth.account.signals import email_changed
        from allauth.mfa.signals import authenticator_added

        from accounts import consent, devices, hub, own_data, personal_data, rooms, second_factor

        personal_data.register(*own_data.PARTS)
        hub.register(*rooms.ROOMS)
        user_logged_in.connect(devices.begin, dispatch_uid="accounts.devices")
        email_changed.connect(consent.follow, dispatch_uid="accounts.consent")
        authenticator_added.connect(second_factor.begin, dispatch_uid="accounts.second_factor")
