import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0003_name_on_reviews")]

    operations = [
        migrations.CreateModel(
            name="Address",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=200, verbose_name="full name")),
                ("line1", models.CharField(max_length=200, verbose_name="address")),
                ("line2", models.CharField(blank=True, max_length=200, verbose_name="second line")),
                ("city", models.CharField(blank=True, max_length=100, verbose_name="town or city")),
                ("region", models.CharField(blank=True, max_length=100, verbose_name="county, state or province")),
                ("postcode", models.CharField(blank=True, max_length=20)),
                ("country", models.CharField(default="GB", max_length=2)),
                ("phone", models.CharField(blank=True, max_length=40)),
                ("label", models.CharField(blank=True, max_length=40, verbose_name="your name for it")),
                ("is_delivery_default", models.BooleanField(default=False)),
                ("is_billing_default", models.BooleanField(default=False)),
                ("added_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="addresses",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "addresses",
                "ordering": ["-pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("is_delivery_default", True)),
                        fields=("person",),
                        name="person_has_one_address_for_parcels",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("is_billing_default", True)),
                        fields=("person",),
                        name="person_has_one_address_for_bills",
                    ),
                ],
            },
        ),
    ]
