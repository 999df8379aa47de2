"""django-tables2, lean: its columns, ordering and pages, without its work per cell.

The library inspects a render method's signature, resolves an accessor and computes attributes for every
cell. Here that happens once per column, and a row is one string of ready cells.
"""

import datetime as dt
import html
import inspect
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import django_tables2
from django.core.exceptions import ImproperlyConfigured
from django.utils import timezone
from django.utils.formats import date_format, localize
from django.utils.html import conditional_escape, escape
from django.utils.safestring import SafeString, mark_safe
from django_tables2.columns import BoundColumn
from django_tables2.data import TableData
from django_tables2.utils import Accessor

Cell = Callable[[Any], Any]


class Head(NamedTuple):
    """A column's heading: `alias` is what `sort` becomes when it is followed, "" where it cannot sort."""

    label: str
    alias: str
    sorted: str


class PageData(TableData):
    """The rows of one page (a list), which the database has already filtered, ordered and counted."""

    def __len__(self) -> int:
        return len(self.data)

    def order_by(self, aliases: Any) -> None:
        """Leave the rows as they came; the table only marks its headings."""


class Table(django_tables2.Table):
    """A table whose `render_<column>` methods take `record`, `value` or both, and nothing else.

    `caption` names it for everyone (`caption_hidden` only for screen readers); `row_header` is the column
    that names a row. `PageData(rows)` as data keeps an order made elsewhere. Cells are escaped unless safe;
    dates read 24.04.2017. Links are made in `render_<column>`.
    """

    caption = ""
    caption_hidden = False
    row_header = ""

    @property
    def heads(self) -> list[Head]:
        """Return the headings of the visible columns."""
        return [_head(column) for column in self.columns]

    @property
    def body(self) -> Iterator[SafeString]:
        """Yield each row of the current page as the HTML of its cells."""
        cells, frame = [], ""
        for column in self.columns:
            cells.append(_cell(column))
            frame += self._frame(column)
        rows = self.page.object_list if hasattr(self, "page") else self.rows
        for record in rows.data:
            yield mark_safe(frame % tuple([_html(cell(record)) for cell in cells]))  # noqa: S308 – escaped

    def _frame(self, column: BoundColumn) -> str:
        """Return a cell's HTML with its content left out as %s.

        Narrow screens show the column's label beside it, but for a row's heading and where it is None.
        """
        attributes = {"data-label": column.header, **column.column.attrs.get("td", {})}
        name, fixed = ("th", {"scope": "row"}) if column.name == self.row_header else ("td", attributes)
        shown = "".join(f' {key}="{escape(value)}"' for key, value in fixed.items() if value is not None)
        return f"<{name}{shown}>".replace("%", "%%") + f"%s</{name}>"


def _head(column: BoundColumn) -> Head:
    alias = column.order_by_alias
    direction = ("descending" if alias.is_descending else "ascending") if column.is_ordered else ""
    return Head(column.header, alias.next if column.orderable else "", direction)


def _cell(column: BoundColumn) -> Cell:
    """Return the function that turns a record into this column's content."""
    value = _value(column)
    if getattr(column.render, "__func__", None) is django_tables2.Column.render:
        return value
    render = column.render
    wanted = tuple(inspect.signature(render).parameters)
    if wanted == ("record",):
        return render
    if wanted == ("value",):
        return lambda record: render(value(record))
    if set(wanted) == {"value", "record"}:
        return lambda record: render(value=value(record), record=record)
    raise ImproperlyConfigured(f"render_{column.name} may take record and value only, not {wanted}.")


def _value(column: BoundColumn) -> Cell:
    """Return the function that reads this column's value from a record, its default where it is empty."""
    accessor, default, empty = Accessor(column.accessor), column.default, column.column.empty_values

    def read(record: Any) -> Any:
        value = accessor.resolve(record)
        return default if value in empty else value

    return read


def _html(content: Any) -> str:
    if isinstance(content, SafeString):
        return content
    if isinstance(content, str):
        return html.escape(content)  # Django's own looks for lazy texts first, which costs twice as much
    if isinstance(content, dt.datetime):
        return date_format(timezone.localtime(content), "SHORT_DATETIME_FORMAT")
    if isinstance(content, dt.date):
        return date_format(content, "SHORT_DATE_FORMAT")
    return conditional_escape(localize(content))
