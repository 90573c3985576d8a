from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("catalog", "0007_questions"),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="listing",
            name="listing_bestselling",
        ),
        migrations.RemoveIndex(
            model_name="listing",
            name="listing_newest",
        ),
        migrations.RemoveIndex(
            model_name="listing",
            name="listing_cheapest",
        ),
        migrations.RemoveIndex(
            model_name="listing",
            name="listing_dearest",
        ),
        migrations.RemoveIndex(
            model_name="listing",
            name="listing_by_title",
        ),
        migrations.AddField(
            model_name="listing",
            name="in_sample",
            field=models.BooleanField(default=False, help_text="One work in 64."),
        ),
        migrations.AddField(
            model_name="listing",
            name="rating",
            field=models.DecimalField(decimal_places=2, max_digits=3, null=True),
        ),
        migrations.AddField(
            model_name="work",
            name="rating_average",
            field=models.DecimalField(
                blank=True,
                decimal_places=2,
                editable=False,
                help_text="Of its reviews; kept by them.",
                max_digits=3,
                null=True,
            ),
        ),
        migrations.AddField(
            model_name="work",
            name="rating_count",
            field=models.PositiveIntegerField(db_default=0, default=0, editable=False),
        ),
        migrations.AddIndex(
            model_name="listing",
            index=models.Index(
                models.OrderBy(models.F("popularity"), descending=True), models.F("book"), name="listing_by_bestselling"
            ),
        ),
        migrations.AddIndex(
            model_name="listing",
            index=models.Index(
                models.OrderBy(models.F("popularity"), descending=True),
                models.F("book"),
                condition=models.Q(("is_lead", True)),
                name="lead_by_bestselling",
            ),
        ),
        migrations.AddIndex(
            model_name="listing",
            index=models.Index(
                models.OrderBy(models.F("published_on"), descending=True, nulls_last=True),
                models.F("book"),
                name="listing_by_newest",
            ),
        ),
        migrations.AddIndex(
            model_name="listing",
            index=models.Index(
                models.OrderBy(models.F("published_on"), descending=True, nulls_last=True),
                models.F("book"),
                condition=models.Q(("is_lead", True)),
                name="lead_by_newest",
            ),
        ),
        migrations.AddIndex(
            model_name="listing",
            index=models.Index(
                models.OrderBy(models.F("rank")),
                models.OrderBy(models.F("published_on"), nulls_last=True),
                models.F("book"),
                name="listing_by_soonest",
            ),
        ),
        migrations.AddIndex(
            model_name="listing",
            index=models.Index(
                models.OrderBy(models.F("rank")),
                models.OrderBy(models.F("published_on"), nulls_last=True),
                models.F("book"),
                condition=models.Q(("is_lead", True)),
                name="lead_by_soonest",
            ),
        ),
        migrations.AddIndex(
            model_name="listing",
            index=models.Index(
                models.OrderBy(models.F("price"), nulls_last=True), models.F("book"), name="listing_by_price"
            ),
        ),
        migrations.AddIndex(
            model_name="listing",
            index=models.Index(
                models.OrderBy(models.F("price"), nulls_last=True),
                models.F("book"),
                condition=models.Q(("is_lead", True)),
                name="lead_by_price",
            ),
        ),
        migrations.AddIndex(
            model_name="listing",
            index=models.Index(
                models.OrderBy(models.F("price"), descending=True, nulls_last=True),
                models.F("book"),
                name="listing_by_dearest",
            ),
        ),
        migrations.AddIndex(
            model_name="listing",
            index=models.Index(
                models.OrderBy(models.F("price"), descending=True, nulls_last=True),
                models.F("book"),
                condition=models.Q(("is_lead", True)),
                name="lead_by_dearest",
            ),
        ),
        migrations.AddIndex(
            model_name="listing",
            index=models.Index(models.OrderBy(models.F("title_key")), models.F("book"), name="listing_by_title"),
        ),
        migrations.AddIndex(
            model_name="listing",
            index=models.Index(
                models.OrderBy(models.F("title_key")),
                models.F("book"),
                condition=models.Q(("is_lead", True)),
                name="lead_by_title",
            ),
        ),
        migrations.AddIndex(
            model_name="listing",
            index=models.Index(
                models.OrderBy(models.F("rating"), descending=True, nulls_last=True),
                models.F("book"),
                name="listing_by_rating",
            ),
        ),
        migrations.AddIndex(
            model_name="listing",
            index=models.Index(
                models.OrderBy(models.F("rating"), descending=True, nulls_last=True),
                models.F("book"),
                condition=models.Q(("is_lead", True)),
                name="lead_by_rating",
            ),
        ),
        migrations.AddIndex(
            model_name="listing",
            index=models.Index(
                models.F("work"),
                condition=models.Q(("in_sample", True)),
                include=(
                    "is_lead",
                    "state",
                    "rank",
                    "price",
                    "published_on",
                    "format",
                    "language",
                    "publisher",
                    "genres",
                    "people",
                    "series",
                    "rating",
                    "popularity",
                    "book",
                ),
                name="listing_sample",
            ),
        ),
        migrations.AddIndex(
            model_name="listing",
            index=models.Index(fields=["publisher", "book"], name="listing_of_a_publisher"),
        ),
    ]
