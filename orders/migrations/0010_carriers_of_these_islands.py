from django.db import migrations

CARRIERS = [
    ("Royal Mail", "https://www.royalmail.com/track-your-item#/tracking-results/{number}"),
    ("DPD", "https://track.dpd.co.uk/search?reference={number}"),
    ("Evri", "https://www.evri.com/track/parcel/{number}"),
    ("An Post", "https://www.anpost.com/Post-Parcels/Track/History?item={number}"),
]


def add(apps, schema_editor):
    """Where their parcels are followed, as of 2026. Staff change them in the back office."""
    carriers = apps.get_model("orders", "Carrier")
    for position, (name, page) in enumerate(CARRIERS):
        carriers.objects.get_or_create(name=name, defaults={"tracking_page": page, "position": position})


class Migration(migrations.Migration):
    dependencies = [("orders", "0009_order_events_are_written_once")]

    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
