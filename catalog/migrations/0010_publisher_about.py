from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("catalog", "0009_search_indexes_kept_tidy")]

    operations = [
        migrations.AddField(
            model_name="publisher",
            name="about",
            field=models.TextField(
                blank=True, db_default="", default="", help_text="A sentence or two in our own words."
            ),
        ),
    ]
