import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


_NAMES = {
    "evaluated_at": "done_at",
    "evaluated_by": "done_by",
    "evaluated_by_function": "done_by_function",
}


def rename_in_history(apps, schema_editor):
    """Let history read the fields by the names that they have now."""
    changes = apps.get_model("history", "ReferenceChange").objects.filter(model="steering.annualgoal")
    for change in changes.iterator():
        for side in ("before", "after"):
            kept = getattr(change, side)
            if kept:
                setattr(change, side, {_NAMES.get(name, name): value for name, value in kept.items()})
        change.save(update_fields=["before", "after"])


class Migration(migrations.Migration):
    dependencies = [
        ("history", "0001_initial"),
        ("steering", "0015_departures"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(model_name="annualgoal", name="annual_goal_attainment_with_reason"),
        migrations.RenameField("annualgoal", "evaluated_at", "done_at"),
        migrations.RenameField("annualgoal", "evaluated_by", "done_by"),
        migrations.RenameField("annualgoal", "evaluated_by_function", "done_by_function"),
        migrations.RunPython(rename_in_history, migrations.RunPython.noop),
        migrations.AlterField(
            model_name="annualgoal",
            name="done_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="erledigt am"),
        ),
        migrations.AlterField(
            model_name="annualgoal",
            name="done_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="erledigt von",
            ),
        ),
        migrations.AlterField(
            model_name="annualgoal",
            name="done_by_function",
            field=models.CharField(blank=True, max_length=150, verbose_name="erledigt von der Funktion"),
        ),
        migrations.AddConstraint(
            model_name="annualgoal",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("attainment", ""),
                    models.Q(models.Q(("attainment_because", ""), _negated=True), ("done_at__isnull", False)),
                    _connector="OR",
                ),
                name="annual_goal_attainment_with_reason",
                violation_error_message="Zur Zielerreichung gehört eine Begründung.",
            ),
        ),
    ]
