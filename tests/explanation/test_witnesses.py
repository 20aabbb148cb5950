"""What a plan's texts ask for, put in place of what was given, makes the patient eligible; just outside, it does not.

The texts are read back by a small parser, the records judged by the independent evaluator.
"""

from __future__ import annotations

import math
import random
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from fractions import Fraction
from itertools import combinations

import pytest

from hn2301_asp.api import Protocol
from hn2301_asp.explanation.answers.answers import Change, Condition, Plan
from hn2301_asp.knowledge.vocabulary.model import Vocabulary
from tests.conftest import Sample
from tests.explanation.brute import draw_readings, nearest_of, troubled_record
from tests.independent.criteria import TIMES_UPPER_LIMIT, cockcroft_gault
from tests.independent.evaluator import evaluate
from tests.independent.facts import completed_years, months_later
from tests.independent.records import Record, random_record
from tests.independent.values import QUANTITIES, read_quantity
from tests.independent.vocabulary import (
    CORTICOSTEROIDS,
    EQUAL_TO_5MG_PREDNISONE,
    FAMILIES,
    SLEDAI_CLINICAL,
    SLEDAI_IMMUNOLOGIC,
)

SHARES = 4
RECORDS = 960
#: So many ways in which a plan can be put in place are tried: either end of a range, every item named.
VARIANTS = 14
#: What is said where several missing facts would do together in more ways than can be told.
VAGUE = ("", "as needed")

CLEARANCE, EQUIVALENT, ROOM_AIR = "creatinine_clearance", "prednisone_equivalent", "spo2_room_air"
#: The quantity that is counted from a date.
SINCE = {
    "birth_date": "age",
    "sle_diagnosis_date": "sle_duration",
    "standard_treatment_start_date": "standard_treatment_duration",
    "last_dose_change_date": "dose_stable_duration",
    "last_transfusion_date": "days_since_transfusion",
    "last_growth_factor_date": "days_since_growth_factor",
}
#: The unit in which a number is put into a record; the others are put bare.
UNITS = {
    "hemoglobin": "g/L",
    "total_bilirubin": "mg/dL",
    "serum_creatinine": "mg/dL",
    "sle_duration": "months",
}


# The texts


@dataclass(frozen=True)
class Bound:
    """One limit: of the fact itself, or of the quantity that is named; ``unit`` is as printed."""

    quantity: str | None
    sign: str
    number: Fraction
    unit: str
    about: bool = False


@dataclass(frozen=True)
class Item:
    """An item of a list that is to hold or not; ``alone``: of those that are open only this and its like."""

    name: str
    holds: bool
    alone: bool = False


Term = Bound | Item | str
Terms = tuple[Term, ...]

_BOUND = re.compile(r"(≥|≤|>|<) (about )?(?:1:)?(\d+(?:\.\d+)?)(?: ((?:(?! and | or |, ).)+))?")
_WORDS = ("yes", "no", "never", "any", "none", "all", "male", "female")
_SIGNS = ("also one of: ", "also ", "not ", "such as ")


