"""AM05: the same patients are eligible, but others of the criteria reject.

What it is: nobody's eligibility changes, which is proved. Yet a patient whom one criterion alone rejected is now
rejected by another one alone: a condition has moved from criterion to criterion, or a criterion has a new number.

Why it matters: screening logs, case report forms and statistics count reasons by criterion. After the amendment
the same reason is counted elsewhere, and the counts before and after cannot be added up.

Example: the haemoglobin limit leaves IN-7 and becomes part of a new criterion IN-9. Patients with a low
haemoglobin failed IN-7 and now fail IN-9.

How to mend: nothing, if it was meant so: tell the sites, and whoever counts screen failures.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import permutations

from hn2301_asp.amendment.case import Case
from hn2301_asp.amendment.model import Conflict
from hn2301_asp.amendment.questions.telling import places
from hn2301_asp.amendment.questions.unless import of_change
from hn2301_asp.comparison.model import proved
from hn2301_asp.screening import Screening

CODE = "AM05"
TITLE = "rejects the same patients by another criterion"


def find(case: Case) -> Iterator[Conflict]:
    """One finding for each two criteria of which the second took over patients that the first alone rejected."""
    before, after = case.side_before, case.side
    overall = case.comparison.overall
    assert before is not None
    if overall.relation != "equivalent":
        return
    changed = [name for name, change in case.comparison.criteria.items() if change.relation != "equivalent"]
    for one, other in permutations(changed, 2):
        rest = [atom for passes in (before.passes, after.passes) for n, atom in passes.items() if n not in (one, other)]
        left = [-before.passes[one], after.passes[one], before.passes[other], -after.passes[other]]
        found = case.search.find([*left, *dict.fromkeys(rest)], nearest=True)
        if found is None:
            continue

        def confirmed(there: Screening, here: Screening, names: tuple[str, str] = (one, other)) -> bool:
            return there.blocking == names[:1] and here.blocking == names[1:]

        yield case.conflict(
            one,
            f"the same patients are eligible ({proved(overall.otherwise)}), "
            f"but some whom {one} rejected are now rejected by {other}",
            "nothing, if it was meant so; tell whoever counts the reasons of screen failures",
            group="know",
            **places(case, one),
            witness=case.comparer.witness(0, case.now, found, confirmed),
            unless=of_change(overall),
        )
