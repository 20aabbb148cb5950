"""What the answers about a verdict must be, by brute force; shared by their tests.

Units of a record, minimal hitting sets, and every patient of the small knowledge base. The small
base falls into components that share nothing but the rules: each has few patients, and what the
rules can tell apart of one is its class. A set of classes, one component's against all of the
others', is a mask of bits; the eligible combinations are one more mask. Whether somebody eligible
is left is then one conjunction of masks.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from functools import cache, reduce
from itertools import combinations, product
from typing import Any, Literal

from hn2301_asp.api import Protocol, Result
from hn2301_asp.explanation.answers.answer import LIMIT, before
from hn2301_asp.explanation.answers.answers import BlockingSets, Deciding, Nearest
from hn2301_asp.explanation.answers.blocking import blocking_sets as engine_blocking_sets
from hn2301_asp.explanation.answers.deciding import deciding
from hn2301_asp.explanation.answers.nearest import nearest_eligible
from hn2301_asp.knowledge.files import KnowledgeBaseFiles, digest
from hn2301_asp.knowledge.loading import load_knowledge_base
from hn2301_asp.knowledge.vocabulary.model import Vocabulary
from hn2301_asp.screening import Screening
from tests import small_base
from tests.independent.criteria import READINGS
from tests.independent.drafting import Draft
from tests.independent.records import PARTS
from tests.small_base import PART, WEIGHTS, Rules, clearance, points

Record = Mapping[str, Any]
World = dict[str, Any]
Names = frozenset[str]

#: Of the record, not of the patient: no unit, and in every restriction of a record.
ABOUT = ("patient_id", "site", "consent_date", "screening_date")
KINDS = ("fixed", "waits", "retest", "chart", "investigator")


def subsets(names: Iterable[str]) -> Iterator[Names]:
    """All subsets, smallest first."""
    ordered = sorted(names)
    return (frozenset(s) for k in range(len(ordered) + 1) for s in combinations(ordered, k))


def minimal(found: Iterable[Names]) -> set[Names]:
    """Those that contain no other."""
    kept: list[Names] = []
    for one in sorted(set(found), key=len):
        if not any(other <= one for other in kept):
            kept.append(one)
    return set(kept)


def hitting_sets(sets: Sequence[Names]) -> Iterator[Names]:
    """Every minimal set that meets all of these, each once, in a fixed order."""

    def extend(chosen: Names, left_out: Names) -> Iterator[Names]:
        unhit = [one for one in sets if not one & chosen]
        if not unhit:
            yield chosen
            return
        element_of = sorted(min(unhit, key=lambda one: (len(one), sorted(one))) - left_out)
        for place, element in enumerate(element_of):
            grown = chosen | {element}
            if all(any(one & grown == {member} for one in sets) for member in grown):
                yield from extend(grown, left_out | frozenset(element_of[:place]))

    return extend(frozenset(), frozenset())


def least_hitting(sets: Sequence[Names], size: int) -> set[Names]:
    """Every set of at most so many names that meets all of these and of which every name is needed for it."""
    found: set[Names] = set()

    def extend(chosen: Names) -> None:
        unhit = [one for one in sets if not one & chosen]
        if not unhit:
            found.add(chosen)
        elif len(chosen) < size:
            smallest = min(unhit, key=lambda one: (len(one), sorted(one)))
            for element in sorted(smallest):
                extend(chosen | {element})

    extend(frozenset())
    return found


def shrunk(names: Names, blocks: Callable[[Names], bool]) -> Names:
    """A minimal part of some names that still blocks, by halving what is left to be tried."""

    def needed(base: Names, added: bool, left: list[str]) -> Names:
        if added and blocks(base):
            return frozenset()
        if len(left) == 1:
            return frozenset(left)
        one, other = left[: len(left) // 2], left[len(left) // 2 :]
        second = needed(base | frozenset(one), bool(one), other)
        first = needed(base | second, bool(second), one)
        return first | second

    return needed(frozenset(), False, sorted(names))


def least_corrections(units: Names, fixed: Names, blocks: Callable[[Names], bool]) -> set[Names]:
    """The smallest sets of units, none of them fixed, without which the others do not block.

    Every set that blocks must be met: where those found so far are met and the rest still blocks,
    a further one is found in the rest. Where one is of fixed units only there is no correction.
    """
    found: list[Names] = []
    for size in range(len(units) + 1):
        tried: set[Names] = set()
        good: set[Names] = set()
        while fresh := sorted(least_hitting([one - fixed for one in found], size) - tried, key=sorted):
            tried.add(fresh[0])
            if not blocks(units - fresh[0]):
                good.add(fresh[0])
                continue
            found.append(shrunk(units - fresh[0], blocks))
            if found[-1] <= fixed:
                return set()
        if good:
            return {one for one in good if len(one) == size}
    raise AssertionError("without any unit nothing blocks")


# Units


def known_units(vocabulary: Vocabulary, record: Record) -> dict[str, tuple[str, ...]]:
    """The units of a flat record and the fields of each: a list, all doses, or all items are one."""
    units: dict[str, tuple[str, ...]] = {}
    for field in record:
        family = field.partition(".")[0]
        unit = field
        if "." in field:
            together = family in vocabulary.doses or all(
                f"{family}.{item}" in record for item in vocabulary.families[family].items
            )
            unit = family if together else field
        if field not in ABOUT:
            units[unit] = (*units.get(unit, ()), field)
    return units


def restricted(vocabulary: Vocabulary, record: Record, units: Iterable[str]) -> dict[str, Any]:
    """The record with these units alone.

    A list that closes its family says by the way that no dose is taken, but only where the record
    gives none: where one is given and left out here, the list is spelled item by item.
    """
    fields = {field for unit in units for field in known_units(vocabulary, record)[unit]}
    kept = {field: value for field, value in record.items() if field in fields or field in ABOUT}
    for doses in vocabulary.doses.values():
        dosed = any(field == doses.adds_up_to or field.startswith(f"{doses.name}.") for field in record)
        if dosed and isinstance(kept.get(doses.closing_list), list):
            named = kept.pop(doses.closing_list)
            kept |= {f"{doses.closing_list}.{i}": i in named for i in vocabulary.families[doses.closing_list].items}
    return kept


def overruled(vocabulary: Vocabulary, screening: Screening) -> bool:
    """Whether a given total overruled its items, which then count as not given."""
    pairs = {(total, score.family) for score in vocabulary.scores.values() for total in score.totals}
    return any(remark.code == "given-and-derived" and remark.facts in pairs for remark in screening.remarks)


def troubled_record(rng: random.Random, missing: int) -> dict[str, Any]:
    """A random record of which many parts are drawn from the failing side."""
    sex, screening = rng.choice(("female", "male")), date(2024, 1, 1) + timedelta(days=rng.randrange(400))
    record: dict[str, Any] = {"patient_id": "P-0", "screening_date": str(screening)}
    for part in PARTS:
        record |= part(Draft(rng, sex, screening, rng.random() < 0.7))
    for field in rng.sample([field for field in record if field not in ABOUT], missing):
        del record[field]
    return record


def draw_readings(rng: random.Random) -> dict[str, str]:
    """The default readings, or in one of four draws up to three others."""
    names = rng.sample(sorted(READINGS), rng.randint(1, 3)) if rng.random() < 0.25 else []
    return {name: rng.choice(READINGS[name]) for name in names}


# The small knowledge base

#: The fields of each component; of the fields `c`, `total` and `part`, only what follows is seen.
COMPONENTS: dict[str, tuple[str, ...]] = {
    "formula": ("a", "b", "c", "size", "f", "g"),
    "ratio": ("d", "n"),
    "time": ("e",),
    "room": ("m", "exact"),
    "score": ("item.one", "item.two", "item.also_two", "total", "part"),
}
OF_ATOMS: dict[str, tuple[str, ...]] = {
    "formula": ("a_high", "a_higher", "b_low", "c_high", "c_higher", "f", "g", "size(big)"),
    "ratio": ("d_low",),
    "time": ("e_soon", "e_late"),
    "room": ("r_high", "exact"),
    "score": ("t_high", "p_some", "item(one)", "item(also_two)"),
}


def small(rules: Rules, kinds: Mapping[str, str]) -> Protocol:
    """The small knowledge base with these rules, in which facts are of these kinds."""
    texts = {**small_base.TEXTS, "criteria/all.lp": small_base.written(rules)}
    texts["vocabulary/handling.yaml"] = "".join(f"{name}: {{kind: {kind}}}\n" for name, kind in kinds.items()) or "{}\n"
    return Protocol(load_knowledge_base(KnowledgeBaseFiles("kb", texts, digest(texts))))


@cache
def _all_worlds(component: str) -> tuple[World, ...]:
    """Every patient of a component, with what is true of every human being."""
    fields = [field for field in COMPONENTS[component] if field in small_base.DOMAINS]
    worlds = []
    for values in product(*(small_base.DOMAINS[field] for field in fields)):
        world = dict(zip(fields, values, strict=True))
        if component == "formula":
            if world["size"] == "small" and world["f"]:
                continue
            if world["a"] > 2 and not world["g"] and clearance(world) < 4:
                continue
        hidden = [world["m"]] if world.get("exact") else range(world.get("m", 0) + 1)
        worlds += [{**world, "r": r} for r in hidden] if component == "room" else [world]
    return tuple(worlds)


def seen(world: World, field: str) -> Any:
    """What a field of this patient shows: of the derived quantity, only its side of each limit."""
    if field == "c":
        return clearance(world) >= 4, clearance(world) > 6
    if field in ("total", "part"):
        return points(world, WEIGHTS if field == "total" else PART)
    return world[field]


def is_as_given(world: World, field: str, given: Any) -> bool:
    if field == "c":
        return bool(seen(world, field) == (given >= 4, given > 6))
    return small_base.agrees(seen(world, field), given)


def has_waited(world: World, field: str, given: Any) -> bool:
    """Whether a quantity may become so by waiting: it is what is given, or greater."""
    value = seen(world, field)
    if field == "c":
        return bool(value[0] >= (given >= 4) and value[1] >= (given > 6))
    if value == "never" or given == "never":
        return bool(value == "never")
    return any(value >= low and small_base.agrees(low, given) for low in range(101))


def group_of(field: str) -> str:
    return next(component for component, fields in COMPONENTS.items() if field in fields)


class SmallPatients:
    """Every patient of a small knowledge base under one reading, and who of them is eligible."""

    def __init__(self, rules: Rules, reading: str) -> None:
        self.classes: dict[str, dict[tuple[bool, ...], World]] = {name: {} for name in COMPONENTS}
        for name in COMPONENTS:
            for world in _all_worlds(name):
                self.classes[name].setdefault(self._class(name, world), world)
        order = list(product(*self.classes.values()))
        self.masks: dict[str, dict[tuple[bool, ...], int]] = {}
        for place, name in enumerate(COMPONENTS):
            bits = {one: bytearray(len(order) // 8 + 1) for one in self.classes[name]}
            for number, combination in enumerate(order):
                bits[combination[place]][number // 8] |= 1 << number % 8
            self.masks[name] = {one: int.from_bytes(buffer, "little") for one, buffer in bits.items()}
        self.eligible = 0
        for number, combination in enumerate(order):
            patient: World = {"rd": reading}
            for name, one in zip(COMPONENTS, combination, strict=True):
                patient |= self.classes[name][one]
            met = [small_base.holds(rules, f'met("C-{number}")', patient) for number in (1, 2, 3)]
            if met[0] and met[1] and not met[2]:
                self.eligible |= 1 << number

    @staticmethod
    def _class(component: str, world: World) -> tuple[bool, ...]:
        return tuple(bool(small_base.ATOMS[atom](world)) for atom in OF_ATOMS[component])

    def mask(self, component: str, worlds: Iterable[World]) -> int:
        """The combinations in which this component is one of these patients."""
        return reduce(int.__or__, (self.masks[component][self._class(component, world)] for world in worlds), 0)

    def worlds(
        self, component: str, record: Record, free: Iterable[str] = (), waiting: Iterable[str] = ()
    ) -> list[World]:
        """The patients of a component who agree with a record but for fields that are free or wait."""
        free, waiting = set(free), set(waiting)
        fixed = [field for field in COMPONENTS[component] if field in record and field not in free | waiting]
        waits = [field for field in COMPONENTS[component] if field in record and field in waiting]
        return [
            world
            for world in _all_worlds(component)
            if all(is_as_given(world, field, record[field]) for field in fixed)
            and all(has_waited(world, field, record[field]) for field in waits)
        ]

    def verdict(self, record: Record) -> str:
        masks = [self.mask(name, self.worlds(name, record)) for name in COMPONENTS]
        return self.judged(masks) if all(masks) else "contradictory"

    def judged(self, masks: Iterable[int]) -> Literal["eligible", "ineligible", "undetermined"]:
        left = reduce(int.__and__, masks)
        eligible = left & self.eligible
        return "ineligible" if not eligible else "eligible" if eligible == left else "undetermined"


def by_component(units: Mapping[str, tuple[str, ...]]) -> dict[str, list[str]]:
    """The units of each component."""
    return {name: sorted(u for u, fields in units.items() if group_of(fields[0]) == name) for name in COMPONENTS}


def blocking_sets(patients: SmallPatients, vocabulary: Vocabulary, record: Record) -> set[Names]:
    """The minimal sets of units that alone leave nobody eligible, among all subsets."""
    units = known_units(vocabulary, record)
    choices = []
    for name, mine in by_component(units).items():
        kept = [(s, {f: record[f] for unit in s for f in units[unit]}) for s in subsets(mine)]
        choices.append([(s, patients.mask(name, patients.worlds(name, part))) for s, part in kept])
    return minimal(one for one, left in _conjunctions(choices, patients.eligible) if not left)


def corrections(
    patients: SmallPatients, vocabulary: Vocabulary, record: Record, kinds: Mapping[str, str]
) -> set[Names]:
    """The smallest sets of units, none of them fixed, after whose change somebody is eligible.

    Saturation that was not measured on room air does not reach a lower limit.
    """
    units = known_units(vocabulary, record)
    kind = {unit: kinds.get(unit.partition(".")[0], "fixed") for unit in units}
    choices = []
    for name, mine in by_component(units).items():
        of_component = []
        for changed in subsets(unit for unit in mine if kind[unit] != "fixed"):
            waits = {unit for unit in changed if kind[unit] == "waits" and unit in vocabulary.quantities}
            free = [f for unit in changed - waits for f in units[unit]]
            waiting = [f for unit in waits for f in units[unit]]
            worlds = patients.worlds(name, record, free, waiting)
            worlds = [world for world in worlds if name != "room" or world["exact"] or world["r"] == 0]
            of_component.append((changed, patients.mask(name, worlds)))
        choices.append(of_component)
    found = [one for one, left in _conjunctions(choices, patients.eligible) if left]
    least = min(map(len, found), default=0)
    return {one for one in found if len(one) == least}


def _conjunctions(choices: Sequence[Sequence[tuple[Names, int]]], start: int) -> Iterator[tuple[Names, int]]:
    """One choice of each component: all units chosen, and who of those at the start is left."""
    if not choices:
        yield frozenset(), start
        return
    for names, mask in choices[0]:
        for others, left in _conjunctions(choices[1:], start & mask):
            yield names | others, left


# What is missing of a small patient


def missing_units(vocabulary: Vocabulary, record: Record) -> dict[str, tuple[str, ...]]:
    """The units that a record of the small base does not give exactly, with the fields of each."""
    known = {field for field, value in record.items() if not _is_range(value)}
    items = COMPONENTS["score"][:3]
    left = tuple(item for item in items if item not in known)
    missing = {
        field: (field,)
        for fields in COMPONENTS.values()
        for field in fields
        if field not in known and "." not in field and not (field in ("total", "part") and not left)
    }
    return {**missing, **({"item": left} if left else {})}


def _is_range(value: object) -> bool:
    return isinstance(value, str) and value[0] in "<>"


class SmallOutcomes:
    """How the missing units of a small patient may turn out, and what is then known."""

    def __init__(self, patients: SmallPatients, record: Record, units: Mapping[str, tuple[str, ...]]) -> None:
        self.patients = patients
        self.units = units
        self.worlds = {name: patients.worlds(name, record) for name in COMPONENTS}

    def verdicts(self, names: Names) -> Iterator[str]:
        """The verdict for every way in which these units can turn out."""
        return (self.patients.judged(masks) for masks in product(*(self._masks(name, names) for name in COMPONENTS)))

    def _masks(self, component: str, names: Names) -> set[int]:
        fields = [f for unit in sorted(names) for f in self.units[unit] if group_of(f) == component]
        alike: dict[tuple[Any, ...], list[World]] = {}
        for world in self.worlds[component]:
            alike.setdefault(tuple(seen(world, field) for field in fields), []).append(world)
        return {self.patients.mask(component, worlds) for worlds in alike.values()}

    def values(self, unit: str) -> set[Any]:
        """What a unit may turn out to be."""
        fields = self.units[unit]
        return {tuple(seen(world, field) for field in fields) for world in self.worlds[group_of(fields[0])]}

    def tells(self, unit: str) -> bool:
        """Whether what the rules can tell apart depends on how a unit turns out."""
        return len(self._masks(group_of(self.units[unit][0]), frozenset({unit}))) > 1

    def settles(self) -> set[Names]:
        """The minimal sets of missing units that settle the verdict, however they turn out."""
        return self._minimal(lambda names: all(verdict != "undetermined" for verdict in self.verdicts(names)))

    def could_rule_out(self) -> set[Names]:
        """The minimal sets of missing units some outcome of which makes the patient ineligible."""
        return self._minimal(lambda names: any(verdict == "ineligible" for verdict in self.verdicts(names)))

    def _minimal(self, does: Callable[[Names], bool]) -> set[Names]:
        found: list[Names] = []
        for names in subsets(self.units):
            if not any(other <= names for other in found) and does(names):
                found.append(names)
        return set(found)


def draw_kinds(rng: random.Random) -> dict[str, str]:
    """A kind for most facts of the small base; what waits is not said of choices and items."""
    kinds = {}
    for name in ("a", "b", "c", "d", "n", "e", "m", "total", "part", "f", "g", "exact", "size", "item"):
        if rng.random() < 0.9:
            kinds[name] = rng.choice([kind for kind in KINDS if kind != "waits" or name not in ("size", "item")])
    return kinds


# One answer of a result, without the others


def blocking_of(result: Result) -> BlockingSets:
    record, units = before(result.protocol.tools, result.screening)
    return engine_blocking_sets(record, result.protocol.tools.parts, units, LIMIT)


def nearest_of(result: Result) -> Nearest:
    record, units = before(result.protocol.tools, result.screening)
    return nearest_eligible(record, units, LIMIT)


def deciding_of(result: Result) -> Deciding:
    record, _ = before(result.protocol.tools, result.screening)
    return deciding(record, result.protocol.tools, result.screening, LIMIT)
