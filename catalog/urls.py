from django.urls import path, re_path

from catalog import views

app_name = "catalog"
urlpatterns = [
    path("", views.home, name="home"),
    path("books/", views.book_list, name="book-list"),
    path("books/<str:isbn13>/", views.book_detail, {"slug": ""}, name="book-number"),
    path("books/<str:isbn13>/<str:slug>/", views.book_detail, name="book-detail"),
    path("genres/<str:code>/<str:slug>/", views.genre_detail, name="genre-detail"),
    path("authors/<int:pk>/<str:slug>/", views.author_detail, name="author-detail"),
    path("series/<int:pk>/<str:slug>/", views.series_detail, name="series-detail"),
    path("publishers/<int:pk>/<str:slug>/", views.publisher_detail, name="publisher-detail"),
    path("shelves/<slug:slug>/", views.shelf_detail, name="shelf-detail"),
    path("search/", views.search, name="search"),
    path("search/suggest/", views.search_suggest, name="search-suggest"),
    re_path(r"^covers/(?P<isbn13>[0-9]{13})-(?P<width>[0-9]{3})\.webp$", views.cover, name="cover"),
]
