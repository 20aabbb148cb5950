"""A certificate of each question behind a sentence that says *proved*: clauses, proof, and what the clauses mean."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from hn2301_asp.certificates import rebuild, recheck
from hn2301_asp.certificates.grounded import Unproved, grounded, words_of
from hn2301_asp.certificates.model import Asked, Certificate, FalseClaim, Question, Sizes
from hn2301_asp.certificates.prover import MOST_STEPS, PROVER, accepted, checker, prove, prover
from hn2301_asp.comparison.comparer import Comparer
from hn2301_asp.comparison.inputs import Undecidable

#: Why nothing is certified where what is needed is not there.
MISSING = f"{PROVER} is not installed (apt-get install {PROVER})"
UNCHECKED = "the proof is written, and no checker is installed (pip install dratify)"
#: The scripts that stand in every certificate, as they are here.
SCRIPTS = ("rebuild.py", "recheck.py")


def certify(comparer: Comparer, asked: Asked) -> Certificate:
    """The certificate of one question; raises FalseClaim where the prover finds that somebody answers it."""
    try:
        question = grounded(comparer, asked)
    except Unproved:
        return Certificate({}, "the search does not prove it when asked again by itself")
    except Undecidable as reason:
        return Certificate({}, str(reason))
    return certified(question)


def certified(question: Question) -> Certificate:
    """The certificate of a question that is grounded."""
    arithmetic: dict[str, Any] = dict(question.arithmetic)
    excluded = arithmetic["excluded"] = [_rechecked(entry) for entry in arithmetic["excluded"]]
    try:
        clauses = rebuild.cnf(question.program, arithmetic)
    except rebuild.Refused as refusal:
        return Certificate({}, f"no clauses are made of it: {refusal}")
    variables, number = (int(part) for part in clauses.partition("\n")[0].split()[2:])
    sizes = Sizes(variables, number, len(excluded), sum("not_proved_here" in entry for entry in excluded))
    return _proved(question.about, _files(question, arithmetic, clauses), clauses, sizes)


def _proved(about: str, files: Mapping[str, bytes], clauses: str, sizes: Sizes) -> Certificate:
    """The certificate of clauses: with a proof where there is a prover, and whether a checker accepts it."""
    called = prover()
    if called is None:
        return Certificate(files, MISSING, sizes)
    proof = prove(clauses)
    if proof.answer == "somebody":
        raise FalseClaim(f"the prover finds somebody of whom it was said that there is nobody: {about}")
    if proof.answer == "unknown":
        return Certificate(files, f"{called} came to no answer", sizes, called)
    files = {**files, "proof.drat": proof.text.encode()}
    checked = checker()
    reason = None
    if checked is None:
        reason = UNCHECKED
    elif proof.steps > MOST_STEPS:
        reason = f"the proof is written, and too long to be checked here ({proof.steps:,} steps)"
    elif not accepted(clauses, proof.text):
        reason = f"{checked} does not accept the proof"
    return Certificate(files, reason, sizes, called, checked if reason is None and checked else "", proof.steps)


def _rechecked(entry: Mapping[str, Any]) -> dict[str, Any]:
    """An entry of the table, with what formulas give on its box, and why it is not proved again by fractions."""
    reason = recheck.proved(entry)
    told = {**entry, "bounds": list(recheck.bounds(entry))}
    return told if reason is None else {**told, "not_proved_here": reason}


def _files(question: Question, arithmetic: Mapping[str, Any], clauses: str) -> dict[str, bytes]:
    files = {
        "question.txt": question.about + "\n",
        "program.aspif": question.program,
        "arithmetic.json": table_text(arithmetic),
        "map.json": json.dumps(words_of(question), indent=1, ensure_ascii=False) + "\n",
        "question.cnf": clauses,
    }
    return {name: text.encode() for name, text in files.items()}


def table_text(arithmetic: Mapping[str, Any]) -> str:
    """The table of arithmetic as text: an axis a line, and of what is excluded a field a line, to be read."""
    axes, totals = (",\n".join(f"  {_line(entry)}" for entry in arithmetic[key]) for key in ("axes", "totals"))
    excluded = ",\n".join(
        "  {\n" + ",\n".join(f"   {_line(key)}: {_line(value)}" for key, value in entry.items()) + "\n  }"
        for entry in arithmetic["excluded"]
    )
    parts = {"axes": axes, "totals": totals, "excluded": excluded}
    return "{\n" + ",\n".join(f' "{key}": [\n{part}\n ]' for key, part in parts.items()) + "\n}\n"


def _line(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def scripts() -> dict[str, bytes]:
    """The scripts by which a reader makes the clauses again, and the arithmetic."""
    return {name: (Path(__file__).parent / name).read_bytes() for name in SCRIPTS}
