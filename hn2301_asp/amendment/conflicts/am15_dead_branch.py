"""AM15: a case or an exception that never decides.

What it is: a condition is met in one of several cases, each a rule of its own or an entry of a list, and
leaving one of them out would change nobody's eligibility: whoever shows it is eligible without it, or not
eligible all the same. A case that only another reading of an open phrase needs is not meant; of an entry of
a list the readings that would need it are named. Of an exception (`not …`) `hn2301 check` proves that nobody to
whom the rest of its rule applies shows what is excepted.

Why it matters: an exception is written for somebody. One that helps nobody any more is usually a limit that
was changed in one place only.

Example: bilirubin must be below 2.0 mg/dL, in a harmless syndrome below 3.0; an amendment lowers the 3.0 to 2.0,
and the exception for the syndrome is gone though its sentence still stands.

How to mend: write the limit that was meant, or take the case out together with its sentence.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from hn2301_asp.amendment.case import Case
from hn2301_asp.amendment.model import Conflict, Unless
from hn2301_asp.amendment.questions.dead_branches import Dead, dead_branches, own_conditions
from hn2301_asp.amendment.questions.redundancy import imply
from hn2301_asp.amendment.questions.taken_over import taken_over
from hn2301_asp.amendment.questions.unless import unless
from hn2301_asp.screening import Screening
from hn2301_asp.source.lists import listed

CODE = "AM15"
TITLE = "has a case or an exception that never decides"
ALONE = True
ROOTS = ("AM16", "AM12", "AM13", "AM14")
CHECKS = ("dead-exception", "covered-case")
#: What it is to decide, and what becomes of whom it decides about; without it no version can be asked.
_NEEDED: dict[str, Callable[[Screening, Screening], bool]] = {
    "somebody is eligible by it alone": lambda _, after: after.verdict == "eligible",
    "somebody is ineligible by it alone": lambda _, after: after.verdict == "ineligible",
}
#: Conditions that are told one by one.
_MOST = 3


def find(case: Case) -> Iterator[Conflict]:
    """One finding for each rule, or list in a rule, with what never decides in it.

    Of rules that the amendment left alone one finding for a criterion: what it changed made them idle together.
    """
    found = list(dead_branches(case))
    changed = {item.value_here.number for item in case.items if item.kind == "rule" and item.value_here is not None}
    left_alone = [dead for dead in found if not case.alone and not dead.values and dead.number not in changed]
    for criterion in dict.fromkeys(dead.criterion for dead in left_alone):
        own = [dead for dead in left_alone if dead.criterion == criterion]
        if len(own) > 1:
            found = [dead for dead in found if dead not in own]
            yield _together(case, criterion, own)
    for dead in found:
        core = [case.conditions.words(literal) for literal in dead.core]
        asked = zip(dead.asked, _NEEDED.items(), strict=False)
        differ = [one for question, (what, so) in asked for one in unless(case, question, what, so)]
        yield case.conflict(
            dead.rule.head_text,
            _entries(dead, differ) if dead.values else _case(case, dead),
            "write what was meant, take it out together with its sentence, or accept it with a reason",
            group="know" if case.alone else "mend",
            severity="remark" if case.alone else "warning",
            place=dead.rule.place,
            notes=[("proof", _proof(case, dead, core))],
            core=core,
            unless=differ,
        )
    # Cases are asked for here themselves, beside the whole of eligibility.
    yield from taken_over(case, CHECKS[:1])


def _together(case: Case, criterion: str, own: Sequence[Dead]) -> Conflict:
    """Several cases of a criterion, none of them changed, that never decide any more."""
    first, cores = own[0], [[case.conditions.words(literal) for literal in dead.core] for dead in own]
    proofs = [_proof(case, dead, core) for dead, core in zip(own, cores, strict=True)]
    return case.conflict(
        first.rule.head_text,
        f"{len(own)} cases that were left alone never decide any more in {criterion}: "
        + listed(f"`{dead.rule.source}`" for dead in own),
        "write what was meant, take them out together with their sentences, or accept it with a reason",
        severity="warning",
        place=first.rule.place,
        notes=[("proof", f"`{dead.rule.source}`: {told}") for dead, told in zip(own, proofs, strict=True)],
        core=cores[0],
    )


def _entries(dead: Dead, differ: Sequence[Unless]) -> str:
    told = " or ".join(f"`{value}`" for value in dead.values)
    where = f"{dead.criterion} under the readings in force" if differ else dead.criterion
    return f"{told} alone never decides in {where}: whoever is eligible meets the condition without it"


def _case(case: Case, dead: Dead) -> str:
    rest = _rest(case, dead) or "without it the same patients are eligible"
    return f"the case `{dead.rule.source}` never decides: {rest}"


def _rest(case: Case, dead: Dead) -> str | None:
    """What the criterion, or else the condition, comes to without the case, where that is few words."""
    now = case.conditions
    own = [leaf.clause for leaf in now.leaves if leaf.criterion == dead.criterion]
    clauses = [c for c in dict.fromkeys(own) if any(now.circuit.steps.get(a) == dead.number for a in now.under(abs(c)))]
    more, same = f"{dead.criterion} says no more than {{}}", f"without it {dead.criterion} asks for the same: {{}}"
    for asked, told in ((list(dict.fromkeys(own)), more), (clauses, same)):
        parts = list(dict.fromkeys(p for c in asked for p in now.parts(c, off=frozenset({dead.number}))))
        if len(parts) <= _MOST and all(abs(part) in now.inputs for part in parts):
            return told.format(listed(now.words(part) for part in parts))
    return None


def _proof(case: Case, dead: Dead, core: list[str]) -> str:
    """Why nobody needs it."""
    if not core:
        return "no possible patient shows it"
    if dead.values:
        return f"{listed(core)} {imply(core)} the condition without that"
    now = case.conditions
    others = [n for n, rule in now.rules.items() if n != dead.number and rule.head_text == dead.rule.head_text]
    # The one other case in words, where there is only one and it is plain.
    parts = own_conditions(now, others[0]) if len(others) == 1 else []
    told = listed(now.words(part) for part in parts) or "another case of the same condition"
    if core == [told]:
        return f"the other case asks for {told} too"
    return f"{listed(core)} {imply(core)} {told}"
