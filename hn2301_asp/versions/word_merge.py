"""Two edits of one text combined word by word.

Edits of different words combine; edits of the same words do not. This module knows no protocol.
"""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

import yaml

from hn2301_asp.source.yaml_places import compose

_WIDTH = 120

Edit = tuple[int, int, tuple[str, ...]]


def merge_words(base: Sequence[str], one: Sequence[str], other: Sequence[str]) -> list[str] | None:
    """The base with the edits of both, or None where they edit the same words differently."""
    edits, others = _edits(base, one), _edits(base, other)
    if any(_collide(edit, second) for edit in edits for second in others):
        return None
    merged: list[str] = []
    at = 0
    for start, end, words in sorted({*edits, *others}):
        merged += [*base[at:start], *words]
        at = end
    return merged + list(base[at:])


def _edits(base: Sequence[str], edited: Sequence[str]) -> list[Edit]:
    import difflib  # Only two changes of one criterion's words need it.

    found = difflib.SequenceMatcher(None, base, edited, autojunk=False).get_opcodes()
    return [(i, j, tuple(edited[k:m])) for kind, i, j, k, m in found if kind != "equal"]


def _collide(one: Edit, other: Edit) -> bool:
    """Whether two different edits touch the same words, or put words into the same gap."""
    (i, j, _), (k, m, _) = one, other
    if one == other:
        return False
    if i == j or k == m:
        return (i == j == k == m) or k < i < m or i < k < j
    return max(i, k) < min(j, m)


def merge_clause(base: str, one: str, other: str) -> str | None:
    """A clause `text: …` of a YAML file with the edits of both; None where that cannot be.

    The lines are broken anew: where a folded text breaks does not matter.
    """
    clauses = [_words(text) for text in (base, one, other)]
    if any(clause is None for clause in clauses):
        return None
    merged = merge_words(*(clause for clause in clauses if clause is not None))
    if merged is None:
        return None
    heads = [_head(text) for text in (base, one, other)]
    lead, key = heads[2] if heads[2] != heads[0] else heads[1]
    indent = " " * (len(key) - len(key.lstrip()) + 2)
    lines = textwrap.wrap(
        " ".join(merged),
        _WIDTH,
        initial_indent=indent,
        subsequent_indent=indent,
        break_long_words=False,
        break_on_hyphens=False,
    )
    return "\n".join((*lead, f"{key}: >-", *lines))


def _words(clause: str) -> list[str] | None:
    """The words of a clause, or None where it is no single text."""
    root = compose(textwrap.dedent(clause))
    if not isinstance(root, yaml.MappingNode) or len(root.value) != 1:
        return None
    value = root.value[0][1]
    return value.value.split() if isinstance(value, yaml.ScalarNode) else None


def _head(clause: str) -> tuple[tuple[str, ...], str]:
    """The lines above a clause, and its key with the blanks before it."""
    lines = clause.split("\n")
    first = next(n for n, line in enumerate(lines) if line.strip() and not line.strip().startswith("#"))
    return tuple(lines[:first]), lines[first].partition(":")[0]
