import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("catalog", "0013_ratings_to_eight_places"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Review",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(blank=True, help_text="As the writer wants to be called.", max_length=60)),
                ("stars", models.PositiveSmallIntegerField()),
                ("text", models.TextField(blank=True, max_length=2000)),
                (
                    "state",
                    models.CharField(
                        choices=[("shown", "Shown"), ("held", "Waits for a bookseller"), ("hidden", "Hidden")],
                        default="shown",
                        max_length=10,
                    ),
                ),
                ("written_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="written")),
                ("edited_at", models.DateTimeField(blank=True, null=True, verbose_name="edited")),
                ("deleted_at", models.DateTimeField(blank=True, null=True, verbose_name="deleted")),
                (
                    "why",
                    models.CharField(blank=True, help_text="Why it is held back, hidden or deleted.", max_length=400),
                ),
                (
                    "book",
                    models.ForeignKey(
                        help_text="On whose page it was written.",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="catalog.book",
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="reviews",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "work",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="reviews", to="catalog.work"
                    ),
                ),
            ],
            options={
                "ordering": ["-written_at", "-pk"],
                "permissions": [("moderate_review", "Can hide, show and delete reviews")],
            },
        ),
        migrations.CreateModel(
            name="HelpfulVote",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("given_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="helpful_votes",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "review",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="votes", to="reviews.review"
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="review",
            index=models.Index(
                models.F("work"),
                models.OrderBy(models.F("written_at"), descending=True),
                models.OrderBy(models.F("id"), descending=True),
                condition=models.Q(("deleted_at", None), ("state", "shown")),
                name="review_shown_newest_first",
            ),
        ),
        migrations.AddConstraint(
            model_name="review",
            constraint=models.UniqueConstraint(
                condition=models.Q(("deleted_at", None), ("person__isnull", False)),
                fields=("person", "work"),
                name="review_of_a_person_is_one_a_work",
            ),
        ),
        migrations.AddConstraint(
            model_name="review",
            constraint=models.CheckConstraint(
                condition=models.Q(("stars__gte", 1), ("stars__lte", 5)), name="review_has_one_to_five_stars"
            ),
        ),
        migrations.AddConstraint(
            model_name="helpfulvote",
            constraint=models.UniqueConstraint(fields=("review", "person"), name="vote_is_one_a_person_and_review"),
        ),
    ]
