"""Cohorts: whole tables screened at once, by the same rules, readers and search space as one patient.

A table is cut into parts that say something together (``headings``). What a part's cells say is read once for
each different content (``states``), and all rows are judged at once, a row a bit (``rows``).
What a knowledge base declares patients to be like is drawn in ``synthetic``.
"""
