"""Nothing of a foreign arm stands in a witness, a plan, or a list of what is missing or blocks: held by enumeration.

Three arms, two criteria of each and one for everybody; each arm has a number and an answer of its own. A background
rule excludes one arm where an answer says so.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import product
from typing import Any

from hn2301_asp.api import Protocol
from hn2301_asp.comparison.comparer import compare
from hn2301_asp.comparison.model import Witness
from hn2301_asp.knowledge.files import KnowledgeBaseFiles, digest
from hn2301_asp.knowledge.loading import load_knowledge_base
from tests.conftest import Sample

ARMS = ("red", "green", "blue")
CRITERIA = {
    **{f"I-{arm.upper()}1": ("inclusion", arm) for arm in ARMS},
    **{f"E-{arm.upper()}2": ("exclusion", arm) for arm in ARMS},
    "I-9": ("inclusion", None),
}
#: What each atom says of a person.
ATOMS: dict[str, Any] = {
    **{f"{arm}_high": (lambda p, arm=arm: p[f"q_{arm}"] >= 2) for arm in ARMS},
    **{f"{arm}_full": (lambda p, arm=arm: p[f"q_{arm}"] >= 3) for arm in ARMS},
    **{f"f_{arm}": (lambda p, arm=arm: p[f"f_{arm}"]) for arm in ARMS},
    "s": lambda p: p["s"],
    "t_high": lambda p: p["t"] >= 1,
}
DOMAINS: dict[str, tuple[Any, ...]] = {
    "arm": ARMS,
    **{f"q_{arm}": (1, 2, 3) for arm in ARMS},
    **{f"f_{arm}": (True, False) for arm in ARMS},
    "s": (True, False),
    "t": (0, 1),
    "out": (True, False),
}
#: The fields of each arm, and those of everybody.
OWN = {arm: {f"q_{arm}", f"f_{arm}"} for arm in ARMS}
SHARED = {"arm", "s", "t", "out"}
TEXTS = {
    "vocabulary/units.yaml": 'base: ["count = []"]\nunits:\n  u: {is: count, spellings: []}\n',
    "vocabulary/drugs.yaml": "{}\n",
    "vocabulary/quantities.yaml": "".join(
        f"{name}: {{label: number of {name}, unit: u, counted: true, step: 1 u, possible: [{low}, {high}], "
        f"plausible: [{low}, {high}]}}\n"
        for name, low, high in (*((f"q_{arm}", 1, 3) for arm in ARMS), ("t", 0, 1))
    ),
    "vocabulary/facts.yaml": "record: {}\nchoices:\n  arm: {values: [red, green, blue]}\nfacts: {s: {}, out: {}, "
    + ", ".join(f"f_{arm}: {{label: answer of {arm}}}" for arm in ARMS)
    + "}\nfamilies: {}\ndoses: {}\n",
    "vocabulary/handling.yaml": "".join(f"{name}: {{kind: retest}}\n" for name in DOMAINS),
    "readings.yaml": "readings: {}\nassumptions: {}\n",
    "protocol.yaml": 'id: T\nversion: "1"\ntitle: t\nscope: nothing else\ncriteria:\n'
    + "".join(
        f"  - {{id: {name}, kind: {kind}, title: t, files: all, text: t}}\n" for name, (kind, _) in CRITERIA.items()
    ),
    "criteria/all.thr": "criterion I-9\n"
    + "".join(
        f'{arm}_{word}   number of q_{arm} ≥ {number} u   "q"\n'
        for arm in ARMS
        for word, number in (("high", 2), ("full", 3))
    )
    + 't_high   number of t ≥ 1 u   "q"\n',
    "background.lp": ":- arm(red), out.\n",
}
#: Somebody typical of each arm, of whom nothing is told that only another arm is asked.
TYPICAL = "".join(f"- {{arm: {arm}, q_{arm}: 3, f_{arm}: yes, s: yes, t: 1, out: no}}\n" for arm in ARMS)
Bodies = list[list[tuple[str, bool]]]
Rules = dict[str, Bodies]
Person = Mapping[str, Any]


def draw_rules(rng: random.Random) -> Rules:
    """When each criterion is met: by what its own arm has, and what everybody has."""

    def bodies(arm: str | None) -> Bodies:
        own = ["s", "t_high", *((f"{arm}_high", f"{arm}_full", f"f_{arm}") if arm else ())]
        weights = [1, 1, 3, 3, 3][: len(own)]
        return [
            [(name, rng.random() < 0.7) for name in dict.fromkeys(rng.choices(own, weights, k=rng.randint(1, 3)))]
            for _ in range(rng.randint(1, 2))
        ]

    return {name: bodies(arm) for name, (_, arm) in CRITERIA.items()}


def small(rules: Rules, typical: str) -> Protocol:
    lines = [f'applies("{name}") :- arm({arm}).' for name, (_, arm) in CRITERIA.items() if arm]
    for name, bodies in rules.items():
        lines += [
            f'met("{name}") :- {", ".join(atom if held else f"not {atom}" for atom, held in body)}.' for body in bodies
        ]
    texts = {**TEXTS, "criteria/all.lp": "\n".join(lines) + "\n", "vocabulary/typical.yaml": typical}
    return Protocol(load_knowledge_base(KnowledgeBaseFiles("kb", texts, digest(texts))))


def passes(rules: Rules, criterion: str, person: Person) -> bool:
    kind, arm = CRITERIA[criterion]
    if arm not in (None, person["arm"]):
        return True
    met = any(all(ATOMS[atom](person) is held for atom, held in body) for body in rules[criterion])
    return met is (kind == "inclusion")


def eligible(rules: Rules, person: Person) -> bool:
    return all(passes(rules, criterion, person) for criterion in CRITERIA)


@lru_cache(maxsize=1)
def everybody() -> tuple[Person, ...]:
    persons = (dict(zip(DOMAINS, values, strict=True)) for values in product(*DOMAINS.values()))
    return tuple(person for person in persons if not (person["arm"] == "red" and person["out"]))


def people(record: Person) -> Iterator[Person]:
    return (person for person in everybody() if all(person[name] == value for name, value in record.items()))


def draw_record(rng: random.Random) -> dict[str, Any]:
    """A record of an arm, without one, or without one that is not red; of other arms perhaps something too."""
    record = {name: rng.choice(domain) for name, domain in DOMAINS.items()}
    kind = rng.choice(["known", "known", "unknown", "one excluded"])
    record["out"] = kind == "one excluded" or (record["arm"] != "red" and rng.random() < 0.3)
    if kind != "known":
        del record["arm"]
    if kind == "unknown":
        record["out"] = False
    for name in rng.sample([*DOMAINS], rng.choice([0, 1, 2, 4, 6])):
        if name not in ("arm", "out"):
            record.pop(name, None)
    return record


def possible_arms(record: Person) -> set[str]:
    return {person["arm"] for person in people(record)}


def foreign(record: Person) -> set[str]:
    """The fields that nobody is asked who is as a record says."""
    return set().union(*(OWN[arm] for arm in ARMS if arm not in possible_arms(record)))


def test_nothing_is_told_of_what_only_another_arm_is_asked(sample: Sample) -> None:
    rng = random.Random("foreign arms")
    seen = Counter[str]()
    for _ in range(sample(300)):
        rules = draw_rules(rng)
        protocol = small(rules, rng.choice([TYPICAL, "{}\n"]))
        for _ in range(8):
            record = draw_record(rng)
            result = protocol.screen(record)
            verdicts = {eligible(rules, person) for person in people(record)}
            assert result.verdict == (
                "undetermined" if len(verdicts) == 2 else "eligible" if True in verdicts else "ineligible"
            )
            others, arms = foreign(record), possible_arms(record)
            assert {name for name, status in result.criteria.items() if status == "not_applicable"} == {
                name for name, (_, arm) in CRITERIA.items() if arm and arm not in arms
            }
            told = [*_blocking(rules, record, result), *_plans(rules, record, result), *_missing(result, arms)]
            assert others.isdisjoint(told), (rules, record, told)
            if len(arms) > 1:
                # Before the arm is known nothing is asked that one arm alone is asked.
                asked = {*_missing(result, arms)}
                assert asked <= SHARED, (rules, record, asked)
                assert "arm" in asked or result.verdict != "undetermined" or _settled(rules, record, asked)
            words = result.explain()
            for arm in ARMS:
                if arm not in arms:
                    assert f"number of q_{arm}" not in words, (rules, record, words)
                    assert f"answer of {arm}" not in words, (rules, record, words)
            seen[f"{result.verdict}, {len(arms)}"] += 1
    assert {"ineligible, 1", "undetermined, 1", "undetermined, 2", "undetermined, 3"} <= set(seen)


def _blocking(rules: Rules, record: Person, result: Any) -> Iterator[str]:
    """What blocks, each set held against everybody of whom it is true."""
    for one in result.answers.blocking.sets:
        assert not any(eligible(rules, person) for person in people({name: record[name] for name in one}))
        yield from one


def _plans(rules: Rules, record: Person, result: Any) -> Iterator[str]:
    """What plans change: without it somebody is eligible, and somebody of an arm that the patient may be of."""
    for plan in result.answers.nearest.plans:
        changed = {change.fact for change in plan.changes}
        kept = {name: value for name, value in record.items() if name not in changed}
        assert any(eligible(rules, person) for person in people(kept))
        assert "arm" not in changed
        yield from changed


def _missing(result: Any, arms: set[str]) -> Iterator[str]:
    """Whatever is called missing, to be obtained, deciding, or able to rule somebody out."""
    deciding = result.answers.deciding
    yield from (step.fact for step in deciding.order)
    yield from (name for one in (*deciding.settles, *deciding.could_rule_out) for name in one)
    if result.verdict == "undetermined":
        yield from result.to_dict()["missing"]
    for step in deciding.order:
        if step.fact == "arm":
            values = {value for outcome in step.outcomes for value in outcome.value.split(" or ")}
            assert values <= arms, (values, arms)


def _settled(rules: Rules, record: Person, asked: Iterable[str]) -> bool:
    """Whether the verdict is certain once some facts are known, whatever they are and whatever the arm."""
    names, verdicts = [*asked], dict[tuple[Any, ...], set[bool]]()
    for person in people(record):
        verdicts.setdefault(tuple(person[name] for name in names), set()).add(eligible(rules, person))
    return all(len(found) == 1 for found in verdicts.values())


def test_a_witness_is_told_by_what_its_own_arm_is_asked(sample: Sample) -> None:
    rng = random.Random("witnesses of an arm")
    seen = Counter[str]()
    for _ in range(sample(200)):
        rules, other = draw_rules(rng), {}
        other = {**rules, **dict(rng.sample([*draw_rules(rng).items()], rng.randint(1, 2)))}
        typical = rng.choice([TYPICAL, "{}\n"])
        found = compare(small(rules, typical), small(other, typical))
        for name, change in {"": found.overall, **found.criteria}.items():
            pairs = {
                (passes(rules, name, p), passes(other, name, p)) if name else (eligible(rules, p), eligible(other, p))
                for p in everybody()
            }
            for side, pair in ((change.gains, (False, True)), (change.loses, (True, False))):
                assert (side.witness is not None) is (pair in pairs), (rules, other, name)
                if side.witness is None:
                    continue
                arm = _of_its_arm(side.witness, rules, other)
                held = [*people(side.witness.record)]
                if name:
                    assert {(passes(rules, name, p), passes(other, name, p)) for p in held} == {pair}
                    assert CRITERIA[name][1] in (None, arm)
                else:
                    assert {(eligible(rules, p), eligible(other, p)) for p in held} == {pair}
                seen["one of a criterion" if name else "one of the protocol"] += 1
                for box in side.boxes:
                    own = {a for a in ARMS if f"arm {a}" in box.conditions}
                    words = " ".join(box.conditions)
                    strange = [
                        a for a in ARMS if own and a not in own and (f"q_{a}" in words or f"answer of {a}" in words)
                    ]
                    assert not strange, (rules, other, box)
    assert set(seen) == {"one of a criterion", "one of the protocol"}


def _of_its_arm(witness: Witness, *versions: Rules) -> str:
    """The arm of a witness, of whom nothing is told that only criteria of another arm ask in some version."""
    arm = str(witness.record["arm"])
    asked = {atom for rules in versions for bodies in rules.values() for body in bodies for atom, _ in body}
    strange = {f"f_{other}" for other in ARMS if other != arm and f"f_{other}" in asked}
    strange |= {f"q_{other}" for other in ARMS if other != arm and {f"{other}_high", f"{other}_full"} & asked}
    assert strange.isdisjoint(witness.record), (witness, versions)
    assert strange.isdisjoint(change.fact for change in witness.changes), (witness, versions)
    return arm
