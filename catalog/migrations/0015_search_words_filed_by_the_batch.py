from django.contrib.postgres.indexes import GinIndex
from django.db import migrations


class Migration(migrations.Migration):
    """Words wait in the index's list until their batch is written, and are filed all at once (catalog.search.documents).

    Only the index's setting changes: it is not built anew.
    """

    dependencies = [("catalog", "0014_book_price_set_by")]
    operations = [
        migrations.RunSQL(
            "ALTER INDEX search_by_words SET (fastupdate = on, gin_pending_list_limit = 65536)",
            "ALTER INDEX search_by_words SET (fastupdate = off)",
            state_operations=[
                migrations.RemoveIndex("searchdocument", "search_by_words"),
                migrations.AddIndex(
                    "searchdocument",
                    GinIndex(fields=["lexemes"], name="search_by_words", fastupdate=True, gin_pending_list_limit=65536),
                ),
            ],
        )
    ]
