"""The kinds of changes that are tried, one a file: what each alters, and how.

A kind says of a protocol every way in which it can be altered so. It asks nobody and knows no other kind.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from hn2301_asp.knowledge.model import KnowledgeBase
from hn2301_asp.mutation.kinds import (
    classes,
    comparators,
    comparisons,
    counted,
    counts,
    default_readings,
    formulas,
    limits,
    literals,
    marks,
    measurements,
    names,
    never,
    reading_values,
    rules,
    totals,
    weights,
    windows,
)
from hn2301_asp.mutation.model import Mutant

#: Every kind, in the order in which they are tried and told.
KINDS: tuple[Callable[[KnowledgeBase], Iterator[Mutant]], ...] = (
    limits.mutants,
    comparators.mutants,
    windows.mutants,
    never.mutants,
    rules.mutants,
    literals.mutants,
    comparisons.mutants,
    counts.mutants,
    counted.mutants,
    names.mutants,
    reading_values.mutants,
    default_readings.mutants,
    weights.mutants,
    totals.mutants,
    marks.mutants,
    classes.mutants,
    formulas.mutants,
    measurements.mutants,
)
