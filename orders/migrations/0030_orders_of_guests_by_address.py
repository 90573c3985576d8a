from django.db import migrations, models


class Migration(migrations.Migration):
    """Whoever signs in is asked for orders that they placed as a guest."""

    dependencies = [("orders", "0029_charged_when_it_leaves")]

    operations = [
        migrations.AddIndex(
            model_name="order",
            index=models.Index(condition=models.Q(("customer", None)), fields=["email"], name="order_of_a_guest"),
        ),
    ]
