"""What is answered where criteria apply to some patients only, held against an enumeration of all completions."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterable
from itertools import combinations
from typing import Any

from hn2301_asp.api import Result
from tests import scoped_base
from tests.conftest import Sample
from tests.scoped_base import CRITERIA, DOMAINS, Rules, draw_record, draw_rules, eligible, people, small

#: The field that each atom speaks of.
FIELD = {"a_high": "a", "a_full": "a", "b_low": "b", "old": "k", "older": "k", "f": "f", "g": "g", "h": "h"}
FIELD |= {f"arm({arm})": "arm" for arm in DOMAINS["arm"]}
KINDS = ("fixed", "retest", "chart", "investigator")
Names = frozenset[str]


def fields(rules: Rules, heads: Iterable[str]) -> set[str]:
    """The fields on which some heads rest."""
    found, waiting = set[str](), [*heads]
    while waiting:
        name = waiting.pop()
        found |= {FIELD[name]} if name in FIELD else set()
        waiting += [part for body in rules.get(name, ()) for part, _ in body]
    return found


def scopes(rules: Rules) -> set[str]:
    return fields(rules, (head for head in rules if head.startswith("applies")))


def mattering(rules: Rules, record: dict[str, Any], reading: str) -> set[str]:
    """The fields on which criteria rest that may apply."""
    may = [c for c in CRITERIA if any(scoped_base.in_scope(rules, c, p) for p in people(record, reading))]
    return fields(rules, (f'met("{criterion}")' for criterion in may))


def blocks(rules: Rules, record: dict[str, Any], reading: str) -> Callable[[Iterable[str]], bool]:
    """Whether some facts of a record leave nobody eligible."""
    return lambda names: not any(eligible(rules, p) for p in people({n: record[n] for n in names}, reading))


def drawn(rng: random.Random) -> tuple[Rules, dict[str, str], list[tuple[dict[str, Any], str, Result]]]:
    """Rules, what can be done about facts, and records with what is answered of them."""
    rules, kinds = draw_rules(rng), {name: rng.choice(KINDS) for name in DOMAINS}
    handling = "".join(f"{name}: {{kind: {kind}}}\n" for name, kind in kinds.items())
    protocol = small(rules, **{"vocabulary/handling.yaml": handling})
    found = []
    for _ in range(6):
        record, reading = draw_record(rng), rng.choice("xy")
        result = protocol.screen(record, readings={"rd": reading})
        if result.verdict != "contradictory":
            found.append((record, reading, result))
    return rules, kinds, found


def test_blocking_sets_block_are_minimal_and_name_nothing_of_what_does_not_apply(sample: Sample) -> None:
    rng = random.Random("blocking by scope")
    seen = Counter[int]()
    for _ in range(sample(400)):
        rules, _, cases = drawn(rng)
        for record, reading, result in cases:
            if result.verdict != "ineligible":
                continue
            found, block = {frozenset(one) for one in result.answers.blocking.sets}, blocks(rules, record, reading)
            relevant = mattering(rules, record, reading) | scopes(rules)
            linked = relevant | ({"arm", "h"} if relevant & {"arm", "h"} else set())
            for one in found:
                assert block(one), (rules, record, one)
                assert not any(block(one - {name}) for name in one), (rules, record, one)
                assert one <= linked, (rules, record, one)
            assert found or not result.answers.blocking.complete
            names = [name for name in record if name in relevant]
            for size in range(len(names) + 1):
                for chosen in map(frozenset, combinations(names, size)):
                    minimal = block(chosen) and not any(block(chosen - {name}) for name in chosen)
                    assert not minimal or chosen in found, (rules, record, chosen)
            seen.update(map(len, found))
    assert {1, 2, 3} <= set(seen)


def test_plans_change_as_little_as_can_be_and_nothing_that_decides_what_applies(sample: Sample) -> None:
    rng = random.Random("plans by scope")
    seen = Counter[str]()
    for _ in range(sample(400)):
        rules, kinds, cases = drawn(rng)
        for record, reading, result in cases:
            if result.verdict != "ineligible":
                continue
            held = scopes(rules) | _by_what_is_impossible(rules, record, reading)
            free = [name for name in record if kinds[name] != "fixed" and name not in held]
            enough = next(
                (
                    {frozenset(one) for one in found}
                    for size in range(len(free) + 1)
                    if (found := [o for o in combinations(free, size) if not _nobody(rules, record, reading, o)])
                ),
                set[Names](),
            )
            plans = {frozenset(change.fact for change in plan.changes) for plan in result.answers.nearest.plans}
            assert plans == enough, (rules, kinds, record, plans, enough)
            seen["planned" if plans else "hopeless"] += 1
    assert set(seen) == {"planned", "hopeless"}


def _by_what_is_impossible(rules: Rules, record: dict[str, Any], reading: str) -> set[str]:
    """The answer without which it would not be known what applies, though no scope asks for it."""

    def known(told: dict[str, Any]) -> list[bool]:
        everybody = list(people(told, reading))
        return [len({scoped_base.in_scope(rules, criterion, p) for p in everybody}) == 1 for criterion in CRITERIA]

    return {"h"} if known(record) != known({name: record[name] for name in record if name != "h"}) else set()


def _nobody(rules: Rules, record: dict[str, Any], reading: str, changed: Iterable[str]) -> bool:
    return blocks(rules, record, reading)(name for name in record if name not in set(changed))


def test_what_is_missing_is_what_decides_and_first_what_decides_what_applies(sample: Sample) -> None:
    rng = random.Random("missing by scope")
    seen = Counter[str]()
    for _ in range(sample(400)):
        rules, _, cases = drawn(rng)
        for record, reading, result in cases:
            if result.verdict != "undetermined":
                continue
            deciding, everybody = result.answers.deciding, list(people(record, reading))
            open_scopes = [name for name, applies in result.screening.applies.items() if applies is None]
            deciders = fields(rules, (f'applies("{name}")' for name in open_scopes))
            relevant = mattering(rules, record, reading) | deciders
            told = {step.fact for step in deciding.order} | {n for one in deciding.settles for n in one}
            told |= {n for one in deciding.could_rule_out for n in one} | {*result.to_dict()["missing"]}
            assert told <= relevant | {"arm", "h"}, (rules, record, told)
            for step in deciding.order:
                assert set(step.scope) <= set(open_scopes)
                for outcome in step.outcomes:
                    _check_outcome(rules, everybody, step.fact, outcome.value, outcome.statuses, outcome.verdict)
            for chosen in deciding.settles:
                assert _settles(rules, everybody, chosen), (rules, record, chosen)
                assert not any(_settles(rules, everybody, {*chosen} - {n}) for n in chosen), (rules, record, chosen)
            if any(step.scope for step in deciding.order):
                assert deciding.order[0].scope, (rules, record)
                seen["scope first"] += 1
            elif deciding.settles_complete and not open_scopes:
                unknown = [name for name in DOMAINS if not isinstance(record.get(name), (int, bool)) or name == "arm"]
                unknown = [name for name in unknown if name not in record or isinstance(record[name], str)]
                unknown = [name for name in unknown if name != "arm" or "arm" not in record]
                for size in range(len(unknown) + 1):
                    for one in combinations([n for n in unknown if n in relevant], size):
                        if _settles(rules, everybody, one) and not any(set(s) <= set(one) for s in deciding.settles):
                            raise AssertionError((rules, record, one, deciding.settles))
                seen["settled"] += 1
    assert set(seen) == {"scope first", "settled"}


def _settles(rules: Rules, everybody: list[dict[str, Any]], names: Iterable[str]) -> bool:
    """Whether the verdict is certain once some facts are known, whatever they are."""
    verdicts: dict[tuple[Any, ...], set[bool]] = {}
    chosen = [*names]
    for person in everybody:
        verdicts.setdefault(tuple(person[name] for name in chosen), set()).add(eligible(rules, person))
    return all(len(found) == 1 for found in verdicts.values())


def _check_outcome(
    rules: Rules, everybody: list[dict[str, Any]], fact: str, value: str, statuses: Any, verdict: str
) -> None:
    """An answer in words: what is said to follow does, of everybody of whom it is true."""
    words: dict[str, Any] = {"yes": True, "no": False, **{arm: arm for arm in DOMAINS["arm"]}}
    if not all(word in words for word in value.split(" or ")):
        return
    for word in value.split(" or "):
        of = [person for person in everybody if person[fact] == words[word]]
        for criterion, status in statuses.items():
            found = {scoped_base.stands(rules, criterion, person) for person in of}
            assert found == {status}, (rules, fact, word, criterion, status, found)
        if verdict != "undetermined":
            assert scoped_base.verdict(eligible(rules, person) for person in of) == verdict
