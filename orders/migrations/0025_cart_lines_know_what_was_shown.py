from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("orders", "0024_gift_card_ledger")]

    operations = [
        migrations.RenameField("cartline", "price_when_added", "price_known"),
        migrations.AddField(
            "cartline", "state_known", models.CharField(blank=True, max_length=12, default=""), preserve_default=False
        ),
        migrations.AddField("cartline", "date_known", models.DateField(blank=True, null=True)),
    ]
