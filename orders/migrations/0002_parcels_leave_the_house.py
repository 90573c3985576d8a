import django.core.validators
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "__first__"),
        ("catalog", "0001_catalogue"),
        ("orders", "0001_orders"),
    ]

    operations = [
        migrations.CreateModel(
            name="Carrier",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=100, unique=True)),
                (
                    "tracking_page",
                    models.CharField(
                        blank=True,
                        help_text="Where a parcel is followed, with {number} for its number: https://carrier.example/track/{number}",
                        max_length=300,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^https://[^{}]+\\{number\\}[^{}]*$", "An https address with {number} in it, once."
                            )
                        ],
                    ),
                ),
                ("is_active", models.BooleanField(default=True, verbose_name="in use")),
                ("position", models.PositiveSmallIntegerField(default=100)),
            ],
            options={
                "ordering": ["position", "name"],
            },
        ),
        migrations.RemoveField(
            model_name="parcel",
            name="tracking_url",
        ),
        migrations.AddField(
            model_name="order",
            name="dispatch",
            field=models.CharField(
                choices=[
                    ("together", "Send everything together"),
                    ("as_available", "Send each book as soon as it can leave"),
                ],
                default="together",
                max_length=12,
                verbose_name="sending",
            ),
        ),
        migrations.AddField(
            model_name="parcel",
            name="branch",
            field=models.ForeignKey(
                blank=True,
                help_text="Where it is collected.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="catalog.branch",
            ),
        ),
        migrations.AddField(
            model_name="parcel",
            name="delivered_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="parcel",
            name="kept_until",
            field=models.DateField(blank=True, help_text="The last day to collect it.", null=True),
        ),
        migrations.AddField(
            model_name="parcel",
            name="leaves_on",
            field=models.DateField(
                blank=True, help_text="As promised, or as moved since.", null=True, verbose_name="leaves"
            ),
        ),
        migrations.AddField(
            model_name="parcel",
            name="left_at",
            field=models.DateTimeField(blank=True, help_text="Handed to the carrier, or to the customer.", null=True),
        ),
        migrations.AddField(
            model_name="parcel",
            name="tracking_number",
            field=models.CharField(blank=True, max_length=60),
        ),
        migrations.AlterField(
            model_name="parcel",
            name="state",
            field=models.CharField(
                choices=[
                    ("waiting", "Waiting"),
                    ("picking", "Being picked"),
                    ("packed", "Packed"),
                    ("shipped", "On its way"),
                    ("delivered", "Delivered"),
                    ("ready", "Ready to collect"),
                    ("collected", "Collected"),
                    ("cancelled", "Cancelled"),
                ],
                default="waiting",
                max_length=10,
            ),
        ),
        migrations.RemoveField(
            model_name="parcel",
            name="carrier",
        ),
        migrations.AddField(
            model_name="parcel",
            name="carrier",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="orders.carrier",
            ),
        ),
        migrations.AddIndex(
            model_name="parcel",
            index=models.Index(
                condition=models.Q(("state__in", ["waiting", "picking", "packed"])),
                fields=["leaves_on", "id"],
                name="parcel_next_to_leave",
            ),
        ),
        migrations.AddConstraint(
            model_name="parcel",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("left_at__isnull", False), ("state__in", ["shipped", "delivered", "collected"])),
                    models.Q(("left_at", None), ("state__in", ["waiting", "picking", "packed", "ready", "cancelled"])),
                    _connector="OR",
                ),
                name="parcel_that_left_says_when",
            ),
        ),
        migrations.AddConstraint(
            model_name="parcel",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state__in", ["ready", "collected"]), _negated=True),
                    ("branch__isnull", False),
                    _connector="OR",
                ),
                name="parcel_is_collected_somewhere",
            ),
        ),
    ]
