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

from collections.abc import Iterable, Iterator, Mapping, Sequence

from msgspec import Struct

from hn2301_asp.amendment.case import Case
from hn2301_asp.amendment.model import Conflict
from hn2301_asp.amendment.questions.taken_over import taken_over
from hn2301_asp.knowledge.vocabulary.sections import WHOLE, is_typical
from hn2301_asp.patient.model import Patient
from hn2301_asp.scenarios.load import load_scenarios
from hn2301_asp.scenarios.model import Outcome, Scenario
from hn2301_asp.scenarios.people import people, read
from hn2301_asp.scenarios.run import run
from hn2301_asp.scenarios.written import common, entries, only, written_anew
from hn2301_asp.screener import Screener
from hn2301_asp.screening import CriterionStatus, Verdict, blocking, check_readings, judged_all
from hn2301_asp.source.diagnostics import InputError

CODE = "AM35"
TITLE = "flips a golden scenario"
ROOTS = ("AM07", "AM29", "AM30")
CHECKS = ("typical-patient", "typical-missing")

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
    # Who is typical is golden before all others; that nobody is of a new arm is told wherever it comes from.
    opened = case.version.opened
    written = any(file == WHOLE or is_typical(file) for file in opened.overlay) or opened.base is None
    yield from taken_over(case, CHECKS if written else CHECKS[1:])
    unmet = _unmet(case)
    if unmet:
        yield _wrongly_worded(case, unmet)
    if not case.reachable:
        return
    assert case.base is not None
    files = common(case.version.opened.files, case.base.opened.files)
    try:
        scenarios = load_scenarios(files, case.protocol.knowledge_base)
    except InputError as error:
        yield _misfit(case, error)
        return
    known = {entry.sentence for entry in entries(case.base.opened.files)}
    known -= {outcome.scenario.sentence for outcome in unmet}
    flips: dict[str, list[_Flip]] = {}
    for flip in _flips(case, [one for one in people(files, case.protocol, scenarios) if one[0].sentence in known]):
        flips.setdefault(flip.through, []).append(flip)
    for through, own in flips.items():
        yield _conflict(case, through, own)


def _unmet(case: Case) -> list[Outcome]:
    """Scenarios that the amendment writes or rewrites, and that do not come out as they say."""
    if case.base is None or case.version.protocol is None:
        return []
    files = case.version.opened.files
    own = written_anew(files, case.base.opened.files)
    try:
        scenarios = load_scenarios(only(files, own), case.protocol.knowledge_base) if own else ()
    except InputError:
        return []
    sentences = {entry.sentence for entry in own}
    return [o for o in run(case.protocol, [s for s in scenarios if s.sentence in sentences]) if not o.passed]


def _wrongly_worded(case: Case, unmet: Sequence[Outcome]) -> Conflict:
    first = unmet[0].scenario
    told = f"the scenario “{first.sentence}” does" if len(unmet) == 1 else f"{len(unmet)} scenarios do"
    return case.conflict(
        "scenarios",
        f"{told} not come out as the amendment writes",
        "mend the expectation, or the rule that it was written for",
        place=first.place,
        notes=_notes(
            f"“{o.scenario.sentence}”: {'; '.join(map(str, o.differences)) or o.refused[0].message}" for o in unmet
        ),
    )


def _flips(case: Case, cases: Sequence[tuple[Scenario, Patient | InputError]]) -> Iterator[_Flip]:
    """The scenarios that get something else than they expect, and did not before. All are judged at once."""
    told = zip(cases, _judged(case.protocol, cases), strict=True)
    other = [(*one, after) for one, after in told if after is not None and after[0] != one[0].expected.verdict]
    alike = case.before.knowledge_base.vocabulary == case.protocol.knowledge_base.vocabulary
    earlier = [(scenario, patient if alike else read(case.before, scenario)) for scenario, patient, _ in other]
    for (scenario, _, after), before in zip(other, _judged(case.before, earlier), strict=True):
        if before is not None and before[0] != after[0]:
            through = _through(case, before[1], after[1])
            yield _Flip(scenario, after[0], _blocking(case.protocol, after[1]), through)


def _judged(
    version: Screener, cases: Iterable[tuple[Scenario, Patient | InputError]]
) -> list[tuple[Verdict, Mapping[str, CriterionStatus]] | None]:
    """What a version makes of each scenario; None where it does not understand the record or the readings."""
    understood = [(patient, _readings(version, scenario)) for scenario, patient in cases]
    asked = [(p, readings) for p, readings in understood if not isinstance(p, InputError) and readings is not None]
    judged = iter(judged_all(version.space, asked))
    return [None if isinstance(p, InputError) or readings is None else next(judged) for p, readings in understood]


def _readings(version: Screener, scenario: Scenario) -> Mapping[str, str] | None:
    """All readings in force; None where the version does not have those of the scenario."""
    try:
        return check_readings(version.knowledge_base, scenario.readings)
    except InputError:
        return None


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


def _conflict(case: Case, through: str, flips: Sequence[_Flip]) -> Conflict:
    """Scenarios that flip through a criterion; or as records contradict themselves, where no criterion is judged."""
    first = flips[0].scenario
    if through in _OF_SEVERAL:
        where, does, do, more = "scenarios", through, _OF_SEVERAL[through], ""
        declared = any(_declared(case, criterion) for criterion in case.reachable)
        mend = "bring the expectation up to date in the amendment's folder, or leave what is possible as it was"
    else:
        where, does, do = through, f"flips through {through}", f"flip through {through}"
        declared = _declared(case, through)
        more = "" if declared else f", of which {_says(case, through)}"
        mend = f"declare what {through} does and bring the expectation up to date, or restore the rule"
        mend = "bring the expectation up to date in the amendment's folder" if declared else mend
    return case.conflict(
        where,
        (f"the scenario “{first.sentence}” {does}" if len(flips) == 1 else f"{len(flips)} scenarios {do}") + more,
        mend,
        group="know" if declared else "declare",
        place=first.place,
        notes=_notes(map(_note, flips)),
    )


def _declared(case: Case, criterion: str) -> bool:
    """Whether the amendment says that a criterion changes."""
    intent = case.manifest.intent.get(criterion, "none") if case.manifest is not None else "none"
    return intent not in ("none", "clarifies")


def _notes(told: Iterable[str]) -> list[tuple[str, str]]:
    """The first scenarios of which something is told, and how many there are besides."""
    notes = [("scenario", one) for one in told]
    more = [("more", f"{len(notes) - MOST_NAMED} further")] if len(notes) > MOST_NAMED else []
    return [*notes[:MOST_NAMED], *more]


def _says(case: Case, criterion: str) -> str:
    declared = case.manifest.intent.get(criterion) if case.manifest is not None else None
    return f"“{declared}” is declared" if declared else "nothing is declared"


def _note(flip: _Flip) -> str:
    blocked = f", blocked by {', '.join(flip.blocking)}" if flip.blocking else ""
    expected = flip.scenario.expected.verdict
    readings = ", ".join(f"{name}={value}" for name, value in flip.scenario.readings.items())
    blocked += f", under {readings}" if readings else ""
    return f"“{flip.scenario.sentence}” expects {expected}, and is {flip.verdict}{blocked}"


def _misfit(case: Case, error: InputError) -> Conflict:
    first = error.findings[0]
    more = len(error.findings) - 1
    return case.conflict(
        "scenarios",
        "the scenarios no longer fit the amended version: " + first.message + (f", and {more} more" if more else ""),
        first.help or "bring the scenarios up to date in the amendment's folder",
        place=first.place,
    )
