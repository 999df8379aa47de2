"""PostgreSQL searches the current versions by trigrams; SQLite has no such index and scans."""

from django.contrib.postgres.operations import TrigramExtension
from django.db import migrations


def create(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(
            "CREATE INDEX version_current_search ON catalogue_measureversion"
            " USING gin (search gin_trgm_ops) WHERE valid_to IS NULL"
        )


def drop(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP INDEX version_current_search")


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0001_initial")]
    operations = [TrigramExtension(), migrations.RunPython(create, drop)]
