"""What versions written before say about open questions, next steps and action fields."""

import datetime as dt
from collections import defaultdict

from django.db import migrations

BATCH = 1_000


def open_questions(apps, schema_editor):
    """Walk through each measure's past: a new line opens a question, one that is gone withdraws it."""
    version = apps.get_model("catalogue", "MeasureVersion")
    clarification = apps.get_model("catalogue", "Clarification")
    moments = dict(apps.get_model("history", "ChangeSet").objects.values_list("at", "pk"))
    asking = version.objects.filter(stored__data__has_key="clarification")
    past = defaultdict(list)
    rows = version.objects.filter(measure__in=asking.values("measure")).order_by("measure", "version")
    for measure, begun, ended, text in rows.values_list(
        "measure", "change_set", "valid_to", "stored__data__clarification"
    ):
        past[measure].append((begun, ended, lines_of(text)))
    found = []
    for measure, versions in past.items():
        found += [clarification(measure_id=measure, **one) for one in questions_of(versions, moments)]
    clarification.objects.bulk_create(found, batch_size=BATCH)


def questions_of(versions, moments):
    """Yield the fields of the clarifications that follow from a measure's versions, the oldest first."""
    standing = {}
    for place, (begun, ended, lines) in enumerate(versions):
        for line in [line for line in standing if line not in lines]:
            yield closed(standing.pop(line), begun)
        for line in lines:
            standing.setdefault(line, {"question": line, "opened_id": begun})
        followed = place + 1 < len(versions) and moments.get(ended) == versions[place + 1][0]
        if ended and not followed:  # the measure was withdrawn
            for line in list(standing):
                yield closed(standing.pop(line), moments.get(ended, begun))
    yield from standing.values()


def closed(fields, change_set):
    return {**fields, "state": "zurueckgezogen", "closed_id": change_set}


def lines_of(text):
    return list(dict.fromkeys(line.strip() for line in (text or "").splitlines() if line.strip()))


def days_of_next_steps(apps, schema_editor):
    version = apps.get_model("catalogue", "MeasureVersion")
    changed = []
    rows = version.objects.filter(stored__data__has_key="next_step_date").order_by()
    for pk, iso in rows.values_list("pk", "stored__data__next_step_date"):
        try:
            changed.append(version(pk=pk, next_step_date=dt.date.fromisoformat(iso)))
        except ValueError:
            continue
    version.objects.bulk_update(changed, ["next_step_date"], batch_size=BATCH)


def labels_without_field(apps, schema_editor):
    """Tell rows that name a field nobody knows ("zuordnung") apart from rows that name none."""
    gap = apps.get_model("catalogue", "Gap")
    gone, new = [], []
    rows = gap.objects.filter(kind="handlungsfeld").order_by()
    for pk, version, data in rows.values_list("pk", "version", "version__stored__data"):
        labels = [
            one.get("label", "") for one in data.get("listings", {}).values() if not one.get("action_field")
        ]
        if any(labels):
            new.append(gap(version_id=version, kind="zuordnung"))
        if all(labels):
            gone.append(pk)
    for start in range(0, len(gone), BATCH):
        gap.objects.filter(pk__in=gone[start : start + BATCH]).delete()
    gap.objects.bulk_create(new, batch_size=BATCH)


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0010_steps"), ("history", "0001_initial")]

    operations = [
        migrations.RunPython(open_questions, migrations.RunPython.noop),
        migrations.RunPython(days_of_next_steps, migrations.RunPython.noop),
        migrations.RunPython(labels_without_field, migrations.RunPython.noop),
    ]
