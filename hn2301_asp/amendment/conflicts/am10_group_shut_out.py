"""AM10: a group of people is shut out.

What it is: `groups.lp` names groups of people whom no amendment should shut out unseen: women, men, patients
with one drug only. Those to whom a criterion applies that does not apply to everybody, an arm for one, are a
group too. Somebody of the group could be eligible, and now nobody can.

Why it matters: who is left out of a trial is left out of its results. To shut out a group may be right; then
it is said, with the reason, where the ethics committee reads it.

Example: an amendment asks for a creatinine clearance that no woman within the age and weight limits has.

How to mend: change one of the conditions that are named, or accept the finding with its reason.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from hn2301_asp.amendment.case import Case
from hn2301_asp.amendment.model import Conflict
from hn2301_asp.amendment.questions.impossible import background_used, core_of, place_of, together_in_words
from hn2301_asp.amendment.questions.redundancy import core_in_words
from hn2301_asp.amendment.questions.unless import unless
from hn2301_asp.knowledge.rules import Rule

CODE = "AM10"
TITLE = "shuts out a group of people"
ALONE = True
ROOTS = ()


def find(case: Case) -> Iterator[Conflict]:
    """One finding for each group of which nobody can be eligible any more."""
    before = case.side_before
    if not case.somebody or (before is not None and before.eligible == case.side.eligible):
        return
    rules = _rules(case)
    for name, label, atom in _groups(case):
        if not case.search.nobody([case.side.eligible, atom]):
            continue
        if before is not None and case.search.nobody([before.eligible, atom]):
            continue
        core = core_of(case, list(case.conditions.passes), [atom])
        why = together_in_words(case, core).removesuffix(" of any possible patient").removesuffix(" together")
        rule = rules.get(name)
        notes = [("group", "; ".join(rule.because))] if rule is not None and rule.because else []
        notes += [("background", told) for told in background_used(case, core, [atom])]
        yield case.conflict(
            name,
            f"nobody of the group “{label}” can be eligible{'' if case.alone else ' any more'}: {why} for them",
            "change one of these conditions, or accept it with the reason why the group stays out",
            place=place_of(case, core),
            notes=notes,
            core=core_in_words(case, core),
            unless=unless(case, [case.side.eligible, atom], "somebody of the group is eligible"),
        )


def _groups(case: Case) -> Iterator[tuple[str, str, int]]:
    """The groups by their names and labels: those that are declared, and those to whom criteria apply, each once."""
    vocabulary, told = case.search.vocabulary, list[int]()
    for name, atom in case.comparer.joined.groups.items():
        yield name, vocabulary.label(name) if name in vocabulary.facts else name.replace("_", " "), atom
    for name, atom in case.side.scopes.items():
        if not case.search.nobody([atom]) and not any(case.search.alike(atom, other, ()) for other in told):
            told.append(atom)
            yield name, f"those to whom {name} applies", atom


def _rules(case: Case) -> Mapping[str, Rule]:
    """The rules that say who is of a group, by its name."""
    declared = (case.protocol if case.alone else case.before).knowledge_base.groups
    return {rule.head_text.partition("(")[2][:-1]: rule for rule in declared}
