"""The address book."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import addressbook
from accounts.forms import AddressForm
from accounts.models import Address
from storefront.htmx import render_page

LARGEST_PK = 2**63 - 1


@login_required
@require_safe
@never_cache
def address_list(request: HttpRequest) -> HttpResponse:
    return TemplateResponse(request, "accounts/address_list.html", {"addresses": Address.objects.of(request.user)})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def address_add(request: HttpRequest) -> HttpResponse:
    return _address_page(request, Address(person=request.user, name=request.user.name))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def address_edit(request: HttpRequest, pk: int) -> HttpResponse:
    return _address_page(request, _own(request, pk))


def _address_page(request: HttpRequest, address: Address) -> HttpResponse:
    """Asks again, with the fields of another country, until it can be kept."""
    is_new = address.pk is None
    form = AddressForm(request.POST if request.method == "POST" else None, instance=address)
    if form.is_turning:
        form = AddressForm(initial=form.typed, instance=address)
    if form.is_valid():
        try:
            addressbook.keep(form.save(commit=False))
        except addressbook.AddressBookFull as full:
            form.add_error(None, str(full))
        else:
            messages.success(request, "The address is in your book." if is_new else "The address is changed.")
            return redirect("accounts:address-list")
    status = 422 if form.errors else 200
    context = {"form": form, "is_new": is_new}
    return render_page(request, "accounts/address_form.html", context, partials=["address-fields"], status=status)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def address_delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Asks first; the press does it."""
    address = _own(request, pk)
    if request.method == "POST":
        heir = addressbook.remove(address)
        instead = f" What usually went there now goes to {heir}." if heir else ""
        messages.success(request, f"The address is deleted.{instead}")
        return redirect("accounts:address-list")
    return TemplateResponse(request, "accounts/address_delete.html", {"address": address})


@login_required
@require_POST
def address_for_parcels(request: HttpRequest, pk: int) -> HttpResponse:
    address = _own(request, pk)
    addressbook.make_usual(address, addressbook.DELIVERY)
    messages.success(request, f"Parcels now usually go to {address}.")
    return redirect("accounts:address-list")


@login_required
@require_POST
def address_for_bills(request: HttpRequest, pk: int) -> HttpResponse:
    address = _own(request, pk)
    addressbook.make_usual(address, addressbook.BILLING)
    messages.success(request, f"Bills now usually go to {address}.")
    return redirect("accounts:address-list")


def _own(request: HttpRequest, pk: int) -> Address:
    if pk > LARGEST_PK:
        raise Http404("There is no such address.")
    return get_object_or_404(Address, person=request.user, pk=pk)
