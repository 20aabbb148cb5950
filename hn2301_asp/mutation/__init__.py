"""A protocol altered in one place at a time: which scenario notices, or that nothing can, or who would.

Must not know how it is shown, nor why somebody asks.
"""
