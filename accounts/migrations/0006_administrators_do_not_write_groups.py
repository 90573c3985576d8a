from django.db import migrations


def take_away(apps, schema_editor):
    """Whoever may write groups may give themselves everything; the group that looks after people never needed it."""
    permission = apps.get_model("auth", "Permission").objects
    written = permission.filter(content_type__app_label="auth").exclude(codename__startswith="view_")
    for group in apps.get_model("auth", "Group").objects.filter(name="administrator"):
        group.permissions.remove(*written)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0005_erasures"), ("auth", "0012_alter_user_first_name_max_length")]

    operations = [migrations.RunPython(take_away, migrations.RunPython.noop)]
