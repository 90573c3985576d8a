from django.urls import path

from wishlist.views import gift_lists, giving, imports, lists, own

app_name = "wishlist"
urlpatterns = [
    path("wishlist/", own.home, name="home"),
    path("wishlist/add/", own.add, name="add"),
    path("wishlist/remove/", own.remove, name="remove"),
    path("wishlist/<int:pk>/", own.list_detail, name="list-detail"),
    path("wishlist/wishes/<int:pk>/remove/", own.wish_remove, name="wish-remove"),
    path("wishlist/wishes/<int:pk>/undo/", own.wish_undo, name="wish-undo"),
    path("wishlist/wishes/<int:pk>/note/", own.wish_note, name="wish-note"),
    path("wishlist/wishes/<int:pk>/place/", own.wish_place, name="wish-place"),
    path("wishlist/wishes/<int:pk>/move/", own.wish_move, name="wish-move"),
    path("wishlist/wishes/<int:pk>/format/", own.wish_format, name="wish-format"),
    path("wishlist/wishes/<int:pk>/watch/", own.wish_watch, name="wish-watch"),
    path("wishlist/wishes/<int:pk>/wanted/", gift_lists.wish_wanted, name="wish-wanted"),
    path("wishlist/<int:pk>/gift/", gift_lists.gift_edit, name="gift-edit"),
    path("wishlist/<int:pk>/gift/stop/", gift_lists.gift_stop, name="gift-stop"),
    path("wishlist/new/", lists.list_new, name="list-new"),
    path("wishlist/<int:pk>/rename/", lists.list_rename, name="list-rename"),
    path("wishlist/<int:pk>/delete/", lists.list_delete, name="list-delete"),
    path("wishlist/<int:pk>/share/", lists.list_share, name="list-share"),
    path("wishlist/<int:pk>/watch/", lists.list_watch, name="list-watch"),
    path("wishlist/<int:pk>/buy/", lists.list_buy, name="list-buy"),
    path("wishlist/<int:pk>/export.csv", lists.list_export, name="list-export"),
    path("wishlist/import/", imports.import_new, name="import-new"),
    path("wishlist/import/<int:pk>/", imports.import_detail, name="import-detail"),
    path("wishlist/import/<int:pk>/start/", imports.import_start, name="import-start"),
    path("wishlist/import/<int:pk>/choices/", imports.import_choices, name="import-choices"),
    path("wishlist/import/<int:pk>/not-found.csv", imports.import_missing, name="import-missing"),
    path("wishlist/import/<int:pk>/delete/", imports.import_delete, name="import-delete"),
    path("wishlist/shared/<str:secret>/", lists.list_shared, name="list-shared"),
    path("wishlist/shared/<str:secret>/give/<int:pk>/", giving.give, name="give"),
    path("wishlist/gifts/confirm/<str:token>/", giving.confirm, name="pledge-confirm"),
    path("wishlist/gifts/<uuid:key>/", giving.pledge_detail, name="pledge-detail"),
    path("wishlist/gifts/<uuid:key>/withdraw/", giving.pledge_withdraw, name="pledge-withdraw"),
]
