from django.urls import path

from wishlist import views

app_name = "wishlist"
urlpatterns = [
    path("wishlist/", views.home, name="home"),
    path("wishlist/add/", views.add, name="add"),
    path("wishlist/remove/", views.remove, name="remove"),
    path("wishlist/<int:pk>/", views.list_detail, name="list-detail"),
    path("wishlist/wishes/<int:pk>/remove/", views.wish_remove, name="wish-remove"),
    path("wishlist/wishes/<int:pk>/undo/", views.wish_undo, name="wish-undo"),
    path("wishlist/wishes/<int:pk>/note/", views.wish_note, name="wish-note"),
    path("wishlist/wishes/<int:pk>/first/", views.wish_first, name="wish-first"),
]
