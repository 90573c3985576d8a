from django.db import migrations


def forget(apps, schema_editor):
    """They were counted by state, so that a work at a supplier and to order was two. The night counts them anew."""
    apps.get_model("catalog", "Tally").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("catalog", "0022_import_run_share")]

    operations = [migrations.RunPython(forget, migrations.RunPython.noop)]
