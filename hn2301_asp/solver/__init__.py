"""The rules grounded once, and every patient as assumptions: the circuit, ties, the search space, minimal sets.

Must not know how a record is written, nor any word that is said about a verdict.
"""
