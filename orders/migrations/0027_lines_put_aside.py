import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("catalog", "0015_search_words_filed_by_the_batch"),
        ("orders", "0026_a_cart_remembers_its_country"),
    ]

    operations = [
        migrations.CreateModel(
            name="AsideLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("quantity", models.PositiveSmallIntegerField()),
                ("price_known", models.DecimalField(decimal_places=2, max_digits=8)),
                ("state_known", models.CharField(blank=True, max_length=12)),
                ("date_known", models.DateField(blank=True, null=True)),
                ("added_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("promised_price", models.DecimalField(blank=True, decimal_places=2, max_digits=8, null=True)),
                (
                    "why",
                    models.CharField(
                        choices=[("removed", "Taken out a moment ago"), ("saved", "Saved for later")], max_length=8
                    ),
                ),
                ("since", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "book",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="catalog.book"),
                ),
                (
                    "cart",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="aside", to="orders.cart"
                    ),
                ),
                (
                    "hold",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="catalog.hold",
                    ),
                ),
            ],
            options={
                "ordering": ["-since", "-pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("cart", "book", "why"), name="aside_has_a_line_a_book"),
                    models.CheckConstraint(
                        condition=models.Q(("quantity__gte", 1), ("quantity__lte", 99)),
                        name="aside_line_is_one_to_ninety_nine",
                    ),
                ],
            },
        ),
    ]
