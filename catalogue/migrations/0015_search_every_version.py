"""PostgreSQL searches every version by trigrams: a past day is found as fast as today.

Measured at 10,000 measures with 10 versions each, an index of all versions in place of one of today's made
neither imports nor saves noticeably slower, and a search of a past day three times as fast.
"""

from django.db import migrations

CURRENT = (
    "CREATE INDEX version_current_search ON catalogue_measureversion"
    " USING gin (search gin_trgm_ops) WHERE valid_to IS NULL"
)
EVERY = "CREATE INDEX version_search ON catalogue_measureversion USING gin (search gin_trgm_ops)"


def create(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(EVERY)
        schema_editor.execute("DROP INDEX version_current_search")


def drop(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(CURRENT)
        schema_editor.execute("DROP INDEX version_search")


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0014_extracts")]
    operations = [migrations.RunPython(create, drop)]
