from django.urls import path

from notices import views

app_name = "notices"
urlpatterns = [
    path("notifications/", views.inbox, name="inbox"),
    path("notifications/count/", views.badge, name="badge"),
    path("notifications/read/", views.read_all, name="read-all"),
    path("notifications/settings/", views.wishes, name="wishes"),
    path("notifications/stop/<str:token>/", views.stop, name="stop"),
    path("notifications/<int:pk>/open/", views.notice_open, name="notice-open"),
    path("notifications/<int:pk>/read/", views.notice_read, name="notice-read"),
]
