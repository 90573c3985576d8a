"""The account, and those of allauth's addresses that the shop offers, under allauth's own names."""

from allauth.account import views as allauth
from allauth.account.decorators import reauthentication_required
from allauth.mfa.base import views as steps
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as app
from allauth.mfa.webauthn import views as passkeys
from allauth.socialaccount import views as social
from allauth.socialaccount.providers.github import views as github
from allauth.socialaccount.providers.google import views as google
from django.urls import include, path, re_path
from django.views.decorators.cache import never_cache
from django.views.generic import RedirectView

from accounts.providers import only_where_offered
from accounts.views import addresses, newsletter, own_data
from accounts.views import security as pages
from accounts.views.account import account
from accounts.views.pressed import press
from accounts.views.signing_in import alike, honest

signing_in = [
    path("login/", honest(allauth.login), name="account_login"),
    path("login/code/", honest(allauth.request_login_code), name="account_request_login_code"),
    path("login/code/confirm/", alike(honest(allauth.confirm_login_code)), name="account_confirm_login_code"),
    path("login/passkey/", passkeys.login_webauthn, name="mfa_login_webauthn"),
    path("login/second-step/", honest(steps.authenticate), name="mfa_authenticate"),
    path("login/trust/", steps.trust, name="mfa_trust"),
    path("logout/", allauth.logout, name="account_logout"),
    path("inactive/", allauth.account_inactive, name="account_inactive"),
    path("signup/", honest(allauth.signup), name="account_signup"),
    path("signup/passkey/", honest(allauth.signup_by_passkey), name="account_signup_by_passkey"),
    path("confirm-email/", allauth.email_verification_sent, name="account_email_verification_sent"),
    path("confirm-email/<str:key>/", allauth.confirm_email, name="account_confirm_email"),
    path("password/change/", honest(allauth.password_change), name="account_change_password"),
    path("password/set/", honest(allauth.password_set), name="account_set_password"),
    path("password/reset/", honest(allauth.password_reset), name="account_reset_password"),
    path("password/reset/done/", allauth.password_reset_done, name="account_reset_password_done"),
    path("password/reset/key/done/", allauth.password_reset_from_key_done, name="account_reset_password_from_key_done"),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        honest(allauth.password_reset_from_key),
        name="account_reset_password_from_key",
    ),
]

security = [
    path("linked/", honest(social.connections), name="socialaccount_connections"),
    path("", pages.security_page, name="mfa_index"),
    path("address/", honest(reauthentication_required(allauth.email)), name="account_email"),
    path("proof/", honest(allauth.reauthenticate), name="account_reauthenticate"),
    path("proof/code/", honest(steps.reauthenticate), name="mfa_reauthenticate"),
    path("proof/passkey/", passkeys.reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"),
    path("app/add/", honest(app.activate_totp), name="mfa_activate_totp"),
    path("app/remove/", app.deactivate_totp, name="mfa_deactivate_totp"),
    path("recovery-codes/", never_cache(codes.view_recovery_codes), name="mfa_view_recovery_codes"),
    path("recovery-codes/new/", honest(codes.generate_recovery_codes), name="mfa_generate_recovery_codes"),
    path("passkeys/", RedirectView.as_view(pattern_name="accounts:security"), name="mfa_list_webauthn"),
    path("passkeys/add/", honest(passkeys.add_webauthn), name="mfa_add_webauthn"),
    path("passkeys/<int:pk>/name/", honest(passkeys.edit_webauthn), name="mfa_edit_webauthn"),
    path("passkeys/<int:pk>/remove/", passkeys.remove_webauthn, name="mfa_remove_webauthn"),
]

elsewhere = [
    path("google/login/", only_where_offered("google")(google.oauth2_login), name="google_login"),
    path("google/login/callback/", only_where_offered("google")(google.oauth2_callback), name="google_callback"),
    path("github/login/", only_where_offered("github")(github.oauth2_login), name="github_login"),
    path("github/login/callback/", only_where_offered("github")(github.oauth2_callback), name="github_callback"),
    path("elsewhere/cancelled/", social.login_cancelled, name="socialaccount_login_cancelled"),
    path("elsewhere/error/", social.login_error, name="socialaccount_login_error"),
    path("elsewhere/signup/", honest(social.signup), name="socialaccount_signup"),
]

own_pages = [
    path("", account, name="account"),
    path("pressed/<uuid:key>/", press, name="pressed"),
    path("security/", pages.security_page, name="security"),
    path("security/link/", pages.provider_link, name="provider-link"),
    path("security/devices/", pages.device_list, name="device-list"),
    path("security/devices/others/sign-out/", pages.device_sign_out_others, name="device-sign-out-others"),
    path("security/devices/<int:pk>/sign-out/", pages.device_sign_out, name="device-sign-out"),
    path("addresses/", addresses.address_list, name="address-list"),
    path("addresses/new/", addresses.address_add, name="address-add"),
    path("addresses/<int:pk>/edit/", addresses.address_edit, name="address-edit"),
    path("addresses/<int:pk>/delete/", addresses.address_delete, name="address-delete"),
    path("addresses/<int:pk>/parcels/", addresses.address_for_parcels, name="address-for-parcels"),
    path("addresses/<int:pk>/bills/", addresses.address_for_bills, name="address-for-bills"),
    path("data/", own_data.own_data, name="own-data"),
    path("data/download/", own_data.own_data_download, name="own-data-download"),
    path("data/erase/", own_data.erasure_ask, name="erasure-ask"),
    path("data/keep/", own_data.erasure_take_back, name="erasure-take-back"),
    path("keep/<str:token>/", own_data.erasure_keep, name="erasure-keep"),
]

newsletters = [
    path("", newsletter.newsletter, name="newsletter"),
    path("asked/", newsletter.newsletter_asked, name="newsletter-asked"),
    path("choose/", newsletter.newsletter_choose, name="newsletter-choose"),
    path("confirm/<str:token>/", newsletter.newsletter_confirm, name="newsletter-confirm"),
    path("stop/<str:token>/", newsletter.newsletter_stop, name="newsletter-stop"),
]

own_addresses = [path("account/", include(own_pages)), path("newsletter/", include(newsletters))]

urlpatterns = [
    path("", include((own_addresses, "accounts"))),
    path("account/security/", include(security)),
    path("accounts/", include([*signing_in, *elsewhere])),
]
