from django.db import migrations, models

# Each begins another index of its table, by which its rows are found as soon; and an import writes each for every book.
INDEXES = {
    ("book", "work"): "catalog_book_work_id_60a6e4c3",
    ("bookgenre", "book"): "catalog_bookgenre_book_id_07aa998f",
    ("contribution", "book"): "catalog_contribution_book_id_ca6d1cc3",
    ("pricechange", "book"): "catalog_pricechange_book_id_25910f43",
    ("seriesvolume", "book"): "catalog_seriesvolume_book_id_139810b0",
    ("seriesvolume", "series"): "catalog_seriesvolume_series_id_cddbef79",
    ("supplieroffer", "book"): "catalog_supplieroffer_book_id_ba13d8fd",
}
FIELDS = {
    ("book", "work"): models.ForeignKey("catalog.work", models.PROTECT, related_name="editions", db_index=False),
    ("bookgenre", "book"): models.ForeignKey(
        "catalog.book", models.CASCADE, related_name="book_genres", db_index=False
    ),
    ("contribution", "book"): models.ForeignKey(
        "catalog.book", models.CASCADE, related_name="contributions", db_index=False
    ),
    ("pricechange", "book"): models.ForeignKey(
        "catalog.book", models.CASCADE, related_name="price_changes", db_index=False
    ),
    ("seriesvolume", "book"): models.ForeignKey("catalog.book", models.CASCADE, related_name="volumes", db_index=False),
    ("seriesvolume", "series"): models.ForeignKey(
        "catalog.series", models.PROTECT, related_name="volumes", db_index=False
    ),
    ("supplieroffer", "book"): models.ForeignKey("catalog.book", models.CASCADE, related_name="offers", db_index=False),
}


class Migration(migrations.Migration):
    """By name: left to itself, Django takes every index of the column away, those of constraints too."""

    dependencies = [("catalog", "0020_trade_record_look")]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[migrations.AlterField(*place, field=field)],
            database_operations=[
                migrations.RunSQL(
                    f"drop index if exists {INDEXES[place]}",
                    f"create index {INDEXES[place]} on catalog_{place[0]} ({place[1]}_id)",
                )
            ],
        )
        for place, field in FIELDS.items()
    ]
