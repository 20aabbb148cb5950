"""Predicates: undefined and unused, with two numbers of arguments, redefined, or out of place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from hn2301_asp.check.base import Base
from hn2301_asp.check.inputs import GUARDRAILS, Input, inputs_of, signature_of
from hn2301_asp.check.terms import OF_CRITERION, Atom
from hn2301_asp.knowledge.rules import Signature
from hn2301_asp.source.diagnostics import Finding, Place, nearest

#: What groups.lp defines, and no rule may ask for: groups judge amendments and decide about no patient.
GROUP = ("group", 1)


def predicate_findings(base: Base) -> Iterator[Finding]:
    """Everything that is wrong with the names that rules use and define."""
    inputs = dict(inputs_of(base))
    yield from _redefined(base, inputs)
    odd = dict(_arities(base, inputs))
    yield from odd.values()
    meant: set[str] = set()
    for file, statement in base.all_statements():
        for atom in statement.body:
            known = inputs.get(atom.signature)
            if atom.signature in odd or atom.name in base.doubtful or atom.signature in OF_CRITERION:
                continue
            if known and known.only_guardrails and file != GUARDRAILS:
                yield _out_of_place(known, atom)
            elif not known and (atom.signature not in base.heads or atom.signature == GROUP):
                name = _nearest(base, inputs, file, atom)
                meant |= {name} if name else set()
                yield _undefined(inputs, atom, name)
    yield from _unused(base, inputs, meant | {name for name, _ in odd})


def _redefined(base: Base, inputs: Mapping[Signature, Input]) -> Iterator[Finding]:
    for _, statement in base.all_statements():
        for head in statement.heads:
            known = inputs.get(head.signature)
            if known:
                yield Finding(
                    "input-redefined",
                    f"`{head.name}` is {known.words}: a rule may not derive it",
                    head.place,
                    help="give the derived predicate a name of its own",
                    related=(known.place,) if known.place else (),
                )


def _arities(base: Base, inputs: Mapping[Signature, Input]) -> Iterator[tuple[Signature, Finding]]:
    """A finding for every signature whose name has another number of arguments elsewhere."""
    proper: dict[str, tuple[int, Input | Place | None]] = {name: (arity, i) for (name, arity), i in inputs.items()}
    for name, arity in OF_CRITERION:
        proper.setdefault(name, (arity, None))
    for (name, arity), place in base.heads.items():
        proper.setdefault(name, (arity, place))
    atoms = [atom for _, s in base.all_statements() for atom in (*s.heads, *s.body)]
    for atom in atoms:
        proper.setdefault(atom.name, (len(atom.terms), atom.place))
    seen: set[Signature] = set()
    for atom in atoms:
        arity, where = proper[atom.name]
        if len(atom.terms) == arity or atom.signature in seen or atom.signature in inputs:
            continue
        seen.add(atom.signature)
        other = where.place if isinstance(where, Input) else where
        yield (
            atom.signature,
            Finding(
                "two-arities",
                f"`{atom.name}` has {_arguments(len(atom.terms))} here and {_arguments(arity)} elsewhere",
                atom.place,
                help="to clingo these are two predicates; write `name((a;b), c)` for alternatives",
                related=(other,) if other else (),
            ),
        )


def _arguments(number: int) -> str:
    return "no argument" if number == 0 else "1 argument" if number == 1 else f"{number} arguments"


def _out_of_place(known: Input, atom: Atom) -> Finding:
    return Finding(
        "out-of-place",
        f"`{atom.name}` is {known.words}: only {GUARDRAILS} may use it",
        atom.place,
        help="declare a threshold of the criterion's own" if known.place else 'name the criterion with met("…")',
        related=(known.place,) if known.place else (),
    )


def _nearest(base: Base, inputs: Mapping[Signature, Input], file: str, atom: Atom) -> str | None:
    """The name that was perhaps meant: first of those that take as many arguments."""
    usable = [*base.heads, *(s for s, i in inputs.items() if file == GUARDRAILS or not i.only_guardrails)]
    alike = [name for name, arity in usable if arity == len(atom.terms)]
    return nearest(atom.name, alike) or nearest(atom.name, (name for name, _ in usable))


def _undefined(inputs: Mapping[Signature, Input], atom: Atom, name: str | None) -> Finding:
    meant = next((known for (input_name, _), known in inputs.items() if input_name == name), None)
    if name is None:
        advice = "declare a fact in vocabulary/facts.yaml or a threshold in a .thr file, or write a rule for it"
    else:
        advice = f"did you mean `{name}`?" + (f" It is {meant.words}" if meant else "")
    if meant and meant.kind in ("fact", "threshold", "guard-rail threshold", "choice", "family"):
        return Finding(
            "undeclared-fact",
            f"`{atom.name}` is no fact of the vocabulary, no threshold, and no rule derives it",
            atom.place,
            help=advice,
            related=(meant.place,) if meant.place else (),
            meant=name,
        )
    message = f"no rule derives `{atom.name}`, and it is no input"
    return Finding("undefined-predicate", message, atom.place, help=advice, meant=name)


def _unused(base: Base, inputs: Mapping[Signature, Input], meant: set[str]) -> Iterator[Finding]:
    """``meant`` are names that another finding is about: they are used, once that is mended."""
    used = {atom.signature for _, statement in base.all_statements() for atom in statement.body}
    left_out = base.doubtful | meant
    for signature, place in base.heads.items():
        if (place.file, place.line) in base.faulty or signature == GROUP:
            continue
        if signature in OF_CRITERION:
            continue
        if signature not in used and signature not in inputs and signature[0] not in left_out:
            yield Finding(
                "unused-predicate",
                f"nothing uses `{signature[0]}`",
                place,
                "warning",
                help="use it in a rule of its criterion, or take it out",
            )
    for file, threshold in base.thresholds():
        if signature_of(base, threshold) not in used and threshold.name not in left_out:
            where = GUARDRAILS if file.kind == "guardrails" else "a rule"
            yield Finding(
                "unused-threshold",
                f"nothing uses the threshold `{threshold.name}`",
                threshold.place,
                "warning",
                help=f"use it in {where}, or take it out",
            )
