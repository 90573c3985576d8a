from django.urls import path

from reviews import views

app_name = "reviews"
urlpatterns = [
    path("reviews/of/<str:isbn13>/", views.review_list, name="review-list"),
    path("reviews/of/<str:isbn13>/write/", views.review_write, name="review-write"),
    path("reviews/<int:pk>/", views.review_detail, name="review-detail"),
    path("reviews/<int:pk>/edit/", views.review_edit, name="review-edit"),
    path("reviews/<int:pk>/delete/", views.review_delete, name="review-delete"),
    path("reviews/<int:pk>/helpful/", views.review_helpful, name="review-helpful"),
    path("account/reviews/", views.own, name="own"),
]
