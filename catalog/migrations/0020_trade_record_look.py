from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("catalog", "0019_events"),
    ]

    operations = [
        migrations.AddField(
            model_name="traderecord",
            name="look",
            field=models.BigIntegerField(
                help_text="Of its bytes: what looks the same need not be read again.", null=True
            ),
        ),
    ]
