"""AM40: an amendment takes back what an earlier, approved one did.

What it is: a threshold, a rule or another item is set back to what it was before an amendment that is approved.
Or, with other items, a criterion that the approved amendment changed answers as it did before it.

Why it matters: what was approved had a reason, often one of safety. Whoever writes from an old copy takes it
back without knowing.

Example: A01, approved, raised ALC from 0.8 to 1.0. A02 is written on top of it, from an old file, and has 0.8.

How to mend: keep what was approved; or, if it is taken back on purpose, say so in the rationale and accept this
finding with the reason.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from hn2301_asp.amendment.case import Case, Several
from hn2301_asp.amendment.model import Conflict, Unless
from hn2301_asp.amendment.questions.joint import by_pairs
from hn2301_asp.amendment.questions.telling import item_in_words, places
from hn2301_asp.amendment.questions.unless import how_proved
from hn2301_asp.comparison.comparer import Comparer
from hn2301_asp.knowledge.files import stem_of
from hn2301_asp.knowledge.model import ASSUMPTIONS, READINGS
from hn2301_asp.loader import load_files
from hn2301_asp.source.diagnostics import InputError
from hn2301_asp.versions.edits import Edit, bare, code, criterion_of, edits, is_clause
from hn2301_asp.versions.opened import Opened

CODE = "AM40"
TITLE = "takes back what an approved amendment did"
LOADED = False

_MEND = "keep what was approved, or say in the rationale that it is taken back, and accept this with the reason"


def find(case: Case) -> Iterator[Conflict]:
    """One finding for each item, and for each criterion by its meaning, that an amendment below had changed."""
    for part in case.version.opened.below:
        if part.manifest is None or part.manifest.status != "approved":
            continue
        reversed_ = list(_reversed(case.version.opened, part))
        for edit, *others in _matters(_one_matter_each(case, reversed_)):
            yield case.conflict(
                edit.name,
                f"sets {item_in_words(edit.name)} back to what it was before {part.name}, which is approved",
                _MEND,
                place=edit.place,
                was=edit.was,
                notes=[
                    (part.name, bare(edit.before) or "not there"),
                    (case.name, bare(edit.after) or "not there"),
                    *(("also", f"{item_in_words(other.name)} ({other.file})") for other in others),
                ],
            )
        if case.version.protocol is not None:
            yield from _by_meaning(case, part, reversed_)


def _reversed(opened: Opened, part: Opened) -> Iterator[Edit]:
    """Items that an amendment sets back to what they were before a part on which it stands."""
    if opened.base is None or part.base is None:
        return
    old = {(e.file, e.name, bare(e.after)): bare(e.before) for e in edits(part.base.texts, part.files.texts)}
    for edit in edits(opened.base.texts, opened.files.texts):
        at = (edit.file, edit.name, bare(edit.before))
        if at in old and old[at] == bare(edit.after) and bare(edit.after) != bare(edit.before):
            yield edit


def _one_matter_each(case: Case, found: list[Edit]) -> list[Edit]:
    """The items, without the words of a criterion where its rules or thresholds are told."""
    stems = _stems(case)
    files = {stem_of(edit.file) for edit in found if edit.file.startswith("criteria/")}
    return [edit for edit in found if not (is_clause(edit.name) and stems.get(criterion_of(edit.name)) in files)]


def _matters(found: Sequence[Edit]) -> list[list[Edit]]:
    """The items by what they are about: those of a criterion, with the words and scenarios that went with them."""
    matters: dict[str, list[Edit]] = {}
    for edit in found:
        if edit.file.startswith("criteria/"):
            matters.setdefault(stem_of(edit.file), []).append(edit)
    first = next(iter(matters.values()), None)
    for edit in found:
        stem = stem_of(edit.file)
        if edit.file.startswith("scenarios/") or edit.file in ("protocol.yaml", READINGS, ASSUMPTIONS):
            own = matters.get(stem, first)
            (own if own is not None else matters.setdefault(edit.name, [])).append(edit)
        elif not edit.file.startswith("criteria/"):
            matters.setdefault(edit.name, []).append(edit)
    # What the computer reads stands before items of which only words changed.
    return [sorted(own, key=lambda e: code(e.file, e.before) == code(e.file, e.after)) for own in matters.values()]


def _stems(case: Case) -> dict[str, str]:
    known = case.base.protocol if case.base is not None else None
    return {criterion.id: criterion.stem for criterion in known.knowledge_base.criteria} if known is not None else {}


def _by_meaning(case: Case, part: Opened, reversed_: list[Edit]) -> Iterator[Conflict]:
    """Criteria that a part below had changed, and that answer again as before it, by other items."""
    if part.base is None or case.alone or case.base is None or case.base.protocol is None or not case.reachable:
        return
    try:
        ground, changed = load_files(part.base), load_files(part.files)
    except InputError:
        return  # It is refused where it is judged itself.
    comparer = Comparer([ground, changed, case.before, case.protocol])
    files = {edit.file for edit in reversed_}
    stems = _stems(case)
    for name in case.reachable:
        told = any(f"criteria/{stems.get(name)}.{ending}" in files for ending in ("thr", "lp"))
        if not told and name in comparer.joined.sides[0].passes and _undone(comparer, name, (0, 1, 3)):
            differ = _otherwise(comparer, name, (0, 3), part.name)
            how = f"it answers as before it ({how_proved(differ)})"
            message = f"takes back what {part.name}, which is approved, did to {name}: {how}"
            yield case.conflict(name, message, _MEND, **places(case, name), unless=differ)


def _undone(comparer: Comparer, name: str, numbers: tuple[int, int, int]) -> bool:
    """Whether a criterion changed from the first version to the second, and in the third is as in the first."""
    before, changed, now = (comparer.joined.sides[number].passes[name] for number in numbers)
    return not comparer.search.alike(before, changed) and comparer.search.alike(before, now)


def _otherwise(comparer: Comparer, name: str, numbers: tuple[int, int], part: str) -> tuple[Unless, ...]:
    """The readings under which a criterion does not answer as it did before the part that is taken back."""
    before, now = (comparer.joined.sides[number].passes[name] for number in numbers)
    tests = (comparer.passing(numbers[0], name), comparer.passing(numbers[1], name))
    what = f"somebody is answered by {name} otherwise than before {part}"
    return tuple(Unless(what, one) for one in comparer.change(*numbers, before, now, tests).otherwise)


def find_together(several: Several) -> Iterator[Conflict]:
    """Criteria that an approved amendment changes and that are as in the base once the others are added."""
    yield from by_pairs(several, _of)


def _of(several: Several) -> Iterator[Conflict]:
    if not several.loads:
        return
    for number in several.single:
        version = several.versions[number - 1]
        # An amendment that stands on the approved one is told of it by itself.
        root = version.opened.files.root
        rest = [one for one in several.versions if root not in {p.files.root for p in (one.opened, *one.opened.below)}]
        if not rest or version.manifest is None or version.manifest.status != "approved":
            continue
        names = "+".join(other.name for other in rest)
        for name in several.sides[0].passes:
            if _undone(several.comparer, name, (0, number, several.both)):
                differ = _otherwise(several.comparer, name, (0, several.both), version.name)
                message = (
                    f"{names} takes back what {version.name}, which is approved, did to {name} ({how_proved(differ)})"
                )
                yield several.conflict(name, message, _MEND, unless=differ)
