"""AM17: a definition, threshold or fact that nothing uses.

What it is: something is declared and nothing asks for it: a threshold that no rule names, a predicate that
no rule needs, a reading that decides nothing, a fact of the vocabulary that is never asked, a criterion that
applies to nobody, rules that say to whom a criterion applies that applies to everybody.

Why it matters: a number in the text looks like a limit, and is none. Usually a rule was changed and its
threshold was left behind, or a name was misspelt.

Example: an amendment takes "Hb ≥80 g/L" out of the rule, and the threshold still stands in its file.

How to mend: use it in a rule, or take it out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from hn2301_asp.amendment.case import Case
from hn2301_asp.amendment.model import Conflict

CODE = "AM17"
TITLE = "declares what nothing uses"
ALONE = True
LOADED = False
CHECKS = (
    "unused-threshold",
    "unused-predicate",
    "unused-mark",
    "unused-reading",
    "unnamed-value",
    "unused-fact",
    "never-applies",
    "scope-empty",
    "scope-whole",
)
ROOTS = ("AM24",)

_NAME = re.compile(r"`([^`]+)`")


def find(case: Case) -> Iterator[Conflict]:
    """One finding for each thing that nothing uses, and that its base did not have unused."""
    for finding in case.new_findings:
        if finding.code not in CHECKS:
            continue
        names = _NAME.findall(finding.message)
        remark = case.alone or finding.severity == "remark"
        yield case.conflict(
            names[-1] if names else str(finding.place.text or finding.code).strip(),
            finding.message,
            finding.help or "use it, or take it out",
            group="know" if remark else "mend",
            severity="remark" if remark else "warning",
            place=finding.place,
        )
