"""Forms as text: a table's header, and a commented record. Knows no spreadsheet."""

from __future__ import annotations

import csv
import io
import textwrap
from collections.abc import Iterator, Sequence

from hn2301_asp.forms.columns import Column
from hn2301_asp.forms.dictionary_words import allowed

_WIDTH = 110
_YAML_HEAD = """\
# One record for each patient. Remove the `# ` before what is known and fill it in; copy the lines for a
# further patient. A field that stays out is unknown, never "no". The empty list keeps a form that is not
# filled in from being read as a patient.
[]
---
"""


def template_csv(form: Sequence[Column]) -> str:
    """The header of a table. Lists are entered as ``a;b``; an empty cell is unknown."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerow([column.header for column in form])
    return out.getvalue()


def template_yaml(form: Sequence[Column]) -> str:
    """A record with every field commented out, each with its label and what it may hold.

    The names that lists understand stand below the record.
    """
    width = max(len(column.header) for column in form) + 1
    lines = []
    for number, column in enumerate(form):
        entry, name = column.entry, f"{column.header}:"
        words = "a list [a, b] of names as below" if entry.kind == "list" else allowed(entry, unit=column.unit)
        words = "; ".join((words, *entry.of_whom))
        lines.append(f"# {'  ' if number else '- '}{name:<{width}}   # {entry.label}: {words}")
    return "\n".join([_YAML_HEAD + lines[0], *lines[1:], *_names(form)]) + "\n"


def _names(form: Sequence[Column]) -> Iterator[str]:
    """The names that each list understands; lists with the same names share them."""
    lists: dict[tuple[str, ...], list[str]] = {}
    for column in form:
        if column.entry.kind == "list":
            lists.setdefault(column.entry.values, []).append(column.entry.field)
    for names, fields in lists.items():
        text = f"names in {' and '.join(fields)}: {', '.join(names)}"
        yield from ("#", *textwrap.wrap(text, _WIDTH, initial_indent="# ", subsequent_indent="#   "))
