from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("catalog", "0012_import_runs_of_uploads"),
    ]

    operations = [
        migrations.AlterField(
            model_name="listing",
            name="rating",
            field=models.DecimalField(decimal_places=8, max_digits=9, null=True),
        ),
        migrations.AlterField(
            model_name="work",
            name="rating_average",
            field=models.DecimalField(
                blank=True,
                decimal_places=8,
                editable=False,
                help_text="Of its reviews; kept by them.",
                max_digits=9,
                null=True,
            ),
        ),
    ]
