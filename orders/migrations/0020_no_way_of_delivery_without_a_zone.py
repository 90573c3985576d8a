import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("orders", "0019_ways_of_delivery_have_a_zone")]
    operations = [
        migrations.AlterField(
            model_name="deliverymethod",
            name="zone",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="methods", to="orders.deliveryzone"
            ),
        ),
    ]