class Parser:
    """Reads what is needed of one fact: alternatives, each of terms that hold together."""

    def __init__(self, protocol: Protocol) -> None:
        knowledge = protocol.knowledge_base
        self.vocabulary: Vocabulary = knowledge.vocabulary
        self.quantities = {
            # A share of the upper limit of normal is told as such by its unit.
            q.label: None if q.multiple is not None else name
            for name, q in knowledge.thresholds.quantities.items()
        }

    def __call__(self, fact: str, text: str) -> tuple[Terms, ...]:
        """The alternatives; fails where the text is not understood."""
        found: list[list[Term]] = [[]]
        sign, rest = "", re.sub(r" or (another such choice|several others together)", "", text)
        while rest:
            if more := re.match(r" and \d+ more that would do(?= or |$)", rest):
                assert sign == "also one of: ", (fact, text)
                rest = rest[more.end() :]
                continue
            for mark in (" or ", " and ", ", "):
                if found[-1] and rest.startswith(mark):
                    rest = rest.removeprefix(mark)
                    if mark == " or " or (mark == ", " and sign == "also one of: "):
                        found.append([])
                    if mark == " or ":
                        sign = ""
                    break
            sign = next((one for one in _SIGNS if rest.startswith(one)), sign)
            rest = rest.removeprefix(sign)
            term, rest = self._term(fact, rest, sign)
            before = found[-1][-1] if found[-1] else None
            if isinstance(term, Bound) and term.quantity is None and isinstance(before, Bound):
                term = replace(term, quantity=before.quantity)
            found[-1].append(term)
        assert all(found), (fact, text)
        return tuple(tuple(terms) for terms in found)

    def _term(self, fact: str, rest: str, sign: str) -> tuple[Term, str]:
        if (bound := _BOUND.match(rest)) is not None:
            return self._bound(None, bound), rest[bound.end() :]
        if (exactly := re.match(r"(\d+(?:\.\d+)?) \S+(?= or |$)", rest)) is not None:
            return exactly[0], rest[exactly.end() :]
        family = self.vocabulary.families.get(fact)
        items = {item.label: name for name, item in family.items.items()} if family else {}
        for label in sorted((*items, *self.quantities, *_WORDS), key=len, reverse=True):
            if not re.match(re.escape(label) + r"(?= |,|$)", rest):
                continue
            after = rest.removeprefix(label)
            if (bound := _BOUND.match(after.removeprefix(" "))) is not None and label in self.quantities:
                return self._bound(self.quantities[label], bound), after.removeprefix(" ")[bound.end() :]
            if label in items:
                alone = sign in ("such as ", "")
                return Item(items[label], sign != "not ", alone), after
            if label in _WORDS:
                return label, after
        raise AssertionError(f"not understood: {fact}: {rest}")

    @staticmethod
    def _bound(quantity: str | None, found: re.Match[str]) -> Bound:
        # A multiple of the upper limit of normal is always one of the fact's own value.
        own = None if found[4] == "× ULN" else quantity
        return Bound(own, found[1], Fraction(found[3]), found[4] or "", bool(found[2]))


# Their place in a record


class NotPlaced(Exception):
    """A text that cannot be put in place: it does not say what the value must be."""


@dataclass
class Asked:
    """One fact with the terms chosen for it; ``end`` is the limit to lie at, where there are two."""

    fact: str
    terms: Terms
    end: int
    outside: bool = False
    as_given: Bound | None = None

    def bounds(self, *quantities: str | None) -> list[Bound]:
        return [term for term in self.terms if isinstance(term, Bound) and term.quantity in quantities]

    @property
    def words(self) -> set[str]:
        return {term for term in self.terms if isinstance(term, str)}

    @property
    def items(self) -> list[Item]:
        return [term for term in self.terms if isinstance(term, Item)]

    @property
    def is_single_range(self) -> bool:
        """Whether this is one number between limits, not items that add up."""
        return self.fact != "sledai" and all(isinstance(term, Bound) for term in self.terms)


def edge(name: str, bounds: Sequence[Bound], asked: Asked) -> Fraction:
    """The recordable number just within the limit (or just outside), in the quantity's own unit."""
    bound = bounds[min(asked.end, len(bounds) - 1)]
    described = QUANTITIES[name]
    limit = canonical(name, bound)
    strict, upwards = bound.sign in "<>", bound.sign in "≥>"
    away = described.step if upwards else -described.step
    return limit + (away if strict else 0) if not asked.outside else limit - (0 if strict else away)


def fits(number: Fraction, bound: Bound) -> bool:
    """Whether a number in the limit's own unit lies within it."""
    return {
        "≥": number >= bound.number,
        "≤": number <= bound.number,
        ">": number > bound.number,
        "<": number < bound.number,
    }[bound.sign]


