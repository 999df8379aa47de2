"""What versions written before say in the cells of target groups, locations and hats is found, too."""

from django.db import migrations

from integration.texts import fold

BATCH = 1_000
MARKS = ("hat", "target_groups", "locations")


def search_marks(apps, schema_editor):
    version = apps.get_model("catalogue", "MeasureVersion")
    changed = []
    rows = version.objects.order_by().values_list("pk", "search", "stored__data")
    for pk, search, data in rows.iterator(chunk_size=BATCH):
        marks = [mark for name in MARKS for mark in (data or {}).get(name, {}).values() if mark != "x"]
        if marks:
            changed.append(version(pk=pk, search="\n".join([search, *map(fold, marks)])))
    version.objects.bulk_update(changed, ["search"], batch_size=BATCH)


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0012_saved_view")]

    operations = [migrations.RunPython(search_marks, migrations.RunPython.noop)]
