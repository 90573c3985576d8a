from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("orders", "0002_parcels_leave_the_house"),
    ]

    operations = [
        migrations.AddField(
            model_name="orderline",
            name="cancelled_at",
            field=models.DateTimeField(blank=True, editable=False, null=True),
        ),
    ]
