import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("orders", "0004_order_event_of_a_parcel"),
    ]

    operations = [
        migrations.CreateModel(
            name="SentMail",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=20)),
                (
                    "about",
                    models.CharField(
                        blank=True, help_text="“parcel 7”, “refund 3”; empty: the order itself.", max_length=60
                    ),
                ),
                ("queued_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.AddField(
            model_name="sentmail",
            name="order",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="sent_mails", to="orders.order"
            ),
        ),
        migrations.AddConstraint(
            model_name="sentmail",
            constraint=models.UniqueConstraint(fields=("order", "kind", "about"), name="mail_is_sent_once"),
        ),
    ]
