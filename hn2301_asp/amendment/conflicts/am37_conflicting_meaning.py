"""AM37: each amendment is fine alone, and together they cannot be.

What it is: the texts of two amendments combine without a clash, but not their meaning. Under each alone somebody
can be eligible, meet every criterion, and no guard-rail is broken; under both together that is no longer so. Or
the rules of both, put together, no longer fit each other.

Why it matters: each amendment was written, checked and approved by itself. Nobody looked at both until sites
apply them, and then nobody can be enrolled, or somebody who must never be.

Example: A01 raises the activity score to at least 8, and A02 caps it at 7.

How to mend: agree on what both are to say together, and write one of the two on top of the other.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from hn2301_asp.amendment.case import Several
from hn2301_asp.amendment.model import Conflict, Unless
from hn2301_asp.amendment.questions.joint import Need, by_pairs, needed_together
from hn2301_asp.amendment.questions.telling import item_in_words, with_place
from hn2301_asp.amendment.questions.unless import eligible_after, how_proved, passes_after, unless
from hn2301_asp.comparison.differences import Difference
from hn2301_asp.source.diagnostics import Place
from hn2301_asp.source.lists import listed

CODE = "AM37"
TITLE = "is fine alone, and not together with another amendment"
LOADED = False
#: What both together do to whom is a consequence.
EVERYTHING = True

_MEND = "agree on what both are to say together, and write one on top of the other"


def find_together(several: Several) -> Iterator[Conflict]:
    """What is wrong of each two amendments; of all together only where no two of them explain it."""
    yield from by_pairs(several, _of)


def _of(several: Several) -> Iterator[Conflict]:
    if several.loads:
        impossible = list(_criteria(several))
        yield from impossible or _nobody(several)
        yield from _guardrails(several)
    elif several.each_loads:
        yield from _rules(several)


def _criteria(several: Several) -> Iterator[Conflict]:
    """Criteria that somebody can meet under each version alone, and nobody under all together."""
    both = several.sides[several.both]
    excluding = {c.id for base in several.comparer.bases for c in base.criteria if c.kind == "exclusion"}
    for name, atom in both.passes.items():
        alone = [several.sides[version].passes[name] for version in (0, *several.single)]
        if _only_together(several, atom, alone):
            does = "get past" if name in excluding else "meet"
            differ = unless(several, [atom], f"somebody can {does} {name}", passes_after(several, [name]))
            message = (
                f"under each alone somebody can {does} {name}, and nobody under {_all(several)} ({how_proved(differ)})"
            )
            yield _conflict(several, name, message, [name], differ)


def _nobody(several: Several) -> Iterator[Conflict]:
    """That nobody can be eligible under all together, though every criterion can be met."""
    sides = several.sides
    alone = [sides[version].eligible for version in (0, *several.single)]
    if _only_together(several, sides[several.both].eligible, alone):
        passes = sides[several.both].passes
        blamed = several.search.core([], list(passes.values()))
        names = [name for name, atom in passes.items() if atom in blamed]
        differ = unless(several, [sides[several.both].eligible], "somebody can be eligible")
        message = f"under each alone somebody can be eligible, and nobody under {_all(several)} ({how_proved(differ)})"
        yield _conflict(several, "protocol", message, names, differ)


def _only_together(several: Several, atom: int, alone: list[int]) -> bool:
    """Whether nobody shows an atom of all together, though somebody does each of the single ones."""
    nobody = several.search.nobody
    return atom not in alone and nobody([atom]) and not any(nobody([other]) for other in alone)


def _conflict(several: Several, where: str, message: str, criteria: list[str], differ: Sequence[Unless]) -> Conflict:
    needs = needed_together(several, criteria)
    changed = {version: _changed(several, version, needs) for version in several.single}
    last = changed[several.single[-1]]
    return several.conflict(
        where,
        message,
        _MEND,
        place=_located(several, several.single[-1], last[0]) if last else None,
        notes=[
            (several.versions[version - 1].name, _said(several, version, item))
            for version, items in changed.items()
            for item in items
        ],
        core=[need.text for need in needs],
        unless=differ,
    )


def _changed(several: Several, version: int, needs: list[Need]) -> list[Difference]:
    """What an amendment changed: the thresholds that are part of the reason, or else all that it did."""
    items = [item for item in several.items(version) if item.kind != "vocabulary"]
    named = {need.name for need in needs}
    return [item for item in items if item.name in named] or items


def _located(several: Several, version: int, item: Difference) -> Place | None:
    return several.versions[version - 1].opened.locate(item.here.place) if item.here is not None else None


def _said(several: Several, version: int, item: Difference) -> str:
    """What an amendment now says, with its place."""
    name = item_in_words(item.name)
    text = f"{name}: {item.here.text}" if item.here is not None else f"no {name}"
    return with_place(text, _located(several, version, item), several.versions[version - 1].opened.files.root)


def _guardrails(several: Several) -> Iterator[Conflict]:
    """Guard-rails that nobody eligible breaks under any version alone, and somebody under all together."""
    sides, search = several.sides, several.search
    guarding = several.comparer.bases[0]
    for number, rule in enumerate(guarding.guardrails):
        atom = sides[several.both].broken[number]
        if not all(search.nobody([sides[version].broken[number]]) for version in (0, *several.single)):
            continue
        found = search.find([atom], nearest=True)
        if found is None:
            continue
        witness = several.comparer.witness(0, several.both, found, eligible_after)
        yield several.conflict(
            rule.source,
            f"only {_all(several)} let in somebody who breaks a guard-rail: {'; '.join(rule.because) or rule.source}",
            "keep the limit in one of the two, or take the guard-rail to its owner first",
            place=several.base.opened.locate(rule.place),
            notes=[("guard-rail", rule.source)],
            witness=witness,
        )


def _rules(several: Several) -> Iterator[Conflict]:
    """Rules that fit together in each version alone, and not in all together."""
    opened = several.together.opened
    known = {(f.code, f.message) for version in (several.base, *several.versions) for f in version.findings}
    for finding in several.together.findings:
        if finding.severity == "error" and (finding.code, finding.message) not in known:
            yield several.conflict(
                "protocol",
                f"the rules of {_all(several)} do not fit each other: {finding.message}",
                finding.help or _MEND,
                place=opened.locate(finding.place),
            )


def _all(several: Several) -> str:
    return f"{listed(version.name for version in several.versions)} together"
