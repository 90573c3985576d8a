from django.db import migrations, models

# What stands in a document to be read, not found: the planner need not know what is frequent there.
READ_ONLY = ["titles", "short_titles", "other_titles", "people", "people_keys", "series", "series_numbers",
             "series_keys", "subjects"]  # fmt: skip


def known_to_the_planner(target: int) -> str:
    changes = ", ".join(f"alter column {name} set statistics {target}" for name in READ_ONLY)
    return f"alter table catalog_searchdocument {changes}"


class Migration(migrations.Migration):
    dependencies = [("catalog", "0024_fewer_indexes_of_a_book")]

    operations = [
        migrations.RemoveIndex(model_name="listing", name="listing_due"),
        migrations.AddIndex(
            model_name="listing",
            index=models.Index(
                condition=models.Q(("recheck_at__isnull", False)), fields=["recheck_at"], name="listing_due"
            ),
        ),
        migrations.RunSQL(known_to_the_planner(0), known_to_the_planner(-1)),
    ]
