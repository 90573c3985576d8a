"""The ways of delivery that a shop has lead to where its checkout sent parcels until now."""

from django.db import migrations


def give_a_zone(apps, schema_editor):
    method, zone = apps.get_model("orders", "DeliveryMethod"), apps.get_model("orders", "DeliveryZone")
    homeless = method.objects.filter(zone=None)
    if not homeless.exists():
        return
    home = zone.objects.create(name="United Kingdom and Ireland", position=0)
    for code in ("GB", "IE"):
        apps.get_model("orders", "ZoneCountry").objects.create(zone=home, code=code)
    homeless.update(zone=home)


class Migration(migrations.Migration):
    dependencies = [("orders", "0018_delivery_zones")]
    operations = [migrations.RunPython(give_a_zone, migrations.RunPython.noop)]
