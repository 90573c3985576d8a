"""To the one address of a page, from any other that names the same thing."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect


def moved(request: HttpRequest, page) -> HttpResponse:
    """For good. What was asked of the page comes along: its filters, the number of its page."""
    query = request.META.get("QUERY_STRING", "")
    return redirect(page.get_absolute_url() + (f"?{query}" if query else ""), permanent=True)
