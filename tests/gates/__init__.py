"""The gate: what is called proved is attacked with records as sites write them.

``edits`` draws amendments and ``attacked`` asks the package what it claims of them (``claims``). ``attackers`` draws
records near the limits of both versions (``targets``, ``aiming``) in every spelling (``writing``); ``judging`` has the
package read and screen them, and ``gate`` holds every claim against the verdicts and counts. ``completing`` attacks
verdicts on what is unknown (``unknowns``). All is drawn by seeds. No claim is trusted: what decides is what the two
versions say of a record.
"""
