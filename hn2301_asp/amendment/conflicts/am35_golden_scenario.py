"""AM35: a golden scenario flips, and nobody declared it.

What it is: a scenario of the base, run under the amended version, gives another verdict than it expects. It
is declared where amendment.yaml declares the criterion to change; then the scenario is to be brought up to date.
A scenario that the amendment itself writes, and that does not come out as it says, is found too.

Why it matters: scenarios are what the authors agreed on, in sentences. One that flips unseen is the change
that nobody meant.

Example: the scenario "an ALC of 0.85 is enough" expects eligible, and the patient is ineligible now.

How to mend: bring the scenario's expectation up to date in the amendment's folder, or restore the rule.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from hn2301_asp.amendment.case import Case
from hn2301_asp.amendment.model import Conflict
from hn2301_asp.amendment.questions.people import changed_inputs, verdict_and_blocking
from hn2301_asp.amendment.questions.taken_over import taken_over
from hn2301_asp.comparison.facts_behind import facts_behind
from hn2301_asp.comparison.renaming import key
from hn2301_asp.comparison.witness import known_fields
from hn2301_asp.patient.model import Patient
from hn2301_asp.scenarios.load import load_scenarios
from hn2301_asp.scenarios.model import Outcome, Scenario
from hn2301_asp.scenarios.run import run
from hn2301_asp.scenarios.written import entries, only, speaks_of
from hn2301_asp.screener import Screener
from hn2301_asp.screening import CriterionStatus, Verdict, blocking, check_readings, judged, verdict_of
from hn2301_asp.solver.assumptions import assume
from hn2301_asp.source.diagnostics import InputError

CODE = "AM35"
TITLE = "flips a golden scenario"
ROOTS = ("AM07", "AM29", "AM30")
CHECKS = ("typical-patient",)
#: Where the typical patient is written: who is golden before all others.
_TYPICAL = "vocabulary/typical.yaml"

#: A scenario flips since its record contradicts itself, or does so no longer: what one does, and what several do.
_CONTRADICTORY, _JUDGED = "becomes contradictory", "no longer contradicts itself"
_OF_SEVERAL = {_CONTRADICTORY: "become contradictory", _JUDGED: "no longer contradict themselves"}
#: Scenarios that are named in one finding.
MOST_NAMED = 5


class _Flip(Struct, frozen=True):
    """A scenario with the verdict it gets now, the criteria that block, and that by which it flips.

    ``through`` is a criterion, or that a record contradicts itself in one of the versions only.
    """

    scenario: Scenario
    verdict: Verdict
    blocking: tuple[str, ...]
    through: str


def find(case: Case) -> Iterator[Conflict]:
    """One finding for each criterion through which scenarios of the base flip, and on those that it words wrongly."""
    if _TYPICAL in case.version.opened.overlay or case.version.opened.base is None:
        yield from taken_over(case, CODE, CHECKS)
    unmet = _unmet(case)
    if unmet:
        yield _wrongly_worded(case, unmet)
    if not case.reachable:
        return
    assert case.base is not None
    files = case.version.opened.files
    known = {entry.sentence for entry in entries(case.base.opened.files)}
    vocabulary, names, facts = case.protocol.knowledge_base.vocabulary, case.protocol.names, _facts(case)
    asked = [
        entry
        for entry in entries(files)
        if entry.sentence in known and (facts is None or speaks_of(entry, facts, vocabulary, names))
    ]
    try:
        scenarios = load_scenarios(only(files, asked), case.protocol.knowledge_base)
    except InputError as error:
        yield _misfit(case, error)
        return
    known = {entry.sentence for entry in asked} - {outcome.scenario.sentence for outcome in unmet}
    flips: dict[str, list[_Flip]] = {}
    alike = case.before.knowledge_base.vocabulary == vocabulary
    for scenario in scenarios:
        if scenario.sentence in known and (flip := _flip(case, scenario, alike)) is not None:
            flips.setdefault(flip.through, []).append(flip)
    for criterion, own in flips.items():
        yield _of_record(case, criterion, own) if criterion in _OF_SEVERAL else _conflict(case, criterion, own)


def _unmet(case: Case) -> list[Outcome]:
    """Scenarios that the amendment writes or rewrites, and that do not come out as they say."""
    if case.base is None or case.version.protocol is None:
        return []
    before = {(entry.sentence, repr(entry.patient), repr(entry.expected)) for entry in entries(case.base.opened.files)}
    files = case.version.opened.files
    own = [e for e in entries(files) if (e.sentence, repr(e.patient), repr(e.expected)) not in before]
    try:
        scenarios = load_scenarios(only(files, own), case.protocol.knowledge_base) if own else ()
    except InputError:
        return []
    sentences = {entry.sentence for entry in own}
    return [o for o in run(case.protocol, [s for s in scenarios if s.sentence in sentences]) if not o.passed]


def _wrongly_worded(case: Case, unmet: Sequence[Outcome]) -> Conflict:
    first = unmet[0].scenario
    told = f"the scenario “{first.sentence}” does" if len(unmet) == 1 else f"{len(unmet)} scenarios do"
    more = [("more", f"{len(unmet) - MOST_NAMED} further")] if len(unmet) > MOST_NAMED else []
    notes = [
        ("scenario", f"“{o.scenario.sentence}”: {'; '.join(map(str, o.differences)) or o.refused[0].message}")
        for o in unmet[:MOST_NAMED]
    ]
    return case.conflict(
        CODE,
        "scenarios",
        f"{told} not come out as the amendment writes",
        "mend the expectation, or the rule that it was written for",
        place=first.place,
        notes=[*notes, *more],
    )


def _facts(case: Case) -> set[str] | None:
    """The facts by which scenarios can flip; None: any scenario can, since the typical patient differs."""
    typical = case.before.knowledge_base.vocabulary.typical
    try:
        one, other = (verdict_and_blocking(v, v.patient(typical)) for v in (case.before, case.protocol))
    except InputError:
        return None
    if one != other:
        return None
    joined = case.comparer.joined.base
    if all(item.kind == "threshold" for item in case.items):
        inputs = changed_inputs(case, joined)
    else:
        inputs = _behind(case, _roots(case) or _changed_criteria(case))
    facts = {*facts_behind(joined, inputs)}
    thresholds = joined.thresholds.thresholds
    quantities = [joined.thresholds.quantities[thresholds[name].quantity] for name in inputs if name in thresholds]
    facts |= {quantity.name for quantity in quantities} | {q.room.when for q in quantities if q.room is not None}
    return facts


def _changed_criteria(case: Case) -> list[int]:
    """The criteria that differ, by their atoms in both versions."""
    before = case.side_before
    assert before is not None
    return [atom for name in case.reachable for atom in (before.passes[name], case.side.passes[name])]


def _roots(case: Case) -> list[int]:
    """What was changed itself, by its atoms in both versions; none where that cannot be told so simply.

    A patient who shows what the typical one shows of all that these rest on is told apart by nothing, if
    the typical patient is not.
    """
    found: list[int] = []
    for pair in _rewritten(case):
        if pair is None:
            return []
        found += pair
    typical = _typical(case)
    for one, other in zip(found[::2], found[1::2], strict=True):
        if not all(case.search.nobody([*typical, *differ]) for differ in ([one, -other], [-one, other])):
            return []
    return found


def _typical(case: Case) -> list[int]:
    """The typical patient in the joint search: what is given, and what follows from it by a formula."""
    search = case.search
    evidence = case.before.patient(known_fields(case.before, search.typical.record)).evidence
    readings = {name: value for side in search.sides for name, value in side.readings.items()}
    literals = list(assume(search.space, evidence, readings).literals)
    numbers = {name: number for name, number in search.typical.numbers.items() if number is not None}
    for tie in (tie for cluster in search.clusters for tie in cluster.ties):
        if set(tie.quantities) <= numbers.keys() and set(tie.facts) <= search.typical.answers.keys():
            result = tie.computed(numbers, search.typical.answers)
            regions = search.space.axes[tie.result].regions
            for atom, region in zip(search.space.regions[tie.result], regions, strict=True):
                if result is not None and region.interval is not None and region.interval.contains(result):
                    literals.append(atom)
    return literals


def _rewritten(case: Case) -> Iterator[tuple[int, int] | None]:
    """The atoms, before and now, of what changed rules derive; None for what has none of its own in one of them."""
    derived, inputs = case.comparer.joined.circuit.derived, case.comparer.joined.circuit.inputs
    heads: dict[str, None] = {}
    for item in case.items:
        if item.kind == "rule":
            heads |= {rule.head_text: None for rule in (item.value_there, item.value_here) if rule is not None}
        elif item.kind == "reading":
            asked = f"reading({item.name},"
            rules = (*case.before.knowledge_base.rules, *case.protocol.knowledge_base.rules)
            heads |= {rule.head_text: None for rule in rules if asked in rule.program}
        elif item.kind == "threshold":
            heads[item.name] = None
        else:
            yield None
    for head in heads:
        names = [side.names.get(key("predicate", head)) for side in case.search.sides]
        atoms = [derived.get(name or "") or inputs.get(name or "") for name in names]
        yield None if None in atoms else (atoms[0] or 0, atoms[1] or 0)


def _behind(case: Case, atoms: Sequence[int]) -> tuple[str, ...]:
    circuit = case.comparer.joined.circuit
    cone = circuit.cone(atoms)
    return tuple(name for name, atom in circuit.inputs.items() if atom in cone)


def _flip(case: Case, scenario: Scenario, alike: bool) -> _Flip | None:
    """What a scenario gets where that is not what it expects, and was before.

    ``alike`` says that both versions read a record in the same way.
    """
    patient = _read(case.protocol, scenario)
    now = _verdict(case.protocol, scenario, patient)
    if now == scenario.expected.verdict or now is None or patient is None:
        return None
    earlier = patient if alike else _read(case.before, scenario)
    if earlier is None or _verdict(case.before, scenario, earlier) in (now, None):
        return None
    before, after = _statuses(case.before, scenario, earlier), _statuses(case.protocol, scenario, patient)
    return _Flip(scenario, now, _blocking(case.protocol, after), _through(case, before, after))


def _read(version: Screener, scenario: Scenario) -> Patient | None:
    """The patient of a scenario; None where a version does not understand the record."""
    try:
        return version.patient(scenario.record)
    except InputError:
        return None


def _verdict(version: Screener, scenario: Scenario, patient: Patient | None) -> Verdict | None:
    """A version's verdict; None where it does not understand the record or the readings."""
    try:
        readings = check_readings(version.knowledge_base, scenario.readings)
    except InputError:
        return None
    return None if patient is None else verdict_of(version.space, patient, readings)


