from django.http import HttpResponse
from django.urls import path
app_name = "orders"
urlpatterns = [path("cart/", HttpResponse, name="cart-detail"), path("cart/add/", HttpResponse, name="cart-line-add"), path("orders/find/", HttpResponse, name="order-find")]
