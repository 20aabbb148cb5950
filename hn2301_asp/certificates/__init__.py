"""A question behind a sentence that says *proved*, so that somebody else can check it without this package.

`rebuild.py` and `recheck.py` import nothing of it: they stand in every certificate as they stand here. Must not
know why somebody asks: no amendment, no report.
"""
