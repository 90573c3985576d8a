"""Invoices and credit notes, to print and to keep."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from orders import invoices
from orders.models import Invoice, Order
from orders.visitors import own_order


@require_safe
@never_cache
def invoice_detail(request: HttpRequest, number: str, document: str) -> HttpResponse:
    order = own_order(request, number)
    return TemplateResponse(request, "orders/invoice.html", invoices.page_of(_invoice(order, document)))


@require_safe
@never_cache
def invoice_pdf(request: HttpRequest, number: str, document: str) -> HttpResponse:
    from orders.invoice_pdf import pdf_of  # a quarter of a second, which every start of the shop would wait for

    order = own_order(request, number)
    invoice = _invoice(order, document)
    response = HttpResponse(pdf_of(invoice), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{invoice.number}.pdf"'
    return response


def _invoice(order: Order, document: str) -> Invoice:
    """By its number, with or without the letter of its series."""
    return get_object_or_404(order.invoices.select_related("order", "refund"), **invoices.by_number(document))
