import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("orders", "0003_order_line_cancelled"),
    ]

    operations = [
        migrations.AddField(
            model_name="orderevent",
            name="kind",
            field=models.CharField(
                choices=[
                    ("order", "Order"),
                    ("money", "Money"),
                    ("parcel", "Parcel"),
                    ("date", "Date moved"),
                    ("return", "Return"),
                    ("staff", "Seen by staff only"),
                ],
                default="order",
                max_length=10,
            ),
        ),
        migrations.AddField(
            model_name="orderevent",
            name="parcel",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="events", to="orders.parcel"
            ),
        ),
        migrations.AlterField(
            model_name="orderevent",
            name="what",
            field=models.CharField(max_length=500),
        ),
    ]
