"""Versions of a knowledge base: folders, amendments as differences per item, git revisions.

Must not know what a difference means: that is asked in the comparison.
"""
