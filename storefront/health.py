"""Two questions that machines ask: does the process run, and can it serve shoppers?"""

from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

from storefront import __version__


@require_safe
def live(request: HttpRequest) -> JsonResponse:
    """The process runs. Asks nobody else."""
    return JsonResponse({"status": "ok", "version": __version__})
