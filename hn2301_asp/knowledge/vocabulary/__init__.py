"""The vocabulary: quantities, facts, drugs, scores and units, by the names that people use.

``model`` says what there may be; ``load`` reads it from a knowledge base's files and is imported where that happens.
"""
