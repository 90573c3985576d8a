import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("orders", "0006_refunds"),
    ]

    operations = [
        migrations.CreateModel(
            name="Return",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("requested", "On its way to us"),
                            ("received", "With us"),
                            ("refunded", "Refunded"),
                            ("refused", "Refused"),
                            ("withdrawn", "Withdrawn"),
                        ],
                        default="requested",
                        max_length=10,
                    ),
                ),
                (
                    "reason",
                    models.CharField(
                        choices=[
                            ("changed_mind", "I changed my mind"),
                            ("damaged", "It arrived damaged"),
                            ("faulty", "Pages are missing or misprinted"),
                            ("wrong_book", "It is not what I ordered"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "way",
                    models.CharField(
                        choices=[("post", "By post"), ("branch", "I bring it to a shop")],
                        default="post",
                        max_length=10,
                        verbose_name="way back",
                    ),
                ),
                ("note", models.TextField(blank=True, max_length=2000, verbose_name="anything else")),
                ("requested_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("received_at", models.DateTimeField(blank=True, null=True)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="ReturnLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("quantity", models.PositiveSmallIntegerField()),
                (
                    "condition",
                    models.CharField(
                        choices=[("as_new", "As new"), ("read", "Read, but clean"), ("damaged", "Damaged")],
                        default="as_new",
                        max_length=10,
                    ),
                ),
                (
                    "restocked",
                    models.PositiveSmallIntegerField(
                        default=0, help_text="Copies back on the shelf; the rest is lost."
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.AddField(
            model_name="return",
            name="order",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="returns", to="orders.order"
            ),
        ),
        migrations.AddField(
            model_name="return",
            name="refund",
            field=models.OneToOneField(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="returned",
                to="orders.refund",
            ),
        ),
        migrations.AddField(
            model_name="returnline",
            name="branch",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="catalog.branch",
            ),
        ),
        migrations.AddField(
            model_name="returnline",
            name="order_line",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="return_lines", to="orders.orderline"
            ),
        ),
        migrations.AddField(
            model_name="returnline",
            name="returned",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="lines", to="orders.return"
            ),
        ),
        migrations.AddConstraint(
            model_name="return",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "refunded"), _negated=True), ("refund__isnull", False), _connector="OR"
                ),
                name="return_refunded_has_its_refund",
            ),
        ),
        migrations.AddConstraint(
            model_name="returnline",
            constraint=models.CheckConstraint(
                condition=models.Q(("quantity__gte", 1)), name="return_line_is_of_a_copy"
            ),
        ),
        migrations.AddConstraint(
            model_name="returnline",
            constraint=models.CheckConstraint(
                condition=models.Q(("restocked__lte", models.F("quantity"))), name="return_line_restocks_what_came"
            ),
        ),
        migrations.AddConstraint(
            model_name="returnline",
            constraint=models.UniqueConstraint(fields=("returned", "order_line"), name="return_names_a_line_once"),
        ),
    ]
