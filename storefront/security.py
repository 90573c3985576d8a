"""Headers that Django does not set by itself."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

# The shop asks for none of these, and nobody may ask in its name.
PERMISSIONS_POLICY = ", ".join(
    f"{feature}=()" for feature in ["camera", "geolocation", "microphone", "payment", "usb", "browsing-topics"]
)


class PermissionsPolicyMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        return response
