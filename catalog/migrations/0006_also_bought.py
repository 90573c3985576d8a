import django.db.models.deletion
from django.db import migrations, models
from django.db.models import F, Q


class Migration(migrations.Migration):
    dependencies = [("catalog", "0005_volumes_in_order")]

    operations = [
        migrations.CreateModel(
            name="AlsoBought",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveSmallIntegerField(help_text="1 is the nearest.")),
                ("buyers", models.PositiveIntegerField(help_text="People who bought both.")),
                ("counted_at", models.DateTimeField()),
                (
                    "other",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="catalog.work"),
                ),
                (
                    "work",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="also_bought", to="catalog.work"
                    ),
                ),
            ],
            options={
                "ordering": ["work", "position"],
                "indexes": [models.Index(fields=["counted_at"], name="also_bought_by_count")],
                "constraints": [
                    models.UniqueConstraint(fields=["work", "position"], name="also_bought_has_one_at_a_place"),
                    models.UniqueConstraint(fields=["work", "other"], name="also_bought_names_a_work_once"),
                    models.CheckConstraint(condition=~Q(work=F("other")), name="also_bought_is_another_work"),
                    models.CheckConstraint(
                        condition=Q(position__gte=1, position__lte=12), name="also_bought_keeps_the_nearest"
                    ),
                ],
            },
        ),
    ]
