from django.urls import path

from prebooks.views import by_mail, own, several

app_name = "prebooks"
urlpatterns = [
    path("prebooks/", own.prebook_list, name="prebook-list"),
    path("prebooks/several/", several.prebook_many, name="prebook-many"),
    path("prebooks/new/<str:isbn13>/", own.prebook_new, name="prebook-new"),
    path("prebooks/new/<str:isbn13>/mine/", own.prebook_mine, name="prebook-mine"),
    path("prebooks/confirm/<str:token>/", by_mail.confirm, name="confirm"),
    path("prebooks/link/<str:token>/", by_mail.link, name="link"),
    path("prebooks/<uuid:key>/", own.prebook_detail, name="prebook-detail"),
    path("prebooks/<uuid:key>/cancel/", own.prebook_cancel, name="prebook-cancel"),
    path("prebooks/<uuid:key>/undo/", own.prebook_undo, name="prebook-undo"),
    path("prebooks/<uuid:key>/format/", own.prebook_format, name="prebook-format"),
    path("prebooks/<uuid:key>/pass/", own.prebook_pass, name="prebook-pass"),
    path("prebooks/<uuid:key>/buy/", own.prebook_buy, name="prebook-buy"),
]
