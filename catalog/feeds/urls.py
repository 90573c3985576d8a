"""Addresses for programs; they belong to the catalogue's."""

from django.urls import path

from catalog.feeds import channels, views

urlpatterns = [
    path("robots.txt", views.robots, name="robots"),
    path("sitemap.xml", views.sitemap_index, name="sitemap"),
    path("sitemap-<slug:name>-<int:number>.xml", views.sitemap_file, name="sitemap-file"),
    path("opensearch.xml", views.opensearch_description, name="opensearch"),
    path("search/suggest.json", views.opensearch_suggestions, name="opensearch-suggestions"),
    path("feeds/merchant.xml", views.merchant_feed, name="feed-merchant"),
    path("feeds/opds/", views.opds_root, name="opds"),
    path("feeds/opds/search.xml", views.opds_search, name="opds-search"),
]

# Each can be followed in a feed reader and read in a reading app.
CHANNELS = [
    ("new", "new", channels.new),
    ("forthcoming", "forthcoming", channels.forthcoming),
    ("bestselling", "bestselling", channels.bestselling),
    ("shelf", "shelves/<slug:slug>", channels.shelf),
    ("genre", "genres/<slug:code>", channels.genre),
    ("author", "authors/<int:pk>", channels.author),
]
urlpatterns += [path(f"feeds/{route}.atom", views.feed_of(of), name=f"feed-{name}") for name, route, of in CHANNELS]
urlpatterns += [path(f"feeds/opds/{route}.xml", views.opds_of(of), name=f"opds-{name}") for name, route, of in CHANNELS]