#: Units in which a number is decimal where it is not in the usual one, with so many of them to one of that.
OTHER_UNITS = {
    "serum_creatinine": ("umol/L", Fraction("88.4")),
    "total_bilirubin": ("umol/L", Fraction("17.1")),
    "hemoglobin": ("mmol/L", 1 / Fraction("16.114")),
    "ast": ("ukat/L", Fraction(1, 60)),
    "alt": ("ukat/L", Fraction(1, 60)),
}


def written(name: str, number: Fraction) -> str:
    """A number as a record has it: weeks in days, everything exact."""
    if name in ("standard_treatment_duration", "dose_stable_duration"):
        return f"{decimal(number * 7)} days"
    if (number * 10**9).denominator != 1 and name in OTHER_UNITS:
        unit, factor = OTHER_UNITS[name]
        return f"{decimal(number * factor)} {unit}"
    return f"{decimal(number)} {UNITS.get(name, '')}".strip()


def decimal(number: Fraction) -> str:
    scaled = number * 10**9
    assert scaled.denominator == 1, number
    whole, part = divmod(int(scaled), 10**9)
    return f"{whole}.{part:09d}".rstrip("0").rstrip(".")


@dataclass
class Placing:
    """A record in which asked-for values take the place of those given."""

    record: Record
    asked: set[str] = field(default_factory=set)

    def put(self, asks: Sequence[Asked]) -> Record:
        """Plain answers first, then what depends on other fields."""
        self.asked = {asked.fact for asked in asks}
        asks = sorted(asks, key=lambda asked: asked.fact == "sledai")
        last = [a for a in asks if a.fact == "age" or a.bounds(CLEARANCE) or self._times_limit(a)]
        for asked in [a for a in asks if not any(a is one for one in last)]:
            self._one(asked)
        for asked in last:
            if self._times_limit(asked):
                self._ratio(asked)
        kidney = [a for a in last if not self._times_limit(a)]
        if kidney:
            self._kidney(kidney)
        if {"sledai_2k", "sledai_2k_clinical"} <= self.asked:
            self._together()
        return self.record

    def _together(self) -> None:
        """Each total is put by itself: where both are asked for, they must be sums of the same items."""
        beside = self._known("sledai_2k") - self._known("sledai_2k_clinical")
        if not 0 <= beside <= sum(SLEDAI_IMMUNOLOGIC.values()):
            raise NotPlaced(f"two totals of which one exceeds the other by {beside}")

    @staticmethod
    def _times_limit(asked: Asked) -> bool:
        return any(bound.unit == "× ULN" for bound in asked.bounds(None))

    def _one(self, asked: Asked) -> None:
        fact = asked.fact
        if fact in FAMILIES:
            self._family(asked)
        elif asked.words & {"yes", "no"}:
            self.record[fact] = "yes" in asked.words
            if asked.bounds(ROOM_AIR):
                self.record["spo2"] = written("spo2", edge("spo2", asked.bounds(ROOM_AIR), asked))
        elif asked.words & {"male", "female"}:
            (self.record[fact],) = asked.words
        elif "never" in asked.words:
            self.record[fact] = "never"
        elif any(word[0].isdigit() for word in asked.words):
            (self.record[fact],) = asked.words
        elif "any" in asked.words:
            self.record.setdefault(fact, written(fact, QUANTITIES[fact].low))
        elif fact in SINCE:
            self._date(asked)
        else:
            assert fact in QUANTITIES, asked
            if asked.as_given is not None:
                self.record[fact] = as_given(fact, asked)
            else:
                own = asked.bounds(None, ROOM_AIR if fact == "spo2" else None)
                assert len(own) == len(asked.terms), asked
                number = edge(fact, own, asked)
                self.record[fact] = written(fact, self._in_whole_items(fact, number, asked))
            if fact == "spo2" and asked.bounds(ROOM_AIR):
                self.record.setdefault("spo2_on_room_air", True)

    def _in_whole_items(self, name: str, number: Fraction, asked: Asked) -> Fraction:
        """A total that what is kept of the score allows: the other total, 0, 2 or 4 points off, and the items."""
        other = {"sledai_2k": "sledai_2k_clinical", "sledai_2k_clinical": "sledai_2k"}.get(name)
        if other is None or asked.outside:
            return number
        weights = SLEDAI_CLINICAL if name == "sledai_2k_clinical" else {**SLEDAI_CLINICAL, **SLEDAI_IMMUNOLOGIC}
        sums = {0}
        for item, said in self._members("sledai").items():
            points = weights.get(item, 0)
            sums = {one + points * holds for one in sums for holds in ((False, True) if said is None else (said,))}
        totals = {n for n in sums if n >= number} if "sledai" not in self.asked else set(range(int(number), 106))
        if other in self.record and other not in self.asked:
            kept = self._known(other)
            totals = {n for n in totals if (kept - n if name == "sledai_2k_clinical" else n - kept) in (0, 2, 4)}
        return Fraction(min(totals, default=number))

    def _date(self, asked: Asked) -> None:
        """The date nearest to the limit, on the calendar."""
        screening = date.fromisoformat(str(self.record["screening_date"]))
        name = SINCE[asked.fact]
        bounds = asked.bounds(name, None)
        assert len(bounds) == len(asked.terms), asked
        number = edge(name, bounds, asked)
        oldest = bounds[min(asked.end, len(bounds) - 1)].sign in "≤<"
        if asked.outside:
            oldest = not oldest
        unit = {"age": "years", "sle_duration": "months"}.get(name, "days")
        if unit == "days":
            found = screening - timedelta(days=int(number * (1 if name.startswith("days") else 7)))
        else:
            months = int(number) * (12 if unit == "years" else 1)
            # The last day from which so many months are over, or the first from which no more are.
            found = months_later(screening, -months) + timedelta(days=3)
            while months_later(found, months) > screening:
                found -= timedelta(days=1)
            if oldest:
                while months_later(found - timedelta(days=1), months + (12 if unit == "years" else 1)) > screening:
                    found -= timedelta(days=1)
        self.record[asked.fact] = str(found)

    def _ratio(self, asked: Asked) -> None:
        """A value and its upper limit of normal, either of which may be what is asked for."""
        name = asked.fact.removesuffix("_uln")
        times, uln = TIMES_UPPER_LIMIT[name], f"{name}_uln"
        (bound,) = asked.bounds(None)
        assert (bound.number, bound.sign) == (times, "≤"), asked
        described = QUANTITIES[asked.fact]
        if asked.fact == uln and name in self.record:
            value = read_quantity(name, self.record[name]).high
            steps = math.ceil(value / times / described.step) - asked.outside
            self.record[uln] = written(uln, max(steps * described.step, described.low))
        elif asked.fact == uln:
            self.record[uln] = written(uln, Fraction(30))
        elif asked.as_given is not None and uln in self.record:
            self.record[name] = as_given(name, asked)
        else:
            limit = read_quantity(uln, self.record.setdefault(uln, written(uln, Fraction(30)))).low
            steps = math.floor(limit * times / described.step) + asked.outside
            self.record[name] = written(name, steps * described.step)

    def _kidney(self, asks: Sequence[Asked]) -> None:
        """Age, weight and creatinine of which a clearance follows: all but the last are put by themselves."""
        facts = {asked.fact for asked in asks}
        own = {asked.fact: asked for asked in asks}
        if CLEARANCE in facts:
            self._one(own.pop(CLEARANCE))
        if "birth_date" in own and not own["birth_date"].bounds(CLEARANCE):
            self._one(own.pop("birth_date"))
        if not own:
            return
        if "age" in own and len(own) > 1:
            asked = own.pop("age")
            self.record["age"] = written(
                "age", edge("age", asked.bounds(None), asked) if asked.bounds(None) else Fraction(40)
            )
        if "weight" in own and len(own) > 1:
            own.pop("weight")
            self.record["weight"] = "60"
        (asked,) = own.values()
        if asked.fact == "serum_creatinine" and asked.as_given is not None:
            self.record[asked.fact] = as_given(asked.fact, asked)
            return
        if not asked.bounds(CLEARANCE):
            self._one(asked)
            return
        self._solve(asked)

    def _solve(self, asked: Asked) -> None:
        """The value of one fact with which the clearance just reaches its limit, by trying."""
        (bound,) = asked.bounds(CLEARANCE)
        fact = asked.fact
        quantity = SINCE.get(fact, fact)
        numbers = {name: self._known(name) for name in ("age", "weight", "serum_creatinine") if name != quantity}
        sex = str(self.record.get("sex", "female"))
        described = QUANTITIES[quantity]
        limits = asked.bounds(None, quantity if fact != quantity else None)

        def good(number: Fraction) -> bool:
            values = {**numbers, quantity: number}
            clearance = cockcroft_gault(sex, values["age"], values["weight"], values["serum_creatinine"])
            return fits(clearance, bound) and all(fits(number, limit) for limit in limits)

        first, last = (math.ceil(described.low / described.step), math.floor(described.high / described.step))
        fitting = [n * described.step for n in range(first, last + 1) if good(n * described.step)]
        if not fitting:
            raise NotPlaced(f"nothing fits {asked}")
        # Without limits of its own a fact has one end only: the clearance grows with weight, and falls with the others.
        lower = asked.end == 0 if limits else fact == "weight"
        number = fitting[0] if lower else fitting[-1]
        if asked.outside:
            number += -described.step if lower else described.step
            if not described.low <= number <= described.high:
                raise NotPlaced(f"nothing is outside {asked}")
        if fact == "birth_date":
            screening = date.fromisoformat(str(self.record["screening_date"]))
            self.record[fact] = str(months_later(screening, -12 * int(number)))
        else:
            self.record[fact] = written(fact, number)

    def _known(self, name: str) -> Fraction:
        """The number that stands in the record, or follows from the birth date."""
        if name in self.record:
            return read_quantity(name, self.record[name]).low
        if name == "age" and {"birth_date", "screening_date"} <= self.record.keys():
            birth, screening = (date.fromisoformat(str(self.record[n])) for n in ("birth_date", "screening_date"))
            return Fraction(completed_years(birth, screening))
        raise NotPlaced(f"{name} is not known and nothing is asked of it")

    # Lists

    def _members(self, family: str) -> dict[str, bool | None]:
        """What the record says of each item."""
        listed = self.record.get(family)
        if isinstance(listed, list):
            return {item: item in listed for item in FAMILIES[family]}
        found: dict[str, bool | None] = {}
        for item in FAMILIES[family]:
            said = self.record.get(f"{family}.{item}")
            found[item] = said if isinstance(said, bool) else None
        return found

    def _write(self, family: str, members: Mapping[str, bool | None]) -> None:
        """A list stays a list, single items stay single."""
        if isinstance(self.record.get(family), list):
            self.record[family] = [item for item, holds in members.items() if holds]
            return
        self.record |= {f"{family}.{item}": holds for item, holds in members.items() if holds is not None}

    def _family(self, asked: Asked) -> None:
        family = asked.fact
        if family == "dose":
            self._dose(asked)
            return
        members = self._members(family)
        if family == "sledai":
            self._write(family, self._score(asked, members))
            return
        if equivalent := asked.bounds(EQUIVALENT):
            self.record[EQUIVALENT] = written(EQUIVALENT, edge(EQUIVALENT, equivalent, asked))
        alone = any(item.alone for item in asked.items) or asked.words & {"none", "all"}
        if alone:
            members = {item: "all" in asked.words if said is None else said for item, said in members.items()}
        for item in asked.items:
            members[item.name] = item.holds
        self._write(family, members)

    def _score(self, asked: Asked, members: Mapping[str, bool | None]) -> dict[str, bool | None]:
        """Items with which the totals just fit; all may change, or only those that are open."""
        free = [item for item, said in members.items() if said is None] or list(members)
        base = {item for item, said in members.items() if said and item not in free}
        base |= {item.name for item in asked.items}
        totals = {
            "sledai_2k": {**SLEDAI_CLINICAL, **SLEDAI_IMMUNOLOGIC},
            "sledai_2k_clinical": SLEDAI_CLINICAL,
            "sledai_2k_immunologic": SLEDAI_IMMUNOLOGIC,
        }
        fitting: list[tuple[int, set[str]]] = []
        candidates = [item for item in free if item not in base]
        for size in range(4):
            for extra in combinations(candidates, size):
                held = base | set(extra)
                sums = {name: sum(w for item, w in weights.items() if item in held) for name, weights in totals.items()}
                if any(name in self.record and sums[name] != self._known(name) for name in totals):
                    continue
                if all(fits(Fraction(sums[b.quantity or ""]), b) for b in asked.terms if isinstance(b, Bound)):
                    fitting.append((sums["sledai_2k"] + sums["sledai_2k_clinical"], held))
        if not fitting:
            raise NotPlaced(f"no items fit {asked}")
        _, held = min(fitting, key=lambda one: (one[0], sorted(one[1])))
        return {item: item in held for item in members}

    def _dose(self, asked: Asked) -> None:
        """One dose, from which surely so much follows, in place of all."""
        bounds = asked.bounds(EQUIVALENT)
        assert len(bounds) == len(asked.terms), asked
        given = [drug for drug in CORTICOSTEROIDS if f"dose.{drug}" in self.record]
        drug = next((one for one in given if one in EQUAL_TO_5MG_PREDNISONE), "prednisone")
        for one in given:
            del self.record[f"dose.{one}"]
        bound = bounds[min(asked.end, len(bounds) - 1)]
        smallest, largest = EQUAL_TO_5MG_PREDNISONE[drug]
        upwards = (bound.sign in "≥>") != asked.outside
        number = edge(EQUIVALENT, bounds, asked) * (largest if upwards else smallest) / 5
        self.record[f"dose.{drug}"] = decimal(number)


