"""Pictures inside mails. A mail that says `<img src="cid:cover-9780141439518">` takes that picture along.

What a name stands for knows the function that settings.MAIL_PICTURES names; it gives a JPEG, or None. Pictures are
fetched when the mail is sent, not when it is written: nothing slow happens in the transaction that queues it.
"""

import re
from base64 import b64encode
from email.mime.image import MIMEImage

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.utils.module_loading import import_string

NAME = re.compile(r'src="cid:([\w-]+)"')


def pictures_of(html: str) -> dict[str, bytes]:
    """The pictures that a page speaks of, by name. One that is not there is left out."""
    find = import_string(settings.MAIL_PICTURES)
    found = {name: find(name) for name in sorted(set(NAME.findall(html)))}
    return {name: content for name, content in found.items() if content}


def attach(mail: EmailMultiAlternatives, html: str) -> None:
    """Put the pictures of the page into the mail, beside it rather than as files to open."""
    for name, content in pictures_of(html).items():
        part = MIMEImage(content, "jpeg")
        part.add_header("Content-ID", f"<{name}>")
        part.add_header("Content-Disposition", "inline")
        mail.attach(part)
        mail.mixed_subtype = "related"


def in_place(html: str, pictures: dict[str, bytes]) -> str:
    """The page with its pictures written into it, for a browser."""
    for name, content in pictures.items():
        html = html.replace(f'src="cid:{name}"', f'src="data:image/jpeg;base64,{b64encode(content).decode()}"')
    return html
