"""What people decided once about what workbooks say, so that later workbooks are read alike."""

from __future__ import annotations

from collections import defaultdict

from django.db import models

from catalogue.spreadsheet.decisions import ACCEPTED, NUMBERS, REMEMBERED, Answers, Question, Questions
from integration.history.models import ChangeSet

LONGEST = 500  # characters; a longer saying is no word that comes again


class ReadingDecisionManager(models.Manager["ReadingDecision"]):
    """Gives the decisions to the reading of a workbook, and keeps what was decided for one."""

    def remembered(self) -> Answers:
        """Return all answers by kind and by what is said (one query)."""
        answers: dict[str, dict[str, str]] = defaultdict(dict)
        for kind, said, answer in self.values_list("kind", "said", "answer"):
            answers[kind][said] = answer
        return dict(answers)

    def remember(self, questions: Questions, change_set: ChangeSet) -> None:
        """Keep what a person answered for this workbook, as far as it says anything new.

        An answer that is the default is kept only where it replaces another one, or is accepted by applying.
        """
        decided, earlier = questions.decisions.answers, self.remembered()
        rows = [
            ReadingDecision(kind=one.kind, said=one.said, shown=one.shown[:LONGEST], answer=one.answer)
            for one in questions.asked.values()
            if one.kind in REMEMBERED
            and max(len(one.said), len(one.answer)) <= LONGEST
            and _is_new(one, decided.get(one.kind, {}).get(one.said), earlier.get(one.kind, {}).get(one.said))
        ]
        if questions.decisions.numbers_from:
            start = str(questions.decisions.numbers_from)
            rows.append(ReadingDecision(kind=NUMBERS, said=start, shown=start, answer=start))
        for row in rows:
            row.change_set = change_set
        self.bulk_create(
            rows,
            update_conflicts=True,
            unique_fields=["kind", "said"],
            update_fields=["shown", "answer", "change_set"],
        )


def _is_new(one: Question, decided: str | None, earlier: str | None) -> bool:
    if one.kind in ACCEPTED:
        return one.answer != earlier
    return one.answer == decided != (earlier or one.default)


class ReadingDecision(models.Model):
    """One answer: what a workbook says (as compared and as printed) means `answer`, for this kind of
    question (`catalogue.spreadsheet.decisions`). The change set is the import that it was given for."""

    kind = models.CharField("Art", max_length=20)
    said = models.CharField(max_length=LONGEST)
    shown = models.CharField("Angabe", max_length=LONGEST)
    answer = models.CharField("Bedeutung", max_length=LONGEST)
    change_set = models.ForeignKey(
        ChangeSet, models.PROTECT, related_name="reading_decisions", verbose_name="Änderung"
    )

    objects = ReadingDecisionManager()

    class Meta:
        verbose_name = "Festlegung für Importe"
        verbose_name_plural = "Festlegungen für Importe"
        ordering = ["kind", "shown"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "said"],
                name="reading_decision_once",
                violation_error_message="Dazu gibt es schon eine Festlegung.",
            )
        ]

    def __str__(self) -> str:
        return f"„{self.shown}“ bedeutet „{self.answer}“"