def _statuses(version: Screener, scenario: Scenario, patient: Patient) -> Mapping[str, CriterionStatus]:
    """What a version makes of every criterion, under the scenario's readings; nothing of a contradictory record."""
    return judged(version.space, patient, check_readings(version.knowledge_base, scenario.readings))[1]


def _blocking(version: Screener, statuses: Mapping[str, CriterionStatus]) -> tuple[str, ...]:
    return blocking(version.knowledge_base, statuses) if statuses else ()


def _through(case: Case, before: Mapping[str, CriterionStatus], after: Mapping[str, CriterionStatus]) -> str:
    """The criterion through which a scenario flips: it blocks in one version only, or at least has another status.

    Of a record that contradicts itself no criterion is judged: it flips through none.
    """
    if not (before and after):
        return _CONTRADICTORY if before else _JUDGED
    names = dict.fromkeys([*after, *before])
    blocked = _blocking(case.before, before), _blocking(case.protocol, after)
    blocks = [name for name in names if (name in blocked[0]) != (name in blocked[1])]
    differs = [name for name in names if before.get(name) != after.get(name)]
    changed = [name for name in case.reachable if case.comparison.criteria[name].relation != "equivalent"]
    return next(iter([*blocks, *differs, *changed, *case.reachable]))


def _conflict(case: Case, criterion: str, flips: Sequence[_Flip]) -> Conflict:
    declared = _declared(case, criterion)
    first = flips[0].scenario
    told = f"the scenario “{first.sentence}” flips" if len(flips) == 1 else f"{len(flips)} scenarios flip"
    return case.conflict(
        CODE,
        criterion,
        f"{told} through {criterion}" + ("" if declared else f", of which {_says(case, criterion)}"),
        "bring the expectation up to date in the amendment's folder"
        if declared
        else f"declare what {criterion} does and bring the expectation up to date, or restore the rule",
        group="know" if declared else "declare",
        severity="remark" if declared else "warning",
        place=first.place,
        notes=_notes(flips),
    )


