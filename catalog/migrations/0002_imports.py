import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("catalog", "0001_catalogue"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ImportChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("field", models.CharField(max_length=40)),
                ("before", models.TextField(blank=True)),
                ("after", models.TextField(blank=True)),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="ImportProblem",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("place", models.CharField(help_text="Line or record.", max_length=200)),
                ("isbn", models.CharField(blank=True, max_length=40)),
                ("reason", models.CharField(max_length=500)),
                ("excerpt", models.TextField(blank=True)),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="ImportRun",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[("books", "Books (CSV)"), ("onix", "ONIX"), ("stock", "Supplier’s stock (CSV)")],
                        max_length=10,
                    ),
                ),
                ("file_name", models.CharField(max_length=300)),
                (
                    "digest",
                    models.CharField(
                        db_index=True, help_text="SHA-256 of the file and of how it was read.", max_length=64
                    ),
                ),
                ("sender", models.CharField(blank=True, max_length=200)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Waiting to begin"),
                            ("running", "Running, or cut off"),
                            ("done", "Done"),
                            ("failed", "Failed"),
                        ],
                        default="running",
                        max_length=10,
                    ),
                ),
                ("error", models.TextField(blank=True)),
                ("started_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                ("position", models.PositiveIntegerField(default=0, help_text="Records read and committed.")),
                ("created", models.PositiveIntegerField(default=0)),
                ("changed", models.PositiveIntegerField(default=0)),
                ("unchanged", models.PositiveIntegerField(default=0)),
                ("removed", models.PositiveIntegerField(default=0)),
                ("refused", models.PositiveIntegerField(default=0)),
                (
                    "protected",
                    models.PositiveIntegerField(
                        default=0, help_text="Fields left alone because staff had edited them."
                    ),
                ),
            ],
            options={
                "ordering": ["-pk"],
            },
        ),
        migrations.CreateModel(
            name="StaffEdit",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("field", models.CharField(max_length=40)),
                ("edited_at", models.DateTimeField(auto_now=True)),
            ],
        ),
        migrations.CreateModel(
            name="TradeRecord",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("sender", models.CharField(max_length=200)),
                ("reference", models.CharField(help_text="The sender's key of the record.", max_length=200)),
                ("digest", models.CharField(max_length=32)),
                ("sent_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.AddField(
            model_name="work",
            name="match_key",
            field=models.CharField(
                blank=True,
                editable=False,
                help_text="By which imports find it (catalog.trade.records.work_key).",
                max_length=400,
            ),
        ),
        migrations.AddIndex(
            model_name="work",
            index=models.Index(
                condition=models.Q(("match_key", ""), _negated=True), fields=["match_key"], name="work_by_match_key"
            ),
        ),
        migrations.AddField(
            model_name="importchange",
            name="book",
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="catalog.book"),
        ),
        migrations.AddField(
            model_name="importrun",
            name="actor",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="importproblem",
            name="run",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="problems", to="catalog.importrun"
            ),
        ),
        migrations.AddField(
            model_name="importchange",
            name="run",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="changes", to="catalog.importrun"
            ),
        ),
        migrations.AddField(
            model_name="staffedit",
            name="book",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="staff_edits", to="catalog.book"
            ),
        ),
        migrations.AddField(
            model_name="traderecord",
            name="book",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="trade_records", to="catalog.book"
            ),
        ),
        migrations.AddConstraint(
            model_name="staffedit",
            constraint=models.UniqueConstraint(fields=("book", "field"), name="staff_own_a_field_once"),
        ),
        migrations.AddConstraint(
            model_name="traderecord",
            constraint=models.UniqueConstraint(fields=("sender", "reference"), name="trade_record_is_known_once"),
        ),
    ]
