from django.urls import path

from orders.views import cart, checkout, invoices, orders, payment, returns

app_name = "orders"
urlpatterns = [
    path("cart/", cart.cart_detail, name="cart-detail"),
    path("cart/add/", cart.cart_line_add, name="cart-line-add"),
    path("cart/code/", cart.cart_code_use, name="cart-code-use"),
    path("cart/code/remove/", cart.cart_code_remove, name="cart-code-remove"),
    path("cart/lines/<int:pk>/update/", cart.cart_line_update, name="cart-line-update"),
    path("cart/lines/<int:pk>/remove/", cart.cart_line_remove, name="cart-line-remove"),
    path("checkout/", checkout.checkout, name="checkout"),
    path("checkout/email/", checkout.checkout_email, name="checkout-email"),
    path("checkout/delivery/", checkout.checkout_delivery, name="checkout-delivery"),
    path("checkout/collection/", checkout.checkout_collection, name="checkout-collection"),
    path("checkout/reservation/", checkout.checkout_reservation, name="checkout-reservation"),
    path("checkout/options/", checkout.checkout_options, name="checkout-options"),
    path("checkout/billing/", checkout.checkout_billing, name="checkout-billing"),
    path("checkout/review/", checkout.checkout_review, name="checkout-review"),
    path("orders/", orders.order_list, name="order-list"),
    path("orders/find/", orders.order_find, name="order-find"),
    path("orders/<str:number>/", orders.order_detail, name="order-detail"),
    path("orders/<str:number>/pay/", payment.order_pay, name="order-pay"),
    path("orders/<str:number>/paid/", payment.order_paid, name="order-paid"),
    path("payments/stripe/", payment.stripe_event, name="stripe-event"),
    path("bank/<uuid:key>/", payment.bank_page, name="bank"),
    path("orders/<str:number>/cancel/", orders.order_cancel, name="order-cancel"),
    path("orders/<str:number>/lines/<int:pk>/cancel/", orders.order_line_cancel, name="order-line-cancel"),
    path("orders/<str:number>/reorder/", orders.order_reorder, name="order-reorder"),
    path("orders/<str:number>/return/", returns.order_return, name="order-return"),
    path("orders/<str:number>/returns/<int:pk>/withdraw/", returns.return_withdraw, name="return-withdraw"),
    path("orders/<str:number>/invoices/<str:document>.pdf", invoices.invoice_pdf, name="invoice-pdf"),
    path("orders/<str:number>/invoices/<str:document>/", invoices.invoice_detail, name="invoice-detail"),
]
