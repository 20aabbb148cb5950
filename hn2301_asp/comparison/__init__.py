"""Two versions in one search space: who gains, who loses, witnesses and boxes in the author's words.

Must not know why somebody compares: no amendment, no class of conflict, no report.
"""
