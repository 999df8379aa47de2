"""All units as one light tree, to find one by what people type and to know what lies below it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from catalogue.models import Unit, UnitAlias, UnitName
from integration.texts import fold, match_key


class Node(NamedTuple):
    """A unit as a list or a choice needs it."""

    pk: int
    parent: int | None
    slug: str
    code: str
    name: str
    kind: str = ""

    @property
    def is_outside(self) -> bool:
        """True for partners and volunteers: all others are the city's own."""
        return self.kind in Unit.OUTSIDE

    def __str__(self) -> str:
        return f"{self.code} {self.name}".strip()


@dataclass(slots=True)
class UnitTree:
    nodes: dict[int, Node]
    children: dict[int | None, list[int]] = field(default_factory=lambda: defaultdict(list))
    spellings: dict[str, int] | None = None  # keys by every spelling, where those have been read already
    _found: dict[str, Node | None] = field(default_factory=dict)

    @classmethod
    def load(cls) -> UnitTree:
        """Read every unit's names and parent (one query)."""
        rows = Unit.objects.order_by("slug").values_list("pk", "parent", "slug", "code", "name", "kind")
        return cls.of(Node(*row) for row in rows)

    @classmethod
    def of(cls, nodes: Iterable[Node]) -> UnitTree:
        """Return the tree of these units; those side by side keep their order."""
        tree = cls({node.pk: node for node in nodes})
        for node in tree.nodes.values():
            tree.children[node.parent].append(node.pk)
        return tree

    def find(self, text: str) -> Node | None:
        """Return the unit that `text` names by slug, code, name, alias or former name, else None.

        A part of a name will do where only one unit has it.
        """
        if text not in self._found:
            found = self._with_slug(text) or self._find(match_key(text))
            similar = [] if found else self.like(text, 2)
            self._found[text] = found or (similar[0] if len(similar) == 1 else None)
        return self._found[text]

    def spelling(self, slug: str) -> str:
        """Return how a form names the unit: such that `find` finds the same."""
        node = self._with_slug(slug)
        return str(node) if node and self.find(str(node)) == node else slug

    def _with_slug(self, slug: str) -> Node | None:
        return next((node for node in self.nodes.values() if node.slug == slug), None)

    def _find(self, key: str) -> Node | None:
        if not key:
            return None
        if self.spellings is not None:
            return self.nodes.get(self.spellings.get(key, 0))
        for node in self.nodes.values():
            if key in map(match_key, (node.slug, node.code, node.name, str(node))):
                return node
        found = UnitAlias.objects.filter(folded=key).values_list("unit", flat=True).first()
        if found is None:
            names = UnitName.objects.values_list("unit", "name")
            found = next((unit for unit, name in names if match_key(name) == key), None)
        return self.nodes.get(found) if found else None

    def like(self, text: str, limit: int = 8) -> list[Node]:
        """Return units whose code or name contains `text`, for "Welche meinen Sie?"."""
        wanted = fold(text.strip())
        hits = (node for node in self.nodes.values() if wanted and wanted in fold(str(node)))
        return [node for node, _ in zip(hits, range(limit), strict=False)]

    def below(self, pk: int) -> Iterator[int]:
        """Yield the unit itself and every unit below it."""
        yield pk
        for child in self.children[pk]:
            yield from self.below(child)

    def above(self, pk: int | None) -> Iterator[int]:
        """Yield the unit itself and every unit above it, nearest first."""
        while pk is not None:
            yield pk
            pk = self.nodes[pk].parent

    def walk(self, top: int | None = None, depth: int = 0) -> Iterator[tuple[Node, int]]:
        """Yield every unit with its depth, each followed by those below it."""
        for pk in self.children[top]:
            yield self.nodes[pk], depth
            yield from self.walk(pk, depth + 1)
