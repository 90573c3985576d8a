from django.db import migrations, models

import catalog.models.trade


class Migration(migrations.Migration):
    dependencies = [
        ("catalog", "0011_trade_records"),
    ]

    operations = [
        migrations.AddField(
            model_name="importrun",
            name="file",
            field=models.FileField(
                blank=True,
                help_text="An upload, until it has been read.",
                storage=catalog.models.trade.kept_apart,
                upload_to="",
            ),
        ),
        migrations.AddField(
            model_name="importrun",
            name="is_rehearsal",
            field=models.BooleanField(db_default=False, default=False, verbose_name="only tried out"),
        ),
        migrations.AddField(
            model_name="importrun",
            name="options",
            field=models.JSONField(blank=True, default=dict, help_text="How an upload is read."),
        ),
    ]
