"""The vocabulary: quantities, facts, drugs, scores and units, by the names that people use.

``load`` reads it from a knowledge base's files and is imported where that happens.
"""

from hn2301_asp.knowledge.vocabulary.model import (
    Choice,
    Doses,
    Drug,
    Family,
    Quantity,
    Score,
    Vocabulary,
    YesNo,
    unit_key,
)

__all__ = ["Choice", "Doses", "Drug", "Family", "Quantity", "Score", "Vocabulary", "YesNo", "unit_key"]
