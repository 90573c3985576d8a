from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("catalog", "0004_book_picture_and_where_it_comes_from")]

    operations = [
        migrations.AddIndex(
            model_name="seriesvolume",
            index=models.Index(fields=["series", "position", "book"], name="seriesvolume_in_order"),
        ),
    ]
