from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("orders", "0025_cart_lines_know_what_was_shown")]

    operations = [
        migrations.AddField(
            model_name="cart",
            name="country",
            field=models.CharField(
                blank=True,
                help_text="Where it goes, as far as its owner has said; empty: the shop's own country.",
                max_length=2,
            ),
        ),
    ]