def canonical(name: str, bound: Bound) -> Fraction:
    """A limit in the quantity's own unit."""
    return read_quantity(name, f"{decimal(bound.number)} {bound.unit}".strip()).low


def as_given(fact: str, asked: Asked) -> str:
    """The limit in the unit of the record, or just beyond: by a hair, or by a step where the limit is one."""
    bound = asked.as_given
    assert bound is not None
    upwards = bound.sign in "≥>"
    if asked.bounds(CLEARANCE) or any(one.unit == "× ULN" for one in asked.bounds(None)):
        assert bound.sign in "≥≤", asked
        if not asked.outside:
            return f"{decimal(bound.number)} {bound.unit}".strip()
        described, limit = QUANTITIES[fact], canonical(fact, bound)
        step = min(described.step, described.units.get(bound.unit, described.step))
        return written(fact, limit - step if upwards else limit + step)
    hair = Fraction(1, 100_000) * (1 if upwards else -1)
    inside, outside = (bound.number, -hair) if bound.sign in "≥≤" else (bound.number + hair, -hair)
    return f"{decimal(inside + outside if asked.outside else inside)} {bound.unit}".strip()


def usable_as_given(parser: Parser, change: Change, terms: Terms) -> Bound | None:
    """The one limit in the record's own unit, if it is exact; it must say the same as the other."""
    if change.needed_as_given is None:
        return None
    (alternative,) = parser(change.fact, change.needed_as_given)
    found = [term for term in alternative if isinstance(term, Bound)]
    assert len(found) == len(alternative), change
    own = [term for term in terms if isinstance(term, Bound) and term.quantity is None and term.unit != "× ULN"]
    for bound in found if own else ():
        same = [one for one in own if one.sign == bound.sign]
        difference = min(abs(canonical(change.fact, bound) - canonical(change.fact, one)) for one in same)
        assert difference <= (QUANTITIES[change.fact].step if bound.about else 0), change
    if len(found) != 1 or len(own) > 1 or found[0].about or QUANTITIES[change.fact].completed:
        return None
    return found[0]


