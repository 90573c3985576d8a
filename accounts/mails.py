"""The mails about somebody's account: which of allauth's occasions is which of ours, and what the short ones say."""

MAILS = {  # what allauth calls the occasion, and our template
    "email_confirmation_signup": "account_confirm",
    "email_confirmation": "account_confirm",
    "address_change": "account_new_address",
    "address_taken": "account_taken",
    "login_code": "account_code",
    "password_reset_key": "account_reset",
    "password_changed": "account_password",
    "password_set": "account_password",
    "password_reset": "account_password",
    "account_already_exists": "account_known",
    "unknown_account": "account_unknown",
}
UNSAID = {"email_deleted"}  # a new address that was thought better of

# What its owner should hear of in any case: a subject, and a sentence. They share the template account_news.
NEWS = {
    "email_changed": (
        "Your account has a new address",
        "Your account is now known by another address, {to_email}. This one no longer opens it.",
    ),
    "account_connected": (
        "Your account is linked to {provider}",
        "An account at {provider} was linked to yours. It signs you in from now on.",
    ),
    "account_disconnected": (
        "Your account is no longer linked to {provider}",
        "The account at {provider} no longer signs you in.",
    ),
    "totp_activated": (
        "Signing in takes a second step now",
        "An authenticator app was added to your account. Signing in takes a code of it from now on.",
    ),
    "totp_deactivated": (
        "The authenticator app is removed",
        "The authenticator app was removed from your account. Its codes no longer count.",
    ),
    "recovery_codes_generated": (
        "Your account has new recovery codes",
        "New recovery codes were made for your account. The old ones no longer count.",
    ),
    "webauthn_added": (
        "Your account has a new passkey",
        "A passkey was added to your account. It signs you in from now on.",
    ),
    "webauthn_removed": (
        "A passkey is removed from your account",
        "A passkey was removed from your account. It no longer signs anybody in.",
    ),
}


def mail_for(occasion: str, context: dict[str, object]) -> tuple[str, dict[str, object]]:
    """The template and what it is given."""
    if occasion not in NEWS:
        return MAILS[occasion], context
    subject, sentence = NEWS[occasion]
    return "account_news", {**context, "news": subject.format(**context), "sentence": sentence.format(**context)}
