"""AM28: the verdict depends on how a phrase is read.

What it is: the amendment brings a phrase that allows more than one reading, or makes a reading matter that did not
matter before; or its new words ("etc.", "and/or", "adequate", "recent") leave open what is asked, and neither a
reading nor an assumption says how they are taken.

Why it matters: two sites that read one sentence differently enrol different patients, and both follow the
protocol.

Example: an amendment asks for "aspirin, clopidogrel, etc.": does "etc." admit ticagrelor?

How to mend: word the text so that one reading is left. Where that cannot be had, declare the reading or the
assumption with its reason, and accept the finding until the sponsor has confirmed it.
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from hn2301_asp.amendment.case import Case
from hn2301_asp.amendment.model import Conflict
from hn2301_asp.amendment.questions.open_words import open_words
from hn2301_asp.amendment.questions.taken_over import taken_over
from hn2301_asp.comparison.joining import join
from hn2301_asp.comparison.model import Witness
from hn2301_asp.comparison.renaming import key
from hn2301_asp.comparison.search import Found, Search
from hn2301_asp.comparison.typical import typical_patient
from hn2301_asp.comparison.witness import candidates, known_fields, screened
from hn2301_asp.comparison.witnessing import shown
from hn2301_asp.knowledge.model import Criterion, Reading
from hn2301_asp.screening import screen
from hn2301_asp.source.diagnostics import Place
from hn2301_asp.versions.items import items_of
from hn2301_asp.versions.overlay import place_of

CODE = "AM28"
TITLE = "makes the verdict depend on how a phrase is read"
ALONE = True
LOADED = False
CHECKS = ("negated-reading", "open-reading", "reading-criteria")


def find(case: Case) -> Iterator[Conflict]:
    """One finding for each reading that newly matters, and for each open word of the new text."""
    yield from taken_over(case, CHECKS)
    if case.version.protocol is None or case.alone:
        return
    asked = _newly_asked(case)
    for reading in case.protocol.knowledge_base.readings.values():
        if reading.id in asked:
            yield from _depends(case, reading, *asked[reading.id])
    before = {criterion.id: criterion for criterion in case.before.knowledge_base.criteria}
    for criterion in case.criteria:
        was = before[criterion.id].text if criterion.id in before else ""
        if was != criterion.text:
            yield from _open(case, criterion, was)


def _newly_asked(case: Case) -> dict[str, tuple[str, str | None]]:
    """The readings that are new, have other values, or matter for a criterion for which they did not; and how so."""
    found: dict[str, tuple[str, str | None]] = {}
    before = case.before.knowledge_base.readings
    for reading in case.protocol.knowledge_base.readings.values():
        if reading.id not in before:
            found[reading.id] = "is new", None
        elif set(before[reading.id].values) != set(reading.values):
            found[reading.id] = "has other values than before", None
    now, was = case.side, case.side_before
    assert was is not None
    for name in case.reachable:
        earlier = _readings(case, was.passes[name], 0)
        for reading_id in _readings(case, now.passes[name], 1) - earlier:
            found.setdefault(reading_id, (f"matters for {name} now", name))
    return found


def _readings(case: Case, atom: int, version: int) -> set[str]:
    """The readings that a criterion's answer asks for in a version."""
    circuit, side = case.comparer.joined.circuit, case.comparer.joined.sides[version]
    inputs = circuit.cone([atom])
    own = (case.before, case.protocol)[version].knowledge_base.readings.values()
    return {
        r.id
        for r in own
        if any(circuit.inputs[f"reading({side.names[key('reading', r.id)]},{value})"] in inputs for value in r.values)
    }


def _depends(case: Case, reading: Reading, how: str, criterion: str | None) -> Iterator[Conflict]:
    """A finding where somebody's verdict differs between two readings of the amended version."""
    after = case.protocol.knowledge_base
    others = [value for value in reading.values if value != reading.default]
    read = [
        replace(after, readings={**after.readings, reading.id: replace(reading, default=value)}) for value in others
    ]
    joined = join([after, *read])
    search = Search(joined, typical_patient(after))
    default = joined.sides[0]
    for value, side in zip(others, joined.sides[1:], strict=True):
        pairs = [(default.eligible, side.eligible)]
        pairs += [(default.passes[criterion], side.passes[criterion])] if criterion is not None else []
        for sign, told in ((1, "not eligible"), (-1, "eligible")):
            question = [literal for one, other in pairs for literal in (sign * one, -sign * other)]
            found = search.find(question, nearest=True) if all(one != other for one, other in pairs) else None
            if found is None:
                continue
            witness = _witness(case, search, found, reading, value, told)
            yield case.conflict(
                reading.id,
                f'the verdict depends on how "{reading.phrase}" is read, and the reading {how}',
                "word the text so that one reading is left, or accept the finding with the reason for the default",
                group="declare",
                place=_place(case, "readings.yaml", reading.id),
                notes=[
                    ("asked", reading.question),
                    ("read as", f"{reading.values[reading.default]} (default)"),
                    ("or as", f"{reading.values[value]}: then the witness is {told}"),
                ],
                witness=witness,
            )
            return


def _witness(case: Case, search: Search, found: Found, reading: Reading, value: str, told: str) -> Witness | None:
    """Somebody whom the two readings treat otherwise, screened under both."""
    version = case.protocol
    readings = {**version.knowledge_base.default_readings(), reading.id: value}
    for candidate in candidates(search, found):
        before, after = screened([case.before, version], candidate.record)
        if before is None or after is None:
            continue
        other = screen(version.space, version.patient(known_fields(version, candidate.record)), readings)
        if (other.verdict == "eligible") == (told == "eligible") and other.verdict != after.verdict:
            return shown(candidate, before, after)
    return None


def _place(case: Case, file: str, name: str) -> Place:
    """Where an item of a YAML file stands."""
    text = case.version.opened.files.texts[file]
    found = (item for item in items_of(file, text) if item.name in (name, f"readings.{name}"))
    return next((place_of(item, file, text.split("\n")) for item in found), Place(file))


def _open(case: Case, criterion: Criterion, was: str) -> Iterator[Conflict]:
    """The open words of a changed text that neither a reading nor an assumption is about."""
    after = case.protocol.knowledge_base
    decided = [r.phrase for r in after.readings.values() if criterion.id in r.criteria]
    decided += [a.phrase for a in after.assumptions if criterion.id in a.criteria or "all" in a.criteria]
    for word, sentence in open_words(was, criterion.text):
        if any(word.lower() in phrase.lower() for phrase in decided):
            continue
        yield case.conflict(
            criterion.id,
            f'"{word}" leaves open what is asked, and no reading or assumption says how it is taken',
            "say it exactly, or declare in assumptions.yaml how it is taken and why",
            group="know",
            place=_place(case, "protocol.yaml", f"{criterion.id}.text"),
            notes=[(f"text {case.name}", f'"{sentence}"')],
        )
