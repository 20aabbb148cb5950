"""The classes of conflict, one module each; a module's docstring is its documentation page.

A module says its ``CODE`` and ``TITLE``; ``ROOTS`` are codes under which its findings are listed, being
consequences; ``ALONE`` says that a version without a base is judged by it too; ``CHECKS`` names the
findings of `hn2301 check` that it takes over, and ``LOADED`` is False where it can judge rules that do
not fit together. ``find`` yields its findings on one version, ``find_together`` on several, and ``find_after``
what can be said only of all other findings.
"""