def _of_record(case: Case, what: str, flips: Sequence[_Flip]) -> Conflict:
    """Scenarios whose record contradicts itself under one of the versions only: no criterion is judged there."""
    first = flips[0].scenario
    declared = any(_declared(case, criterion) for criterion in case.reachable)
    several = f"{len(flips)} scenarios {_OF_SEVERAL[what]}"
    return case.conflict(
        CODE,
        "scenarios",
        f"the scenario “{first.sentence}” {what}" if len(flips) == 1 else several,
        "bring the expectation up to date in the amendment's folder, or leave what is possible as it was",
        group="know" if declared else "declare",
        severity="remark" if declared else "warning",
        place=first.place,
        notes=_notes(flips),
    )


def _declared(case: Case, criterion: str) -> bool:
    """Whether the amendment says that a criterion changes."""
    intent = case.manifest.intent.get(criterion, "none") if case.manifest is not None else "none"
    return intent not in ("none", "clarifies")


def _notes(flips: Sequence[_Flip]) -> list[tuple[str, str]]:
    more = [("more", f"{len(flips) - MOST_NAMED} further")] if len(flips) > MOST_NAMED else []
    return [*(_note(flip) for flip in flips[:MOST_NAMED]), *more]


def _says(case: Case, criterion: str) -> str:
    declared = case.manifest.intent.get(criterion) if case.manifest is not None else None
    return f"“{declared}” is declared" if declared else "nothing is declared"


def _note(flip: _Flip) -> tuple[str, str]:
    blocked = f", blocked by {', '.join(flip.blocking)}" if flip.blocking else ""
    expected = flip.scenario.expected.verdict
    readings = ", ".join(f"{name}={value}" for name, value in flip.scenario.readings.items())
    blocked += f", under {readings}" if readings else ""
    return "scenario", f"“{flip.scenario.sentence}” expects {expected}, and is {flip.verdict}{blocked}"


def _misfit(case: Case, error: InputError) -> Conflict:
    first = error.findings[0]
    more = len(error.findings) - 1
    return case.conflict(
        CODE,
        "scenarios",
        "the scenarios no longer fit the amended version: " + first.message + (f", and {more} more" if more else ""),
        first.help or "bring the scenarios up to date in the amendment's folder",
        place=replace(first.place),
    )
