import django.db.models.deletion
import django.db.models.expressions
from django.conf import settings
from django.db import migrations, models


def say_what_known_orders_are_made_of(apps, schema_editor):
    """Until now nothing was taken off, and delivery bore no tax."""
    apps.get_model("orders", "OrderLine").objects.update(total=models.F("unit_price") * models.F("quantity"))
    part = apps.get_model("orders", "DeliveryPart")
    orders = apps.get_model("orders", "Order").objects.filter(delivery_price__gt=0)
    part.objects.bulk_create(
        part(order=order, tax_rate=0, tax=0, amount=order.delivery_price) for order in orders.iterator()
    )


class Migration(migrations.Migration):
    dependencies = [
        ("catalog", "0001_catalogue"),
        ("orders", "0012_tax_rates"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="DeliveryPart",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("tax_rate", models.DecimalField(decimal_places=2, help_text="Per cent.", max_digits=5)),
                ("amount", models.DecimalField(decimal_places=2, help_text="Tax included.", max_digits=8)),
                ("tax", models.DecimalField(decimal_places=2, max_digits=8)),
            ],
            options={
                "ordering": ["tax_rate"],
            },
        ),
        migrations.CreateModel(
            name="OrderDiscount",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=100)),
                ("because", models.CharField(max_length=200)),
                ("code", models.CharField(blank=True, max_length=40)),
                (
                    "amount",
                    models.DecimalField(decimal_places=2, help_text="In terms of the shelf prices.", max_digits=10),
                ),
                (
                    "of_delivery",
                    models.BooleanField(default=False, help_text="Delivery became free; the books cost the same."),
                ),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.RemoveConstraint(
            model_name="order",
            name="order_total_adds_up",
        ),
        migrations.AddField(
            model_name="order",
            name="delivery_tax",
            field=models.DecimalField(decimal_places=2, default=0, max_digits=8),
        ),
        migrations.AddField(
            model_name="order",
            name="discount",
            field=models.DecimalField(decimal_places=2, default=0, help_text="Taken off the books.", max_digits=10),
        ),
        migrations.AddField(
            model_name="order",
            name="prices_include_tax",
            field=models.BooleanField(default=True, editable=False),
        ),
        migrations.AddField(
            model_name="orderline",
            name="discount",
            field=models.DecimalField(
                decimal_places=2, default=0, help_text="Its share of what offers took off.", max_digits=10
            ),
        ),
        migrations.AddField(
            model_name="orderline",
            name="total",
            field=models.DecimalField(
                decimal_places=2, default=0, help_text="What it costs, tax included.", max_digits=10
            ),
            preserve_default=False,
        ),
        migrations.AlterField(
            model_name="order",
            name="delivery_price",
            field=models.DecimalField(decimal_places=2, help_text="Tax included.", max_digits=8),
        ),
        migrations.AlterField(
            model_name="order",
            name="subtotal",
            field=models.DecimalField(decimal_places=2, help_text="The books at their shelf prices.", max_digits=10),
        ),
        migrations.AlterField(
            model_name="orderline",
            name="tax",
            field=models.DecimalField(decimal_places=2, help_text="Included in the total.", max_digits=10),
        ),
        migrations.AddField(
            model_name="deliverypart",
            name="order",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="delivery_parts", to="orders.order"
            ),
        ),
        migrations.AddField(
            model_name="orderdiscount",
            name="order",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="discounts", to="orders.order"
            ),
        ),
        migrations.RunPython(say_what_known_orders_are_made_of, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name="order",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("prices_include_tax", True),
                        (
                            "total",
                            django.db.models.expressions.CombinedExpression(
                                django.db.models.expressions.CombinedExpression(
                                    models.F("subtotal"), "-", models.F("discount")
                                ),
                                "+",
                                models.F("delivery_price"),
                            ),
                        ),
                    ),
                    models.Q(
                        ("prices_include_tax", False),
                        (
                            "total",
                            django.db.models.expressions.CombinedExpression(
                                django.db.models.expressions.CombinedExpression(
                                    django.db.models.expressions.CombinedExpression(
                                        django.db.models.expressions.CombinedExpression(
                                            models.F("subtotal"), "-", models.F("discount")
                                        ),
                                        "+",
                                        models.F("tax"),
                                    ),
                                    "-",
                                    models.F("delivery_tax"),
                                ),
                                "+",
                                models.F("delivery_price"),
                            ),
                        ),
                    ),
                    _connector="OR",
                ),
                name="order_total_adds_up",
            ),
        ),
        migrations.AddConstraint(
            model_name="orderline",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("discount__gte", 0),
                    (
                        "discount__lte",
                        django.db.models.expressions.CombinedExpression(
                            models.F("unit_price"), "*", models.F("quantity")
                        ),
                    ),
                ),
                name="order_line_costs_nothing_at_the_least",
            ),
        ),
        migrations.AddConstraint(
            model_name="orderline",
            constraint=models.CheckConstraint(
                condition=models.Q(("tax__gte", 0), ("tax__lte", models.F("total"))), name="order_line_contains_its_tax"
            ),
        ),
        migrations.AddConstraint(
            model_name="deliverypart",
            constraint=models.UniqueConstraint(fields=("order", "tax_rate"), name="delivery_has_a_part_a_rate"),
        ),
        migrations.AddConstraint(
            model_name="deliverypart",
            constraint=models.CheckConstraint(
                condition=models.Q(("tax__gte", 0), ("tax__lte", models.F("amount"))), name="delivery_contains_its_tax"
            ),
        ),
        migrations.AddConstraint(
            model_name="orderdiscount",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount__gt", 0)), name="order_discount_takes_something_off"
            ),
        ),
    ]
