from django.urls import path

from orders import views

app_name = "orders"
urlpatterns = [
    path("cart/", views.cart_detail, name="cart-detail"),
    path("cart/add/", views.cart_line_add, name="cart-line-add"),
    path("cart/lines/<int:pk>/update/", views.cart_line_update, name="cart-line-update"),
    path("cart/lines/<int:pk>/remove/", views.cart_line_remove, name="cart-line-remove"),
    path("checkout/", views.checkout, name="checkout"),
    path("checkout/review/", views.checkout_review, name="checkout-review"),
    path("orders/find/", views.order_find, name="order-find"),
    path("orders/<str:number>/", views.order_detail, name="order-detail"),
    path("orders/<str:number>/pay/", views.order_pay, name="order-pay"),
]