# The plans


def asked_of(parser: Parser, plan: Plan, variant: int) -> list[Asked]:
    """What a plan asks for, each in one of its alternatives and at one end of its range."""
    found: list[Asked] = []
    one: Change | Condition
    for one in (*plan.changes, *plan.conditions):
        if one.needed in VAGUE:
            raise NotPlaced("a condition that says nothing")
        alternatives = parser(one.fact, one.needed)
        terms = alternatives[variant % len(alternatives)]
        given = usable_as_given(parser, one, terms) if isinstance(one, Change) and len(alternatives) == 1 else None
        found.append(Asked(one.fact, terms, variant % 2, as_given=given))
    return found


def widest(parser: Parser, plan: Plan) -> int:
    """In how many ways the fact with the most alternatives can be as needed, and at least two."""
    asked = [(one.fact, one.needed) for one in (*plan.changes, *plan.conditions) if one.needed not in VAGUE]
    return max(2, *(len(parser(fact, needed)) for fact, needed in asked), 0)


def put(record: Record, asks: Sequence[Asked]) -> Record:
    return Placing(dict(record)).put(asks)


def drawn(rng: random.Random) -> tuple[Record, dict[str, str]]:
    """A random record that is ineligible or undetermined by the independent evaluator."""
    draw = troubled_record if rng.random() < 0.15 else random_record
    while True:
        record, readings = draw(rng, rng.choice((0, 0, 1, 2, 3))), draw_readings(rng)
        if evaluate(record, readings).verdict in ("ineligible", "undetermined"):
            return record, readings


