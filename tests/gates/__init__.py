"""The gate: what is called proved is attacked with records as sites write them.

``edits`` draws amendments, ``claims`` asks the package what it proves of them, ``attackers`` draws records near
the limits of both versions in every spelling (``writing``), ``judging`` has the package read and screen them and
holds every claim against the verdicts. ``completing`` attacks verdicts on what is unknown. All of it is drawn by
seeds. A claim is trusted nowhere: what decides is what the two versions say of a record.
"""
