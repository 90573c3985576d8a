from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("catalog", "0021_no_index_that_begins_another"),
    ]

    operations = [
        migrations.AddField(
            model_name="importrun",
            name="share",
            field=models.FloatField(db_default=0, default=0, help_text="Of the file that has been read, from 0 to 1."),
        ),
    ]
