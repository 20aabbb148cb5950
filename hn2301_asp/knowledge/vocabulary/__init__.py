"""The vocabulary: quantities, facts, drugs, scores and units, by the names that people use.

``load`` reads it from a knowledge base's files and is imported where that happens.
"""

from hn2301_asp.knowledge.vocabulary.model import (
    CalendarUnit,
    Choice,
    Doses,
    Drug,
    Family,
    Item,
    Quantity,
    Score,
    Vocabulary,
    YesNo,
    item_key,
    known_names,
    unit_key,
)

__all__ = [
    "CalendarUnit",
    "Choice",
    "Doses",
    "Drug",
    "Family",
    "Item",
    "Quantity",
    "Score",
    "Vocabulary",
    "YesNo",
    "item_key",
    "known_names",
    "unit_key",
]
