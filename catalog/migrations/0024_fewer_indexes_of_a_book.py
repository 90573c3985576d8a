import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """The back office searches as the shop does, and nothing is looked for by what its ISBN or actor lacks."""

    dependencies = [
        ("catalog", "0023_tallies_by_what_a_filter_asks"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveIndex(model_name="book", name="book_title_trigrams"),
        migrations.AlterField(
            model_name="book", name="isbn13", field=models.CharField(max_length=13, verbose_name="ISBN-13")
        ),
        migrations.AddConstraint(
            model_name="book",
            constraint=models.UniqueConstraint(fields=("isbn13",), name="book_has_an_isbn_of_its_own"),
        ),
        migrations.AddIndex(
            model_name="book",
            index=models.Index(condition=models.Q(("is_hidden", True)), fields=["id"], name="book_out_of_sight"),
        ),
        migrations.AlterField(
            model_name="pricechange",
            name="actor",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddIndex(
            model_name="pricechange",
            index=models.Index(
                condition=models.Q(("actor__isnull", False)), fields=["actor"], name="price_changes_of_a_person"
            ),
        ),
    ]
