"""Criteria and their files: every file belongs to something, every criterion has its rules."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from hn2301_asp.check.base import PROTOCOL, Base
from hn2301_asp.check.terms import MET, OF_CRITERION, SCOPE, Atom, met_node
from hn2301_asp.knowledge.files import COHORT, is_misplaced
from hn2301_asp.knowledge.model import ASSUMPTIONS, READINGS, Criterion
from hn2301_asp.knowledge.thresholds.syntax import ThresholdFile
from hn2301_asp.knowledge.vocabulary.sections import PARTS, SHORT_TEMPLATE, WHOLE, is_typical, list_of
from hn2301_asp.source.diagnostics import Finding, Place, did_you_mean, nearest

_APART = ("background.lp", "background.thr", "guardrails.lp", "guardrails.thr", "groups.lp")
_ALWAYS = frozenset({PROTOCOL, READINGS, ASSUMPTIONS, *_APART})
_VOCABULARY = frozenset({WHOLE, *PARTS, SHORT_TEMPLATE, COHORT})


def criterion_findings(base: Base) -> Iterator[Finding]:
    """What is wrong with the criteria, their files, and the heads that say that they are met."""
    if not base.criteria:
        return
    yield from _shared_files(base)
    named = {f"criteria/{criterion.stem}{suffix}" for criterion in base.criteria for suffix in (".thr", ".lp")}
    for file in base.files.texts:
        known = file in _ALWAYS or file in named or ("/" in file and is_misplaced(file))
        if not (
            known
            or file in _VOCABULARY
            or list_of(file)
            or is_typical(file)
            or file.startswith(("scores/", "scenarios/"))
        ):
            yield _unclaimed(base, file)
    for threshold_file in base.threshold_files.values():
        yield from _heading(base, threshold_file)
    yield from _met_heads(base)
    yield from _without_rules(base)


def _shared_files(base: Base) -> Iterator[Finding]:
    first: dict[str, int] = {}
    for index, criterion in enumerate(base.criteria):
        other = first.setdefault(criterion.stem, index)
        if other != index:
            yield Finding(
                "shared-files",
                f"{criterion.id} and {base.criteria[other].id} both name the files `{criterion.stem}`",
                base.place(PROTOCOL, "criteria", index, "files"),
                help="one criterion a file",
                related=(base.place(PROTOCOL, "criteria", other, "files"),),
            )


def _unclaimed(base: Base, file: str) -> Finding:
    if file.startswith("criteria/") and not file.endswith(".yaml"):
        stem = file.removeprefix("criteria/").rpartition(".")[0]
        without = {c.stem: c for c in base.criteria if f"criteria/{c.stem}.lp" not in base.files.texts}
        meant = without.get(nearest(stem, without) or "")
        return Finding(
            "unclaimed-file",
            "no criterion of protocol.yaml names this file",
            Place(file),
            help=f"{meant.id} names `{meant.stem}`: write the same in both places"
            if meant
            else f"set `files: {stem}` at its criterion, or take the file out",
        )
    return Finding(
        "unclaimed-file",
        "this file belongs to nothing",
        Place(file),
        help=did_you_mean(file, _VOCABULARY if file.startswith("vocabulary/") else _ALWAYS)
        or "thresholds and rules of a criterion stand in criteria/, those of a score in scores/: move it there",
    )


def _heading(base: Base, file: ThresholdFile) -> Iterator[Finding]:
    """A threshold file says in its first statement what it belongs to; its path says so too."""
    lines = base.files.texts[file.file].split("\n")
    line = next((n for n, text in enumerate(lines) if text.strip() and not text.strip().startswith("#")), 0)
    place = Place(file.file, line + 1, 1, len(lines[line]) + 1, lines[line])
    found = f"{file.kind} {file.subject}" if file.subject else file.kind
    if file.file in base.claimed:
        criterion = base.claimed[file.file]
        wanted = f"criterion {criterion.id}"
    elif file.file.startswith("scores/"):
        wanted = f"score {file.file.removeprefix('scores/').removesuffix('.thr')}"
    elif file.file in ("background.thr", "guardrails.thr"):
        wanted = file.file.removesuffix(".thr")
    else:
        return
    ids = [criterion.id for criterion in base.criteria]
    if file.kind == "criterion" and file.subject not in ids:
        yield Finding(
            "unknown-criterion",
            f"`{file.subject}` is no criterion of protocol.yaml",
            place,
            help=f"write `{wanted}`",
        )
    elif found != wanted:
        yield Finding(
            "heading-mismatch",
            f"the heading says `{found}`, the file's name says `{wanted}`",
            place,
            help=f"write `{wanted}`, or move the thresholds to their own file",
        )


def _met_heads(base: Base) -> Iterator[Finding]:
    """`met("IN-7")` and `applies("IN-7")` are derived in the file of IN-7 only, and asked for by its id."""
    by_id = {criterion.id: criterion for criterion in base.criteria}
    for file, statement in base.all_statements():
        for head in statement.heads:
            if head.signature in OF_CRITERION:
                yield from _met_head(base, by_id, file, head)
        for atom in statement.body:
            if atom.signature in OF_CRITERION and _criterion_of(atom) is None:
                yield _open(atom, "…")
            elif atom.signature == SCOPE and _criterion_of(atom) in by_id and atom.node not in base.defined:
                yield _for_all(atom)


def _met_head(base: Base, by_id: Mapping[str, Criterion], file: str, head: Atom) -> Iterator[Finding]:
    name = _criterion_of(head)
    own = base.claimed.get(file)
    if name is None:
        yield _open(head, own.id if own else "…")
    elif name not in by_id:
        yield Finding(
            "unknown-criterion",
            f"`{name}` is no criterion of protocol.yaml",
            head.terms[0].place,
            help=f"this is the file of {own.id}" if own else did_you_mean(name, by_id),
        )
    elif by_id[name] is not own and not base.stray(file):
        said = f"the scope of {name}" if head.signature == SCOPE else name
        yield Finding(
            "criterion-elsewhere",
            f"a rule for {said} stands in the file of something else",
            head.place,
            help=f"move it to criteria/{by_id[name].stem}.lp",
        )


def _open(atom: Atom, criterion: str) -> Finding:
    does = "is met" if atom.signature == MET else "applies"
    return Finding(
        "open-criterion",
        f"that a criterion {does} is said of one, by its id in quotation marks",
        atom.place,
        help=f'write {atom.name}("{criterion}")',
    )


def _for_all(atom: Atom) -> Finding:
    name = _criterion_of(atom)
    return Finding(
        "scope-of-all",
        f"no rule says to whom {name} applies: it applies to everybody",
        atom.place,
        help=f'write a rule for applies("{name}") in its file, or leave this out',
    )


def _criterion_of(atom: Atom) -> str | None:
    """The id in `met("IN-7")` or `applies("IN-7")`."""
    if atom.signature in OF_CRITERION and atom.terms[0].kind == "string":
        return atom.terms[0].text[1:-1]
    return None


def _without_rules(base: Base) -> Iterator[Finding]:
    for index, criterion in enumerate(base.criteria):
        file = f"criteria/{criterion.stem}.lp"
        if met_node(f'"{criterion.id}"') in base.defined or (file in base.files.texts and file not in base.statements):
            continue
        outcome = "eligible" if criterion.kind == "inclusion" else "excluded"
        yield Finding(
            "criterion-without-rules",
            f"no rule says when {criterion.id} is met",
            base.place(PROTOCOL, "criteria", index, "id"),
            help=f'write `met("{criterion.id}") :- …` in {file}; without it nobody is {outcome}',
        )
