"""What follows from drawn fields, and what of all that is then missing: a record never contradicts itself by either."""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from hn2301_asp.cohort.columns.bits import Flags
from hn2301_asp.cohort.synthetic.drawing import Values
from hn2301_asp.cohort.synthetic.streams import happens
from hn2301_asp.knowledge.cohort.fields import fixed_equivalent
from hn2301_asp.knowledge.cohort.model import CohortModel, Drawn
from hn2301_asp.knowledge.vocabulary.model import Doses, Vocabulary
from hn2301_asp.source.numbers import decimals


def with_sums(found: dict[str, Values], model: CohortModel, vocabulary: Vocabulary, count: int) -> dict[str, Values]:
    """The fields with the scores that items make, doses of those who take the drug, and what these add up to."""
    result = dict(found)
    for family in vocabulary.families.values():
        items = {item: result[f"{family.name}.{item}"] for item in family.items if f"{family.name}.{item}" in result}
        if family.score is None or not items:
            continue
        score = vocabulary.scores[family.score]
        for total, of in score.totals.items():
            numbers, known = np.zeros(count, dtype=np.int32), np.ones(count, dtype=bool)
            for item in of:
                if item in items:
                    numbers += (items[item].numbers * items[item].known).astype(np.int32) * score.items[item].weight
            result[total] = Values(numbers, known)
    for doses in vocabulary.doses.values():
        if any(field.startswith(f"{doses.name}.") for field in result):
            _add_up(result, doses, model, vocabulary, count)
    return result


def _add_up(result: dict[str, Values], doses: Doses, model: CohortModel, vocabulary: Vocabulary, count: int) -> None:
    """Doses of those who take the drug, and their sum where it is one number."""
    terms: list[tuple[Values, Fraction]] = []
    known, places = np.ones(count, dtype=bool), 0
    for drug in vocabulary.drugs.values():
        field, taken = f"{doses.name}.{drug.name}", result.get(f"{doses.closing_list}.{drug.name}")
        if field in result:
            dose = result[field]
            takes = (
                dose.known & (taken.numbers == 1) & taken.known if taken is not None else np.zeros(count, dtype=bool)
            )
            result[field] = Values(dose.numbers, takes, None, dose.decimals)
        if taken is None or (drug.drug_class != doses.drug_class and field not in result):
            continue
        if field in result and fixed_equivalent(drug, doses):
            assert drug.equivalence is not None
            assert doses.reference is not None
            one = doses.reference.amount / drug.equivalence.low
            places = max(places, _places(model.drawn[field], one))
            terms.append((result[field], one / 10 ** result[field].decimals))
            known &= (taken.numbers == 0) | result[field].known
        else:
            known &= taken.numbers == 0
    total = np.zeros(count, dtype=np.int64)
    for values, one in terms:
        scaled = one * 10**places
        total += np.where(values.known, values.numbers.astype(np.int64) * scaled.numerator // scaled.denominator, 0)
    result[doses.adds_up_to] = Values(total, known, None, places)


def _places(drawn: Drawn, one: Fraction) -> int:
    """How many decimals the equivalents of any dose have that may be drawn: each is a decimal number."""
    doses = [dose for part in drawn.parts for dose in (part.numbers if part.kind == "choice" else (part.step,))]
    return max((decimals(dose * one) or 0 for dose in doses), default=0)


def missing(model: CohortModel, vocabulary: Vocabulary, count: int, seed: int) -> dict[str, Flags]:
    """Of whom each field is not recorded, where that is of anybody."""
    found: dict[str, Flags] = {}

    def add(field: str, rows: Flags) -> None:
        found[field] = found[field] | rows if field in found else rows

    for group in model.missing:
        rows = happens(seed, f"missing together {group.name}", group.share, count) if group.together else None
        for field in group.fields:
            add(field, rows if rows is not None else happens(seed, f"missing {group.name} {field}", group.share, count))
    for family in vocabulary.families.values():
        if family.score is not None and family.name in found:  # What was not scored has no points.
            for total in vocabulary.scores[family.score].totals:
                add(total, found[family.name])
    for whole in (*vocabulary.families.values(), *vocabulary.doses.values()):
        # Single doses are the complete ones: where one is missing, all are.
        items = (
            [field for field in found if field.startswith(f"{whole.name}.")] if whole.name in vocabulary.doses else []
        )
        for field in items:
            add(whole.name, found[field])
    return found
