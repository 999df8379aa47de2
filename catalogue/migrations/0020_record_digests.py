import json
from hashlib import blake2b

from django.db import migrations, models

AT_ONCE = 500


def digest(value):
    text = json.dumps(value, sort_keys=True, separators=(',', ':'))
    return blake2b(text.encode(), digest_size=8).hexdigest()


def fill(apps, schema_editor):
    """What stands there now counts as what was written."""
    rows = apps.get_model('catalogue', 'VersionRecord').objects.using(schema_editor.connection.alias)
    last = 0
    while batch := list(rows.filter(pk__gt=last).order_by('pk')[:AT_ONCE]):
        for one in batch:
            one.digests = {name: digest(value) for name, value in one.data.items()}
        rows.bulk_update(batch, ['digests'])
        last = batch[-1].pk


class Migration(migrations.Migration):

    dependencies = [
        ('catalogue', '0019_past_indexes'),
    ]

    operations = [
        migrations.AddField(
            model_name='versionrecord',
            name='digests',
            field=models.JSONField(default=dict, verbose_name='Prüfsummen'),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
