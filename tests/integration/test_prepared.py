"""Queries that are built once: they answer about the row that is asked about, and about nothing else."""

from __future__ import annotations

import pytest
from django.db.models import QuerySet, Value
from pytest_django import DjangoAssertNumQueries

from catalogue.models import Unit
from integration.prepared import Prepared
from tests.factories import make_unit

pytestmark = pytest.mark.django_db


def test_rows_are_those_of_the_key_and_of_all_else_that_is_fixed(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    built = []

    def code_of(unit: int, word: str) -> QuerySet:
        built.append(word)
        return Unit.objects.without_tree_fields().filter(pk=unit).values_list("code", Value(word))

    question = Prepared(code_of)
    first, second = make_unit("FB 50"), make_unit("FB 51")
    with django_assert_num_queries(4):
        assert question.rows(first.pk, "ja") == [("FB 50", "ja")]
        assert question.rows(second.pk, "ja") == [("FB 51", "ja")]
        assert question.rows(second.pk, "nein") == [("FB 51", "nein")]
        assert question.rows(second.pk + 1, "ja") == []
    assert built == ["ja", "nein"]
