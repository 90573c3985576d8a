from django.urls import include, path, re_path

from catalog.views import ask, book, branches, covers, events, home, lists, search, series, shelves

app_name = "catalog"
COVER = "covers/(?P<isbn13>[0-9]{13})-(?P<width>[0-9]{3})"
urlpatterns = [
    path("", home.home, name="home"),
    path("books/", lists.book_list, name="book-list"),
    path("books/recent/", book.book_recent, name="book-recent"),
    path("books/<str:isbn13>/", book.book_detail, {"slug": ""}, name="book-number"),
    path("books/<str:isbn13>/<str:slug>/", book.book_detail, name="book-detail"),
    path("genres/<str:code>/", lists.genre_detail, {"slug": ""}, name="genre-code"),
    path("genres/<str:code>/<str:slug>/", lists.genre_detail, name="genre-detail"),
    path("authors/<int:pk>/", lists.author_detail, {"slug": ""}, name="author-number"),
    path("authors/<int:pk>/<str:slug>/", lists.author_detail, name="author-detail"),
    path("series/<int:pk>/", series.series_detail, {"slug": ""}, name="series-number"),
    path("series/<int:pk>/<str:slug>/", series.series_detail, name="series-detail"),
    path("publishers/<int:pk>/", lists.publisher_detail, {"slug": ""}, name="publisher-number"),
    path("publishers/<int:pk>/<str:slug>/", lists.publisher_detail, name="publisher-detail"),
    path("shelves/", shelves.shelf_list, name="shelf-list"),
    path("shelves/<slug:slug>/", shelves.shelf_detail, name="shelf-detail"),
    path("events/", events.event_list, name="event-list"),
    path("events/calendar.ics", events.calendar, name="event-calendar"),
    path("events/<slug:slug>/", events.event_detail, name="event-detail"),
    path("events/<slug:slug>/day.ics", events.event_day, name="event-day"),
    path("branches/", branches.branch_list, name="branch-list"),
    path("ask/", ask.ask, name="ask"),
    path("search/", search.search_results, name="search"),
    path("search/suggest/", search.search_suggest, name="search-suggest"),
    re_path(rf"^{COVER}\.webp$", covers.cover, {"kind": "webp"}, name="cover"),
    re_path(rf"^{COVER}\.jpg$", covers.cover, {"kind": "jpg"}, name="cover-jpeg"),
    re_path(r"^covers/(?P<isbn13>[0-9]{13})-card\.png$", covers.cover_card, name="cover-card"),
    path("", include("catalog.feeds.urls")),
]
