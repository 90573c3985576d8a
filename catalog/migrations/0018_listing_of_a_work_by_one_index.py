import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """Taking a field's own index away, Django takes every index of that column alone, the constraint's too."""

    dependencies = [("catalog", "0017_tallies")]

    operations = [
        migrations.RemoveConstraint("listing", "work_is_led_by_one_edition"),
        migrations.AlterField(
            model_name="listing",
            name="work",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name="listings", to="catalog.work"
            ),
        ),
        migrations.AddConstraint(
            "listing",
            models.UniqueConstraint(
                fields=["work"], condition=models.Q(is_lead=True), name="work_is_led_by_one_edition"
            ),
        ),
    ]
