"""Where we are, and when we are open."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from storefront.htmx import render_page


@require_safe
def branch_list(request: HttpRequest) -> HttpResponse:
    return render_page(request, "catalog/branch_list.html", {})
