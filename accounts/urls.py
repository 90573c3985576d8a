"""The account, and those of allauth's addresses that the shop offers, under allauth's own names."""

from allauth.account import views as allauth
from allauth.account.decorators import reauthentication_required
from django.urls import include, path, re_path

from accounts.views import account, device_list, device_sign_out, device_sign_out_others, honest, press, security_page

signing_in = [
    path("login/", honest(allauth.login), name="account_login"),
    path("login/code/", honest(allauth.request_login_code), name="account_request_login_code"),
    path("login/code/confirm/", honest(allauth.confirm_login_code), name="account_confirm_login_code"),
    path("logout/", allauth.logout, name="account_logout"),
    path("inactive/", allauth.account_inactive, name="account_inactive"),
    path("signup/", honest(allauth.signup), name="account_signup"),
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
    path("address/", honest(reauthentication_required(allauth.email)), name="account_email"),
    path("proof/", honest(allauth.reauthenticate), name="account_reauthenticate"),
]

own = [
    path("", account, name="account"),
    path("pressed/<uuid:key>/", press, name="pressed"),
    path("security/", security_page, name="security"),
    path("security/devices/", device_list, name="device-list"),
    path("security/devices/others/sign-out/", device_sign_out_others, name="device-sign-out-others"),
    path("security/devices/<int:pk>/sign-out/", device_sign_out, name="device-sign-out"),
]

urlpatterns = [
    path("account/", include((own, "accounts"))),
    path("account/security/", include(security)),
    path("accounts/", include(signing_in)),
]
