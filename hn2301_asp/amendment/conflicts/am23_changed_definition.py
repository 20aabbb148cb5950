"""AM23: a formula or score changed under a name that stayed.

What it is: the amendment works out a quantity otherwise (another formula, other points, another equivalence of
doses), and the quantity is called as before, so that limits which nobody touched now mean something else.

Why it matters: readers compare limits, not definitions: "creatinine clearance ≥50" reads the same under
one formula and under another, and different patients pass.

Example: the factor for women in the formula of creatinine clearance becomes 0.742, and IN-7 still asks for ≥ 50.

How to mend: give what is worked out otherwise a name of its own and let the criterion ask for that; or say the new
definition in the text and accept the finding. A formula that is only written otherwise gives no finding.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from hn2301_asp.amendment.case import Case
from hn2301_asp.amendment.model import Conflict
from hn2301_asp.amendment.questions.single_items import decides
from hn2301_asp.amendment.questions.telling import places_of
from hn2301_asp.comparison.differences import Difference
from hn2301_asp.comparison.inputs import weights
from hn2301_asp.comparison.model import Witness
from hn2301_asp.knowledge.vocabulary.model import Drug, Vocabulary
from hn2301_asp.source.numbers import format_number
from hn2301_asp.versions.edits import edits

CODE = "AM23"
TITLE = "changes a formula or score under a name that stayed"


def find(case: Case) -> Iterator[Conflict]:
    """One finding for each quantity or score that is worked out otherwise under its old name."""
    for item in case.items:
        if item.kind == "formula" and item.there is not None and item.here is not None:
            yield from _conflict(case, item.value_here.quantity, item.name, [item], [item.there.text, item.here.text])
        elif item.kind == "vocabulary":
            yield from _scores(case, item)
            yield from _doses(case, item)
    yield from _classifications(case)


def _scores(case: Case, item: Difference) -> Iterator[Conflict]:
    """Scores whose totals add up other items or other points."""
    there: Vocabulary = item.value_there
    here: Vocabulary = item.value_here
    for name, score in here.scores.items():
        was = there.scores.get(name)
        totals = [] if was is None else [t for t in score.totals if t in was.totals]
        if was is None or all(weights(was, total) == weights(score, total) for total in totals):
            continue
        before, after = (
            {entry: points for total in totals for entry, points in weights(one, total)[1]} for one in (was, score)
        )
        names = [n for n in {**before, **after} if before.get(n) != after.get(n)]
        told = [", ".join(f"{n} {points.get(n, 'not counted')}" for n in names) for points in (before, after)]
        yield from _conflict(case, name, score.label, [item], told, names)


def _doses(case: Case, item: Difference) -> Iterator[Conflict]:
    """Sums of doses in which a drug's equivalence changed."""
    there: Vocabulary = item.value_there
    here: Vocabulary = item.value_here
    for doses in here.doses.values():
        changed = [
            (there.drugs[name], drug)
            for name, drug in here.drugs.items()
            if drug.drug_class == doses.drug_class
            and name in there.drugs
            and _factors(there.drugs[name]) != _factors(drug)
        ]
        if changed and doses.adds_up_to in there.quantities:
            told = [", ".join(_equivalent(pair[side]) for pair in changed) for side in (0, 1)]
            names = [drug.name for _, drug in changed]
            yield _found(case, doses.adds_up_to, here.label(doses.adds_up_to), told, [], None, names)


def _factors(drug: Drug) -> tuple[Fraction, Fraction] | None:
    """How much of the reference one of the drug is, at least and at most."""
    if drug.equivalence is None or drug.reference is None:
        return None
    return drug.reference.amount / drug.equivalence.high, drug.reference.amount / drug.equivalence.low


def _equivalent(drug: Drug) -> str:
    if drug.equivalence is None or drug.reference is None:
        return f"{drug.label} none"
    ends = dict.fromkeys(format_number(end) for end in (drug.equivalence.low, drug.equivalence.high))
    return f"{drug.label} {' to '.join(ends)} {drug.reference.unit}"


def _classifications(case: Case) -> Iterator[Conflict]:
    """Scores whose own rules changed: a classification by items."""
    by_file: dict[str, list[Difference]] = {}
    for item in case.items:
        if item.kind == "rule" and item.there is not None and (item.there.place.file or "").startswith("scores/"):
            by_file.setdefault(item.there.place.file or "", []).append(item)
    scores = case.protocol.knowledge_base.vocabulary.scores
    for file, items in by_file.items():
        name = file.removeprefix("scores/").rpartition(".")[0]
        there = "; ".join(item.there.text for item in items if item.there is not None)
        here = "; ".join(item.here.text for item in items if item.here is not None)
        yield from _conflict(case, name, scores[name].label if name in scores else name, items, [there, here])


def _conflict(
    case: Case,
    where: str,
    label: str,
    items: Sequence[Difference],
    told: Sequence[str],
    names: Sequence[str] = (),
) -> Iterator[Conflict]:
    """A finding where the definition alone changes somebody's answer."""
    matters, witness = decides(case, items)
    if matters:
        yield _found(case, where, label, told, items, witness, names)


def _found(
    case: Case,
    where: str,
    label: str,
    told: Sequence[str],
    items: Sequence[Difference],
    witness: Witness | None,
    names: Sequence[str] = (),
) -> Conflict:
    """The finding; ``names`` are the entries of the vocabulary that changed, where they did."""
    knowledge = case.protocol.knowledge_base
    score = knowledge.vocabulary.scores.get(where)
    meant = {where, *(score.totals if score is not None else ())}
    asking = [
        f"{t.owner}: {knowledge.thresholds.quantities[t.quantity].label} {t.shown}"
        for t in knowledge.thresholds.thresholds.values()
        if t.quantity in meant
    ]
    assert case.base is not None
    texts = case.base.opened.files.texts, case.version.opened.files.texts
    edit = next((e for e in edits(*texts) if e.name.rpartition(".")[2] in names), None)
    return case.conflict(
        where,
        f"{label} is worked out otherwise than before, and is still called so",
        f"give what is worked out otherwise a name of its own, or say in the text how {label} is worked out",
        place=edit.place if edit is not None else places_of(items).get("place"),
        notes=[
            (f"under {case.base.name}", told[0]),
            (f"under {case.name}", told[1]),
            *(("asked for by", one) for one in asking),
        ],
        witness=witness,
    )
