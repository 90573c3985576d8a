import uuid

import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("orders", "0010_carriers_of_these_islands"),
    ]

    operations = [
        migrations.CreateModel(
            name="BankCharge",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.UUIDField(editable=False, help_text="The payment's.", unique=True)),
                ("order_number", models.CharField(max_length=9)),
                ("amount", models.DecimalField(decimal_places=2, max_digits=10)),
                ("return_url", models.URLField(max_length=500)),
                ("cancel_url", models.URLField(max_length=500)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "Waiting for an answer"),
                            ("confirming", "Waiting for the second step"),
                            ("approved", "Approved"),
                            ("closed", "Closed"),
                        ],
                        default="open",
                        max_length=10,
                    ),
                ),
                ("declined_because", models.CharField(blank=True, max_length=300)),
                ("refunds", models.JSONField(default=dict, help_text="Amount by the shop's key for it.")),
            ],
        ),
        migrations.CreateModel(
            name="ProviderEvent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("gateway", models.CharField(max_length=20)),
                ("event_id", models.CharField(max_length=255)),
                ("kind", models.CharField(max_length=100)),
                (
                    "reference",
                    models.CharField(blank=True, help_text="The key of the payment it is about.", max_length=255),
                ),
                ("content", models.JSONField()),
                ("received_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("handled_at", models.DateTimeField(null=True)),
            ],
            options={
                "ordering": ["-pk"],
            },
        ),
        migrations.AddField(
            model_name="payment",
            name="charge",
            field=models.CharField(blank=True, help_text="What the provider calls the money it took.", max_length=255),
        ),
        migrations.AddField(
            model_name="payment",
            name="key",
            field=models.UUIDField(default=uuid.uuid4, editable=False, null=True),
        ),
        # A default is asked for once a column, not once a row.
        migrations.RunSQL(
            "UPDATE orders_payment SET key = gen_random_uuid(), gateway = 'bank'", migrations.RunSQL.noop
        ),
        migrations.AlterField(
            model_name="payment",
            name="key",
            field=models.UUIDField(default=uuid.uuid4, editable=False, unique=True),
        ),
        migrations.AddField(
            model_name="payment",
            name="reason",
            field=models.CharField(blank=True, help_text="Why it was declined, in a sentence.", max_length=300),
        ),
        migrations.AddField(
            model_name="payment",
            name="settled_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AlterField(
            model_name="payment",
            name="reference",
            field=models.CharField(blank=True, help_text="What the provider calls it.", max_length=255),
        ),
        migrations.AlterField(
            model_name="payment",
            name="state",
            field=models.CharField(
                choices=[
                    ("started", "Started"),
                    ("approved", "Approved"),
                    ("declined", "Declined"),
                    ("abandoned", "Given up"),
                    ("returned", "Returned at once"),
                ],
                default="started",
                max_length=10,
            ),
        ),
        migrations.AddIndex(
            model_name="payment",
            index=models.Index(
                condition=models.Q(("state__in", ["started", "declined"])),
                fields=["started_at"],
                name="payment_not_settled",
            ),
        ),
        migrations.AddConstraint(
            model_name="payment",
            constraint=models.UniqueConstraint(
                condition=models.Q(("reference", ""), _negated=True),
                fields=("gateway", "reference"),
                name="payment_is_known_to_its_provider_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="providerevent",
            constraint=models.UniqueConstraint(fields=("gateway", "event_id"), name="provider_event_is_kept_once"),
        ),
    ]