@pytest.mark.slow
@pytest.mark.parametrize("share", range(SHARES))
def test_who_is_as_a_plan_asks_is_eligible_and_who_just_misses_it_is_not(
    protocol: Protocol, sample: Sample, share: int
) -> None:
    rng = random.Random(f"witnesses {share}")
    parser = Parser(protocol)
    count: Counter[str] = Counter()
    for _ in range(sample(RECORDS // SHARES)):
        record, readings = drawn(rng)
        nearest = nearest_of(protocol.screen(record, readings=readings))
        check_form(nearest.plans)
        count["records"] += 1
        for plan in rng.sample(nearest.plans, min(4, len(nearest.plans))):
            count["plans"] += 1
            shown = (plan, record, readings)
            alone = len(plan.changes) == 1 and len(parser(plan.changes[0].fact, plan.changes[0].needed)) == 1
            for variant in range(min(VARIANTS, widest(parser, plan))):
                try:
                    asks = asked_of(parser, plan, variant)
                    witness = put(record, asks)
                except NotPlaced as problem:
                    count["not placed"] += 1
                    print(problem, shown)
                    break
                assert evaluate(witness, readings).verdict == "eligible", (witness, shown)
                count["witnesses"] += 1
                if alone and asks[0].is_single_range:
                    beyond = put(record, [replace(asks[0], outside=True), *asks[1:]])
                    assert evaluate(beyond, readings).verdict != "eligible", (beyond, shown)
                    count["beyond"] += 1
    print(f"witnesses, share {share}: {dict(sorted(count.items()))}")
    assert count["not placed"] < 0.05 * count["plans"], count


def check_form(plans: Sequence[Plan]) -> None:
    """Nearest first, equally many changes, no fact twice, and nothing left unsaid."""
    assert [plan.distance for plan in plans] == sorted(plan.distance for plan in plans), plans
    assert len({len(plan.changes) for plan in plans}) <= 1, plans
    for plan in plans:
        facts = [change.fact for change in plan.changes]
        assert len(set(facts)) == len(facts), plan
        assert plan.distance == sum(change.distance for change in plan.changes), plan
        for change in plan.changes:
            assert all((change.needed, change.label, change.given)), change
            assert "" not in (change.note, change.needed_as_given), change
            assert all(reset.needed for reset in change.resets), change
        conditions = [condition.fact for condition in plan.conditions]
        assert len(set(conditions)) == len(conditions), plan
        assert all(condition.needed and condition.label for condition in plan.conditions), plan
