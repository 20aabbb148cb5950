"""What the vocabulary refers to: fields, substances, marks and domains."""

from __future__ import annotations

import difflib
from collections.abc import Iterator

from hn2301_asp.check.base import Base
from hn2301_asp.check.names import score_files
from hn2301_asp.knowledge.cohort.reading import read_cohort
from hn2301_asp.knowledge.vocabulary.drugs import ITEM, NOUNS
from hn2301_asp.knowledge.vocabulary.model import Score, Vocabulary
from hn2301_asp.knowledge.vocabulary.sections import FACTS, SHORT_TEMPLATE, list_part
from hn2301_asp.source.diagnostics import Finding, collected, did_you_mean, one_of

#: How alike two names are, from 0 to 1, to be taken for one that is misspelt.
ALIKE = 0.85


def reference_findings(base: Base) -> Iterator[Finding]:
    """What the vocabulary says of names that it does not declare."""
    vocabulary = base.known.vocabulary
    yield from _references(base, vocabulary)
    yield from _substances(base, vocabulary)
    yield from _template(base, vocabulary)
    drawn: list[Finding] = []
    with collected(drawn):
        read_cohort(base.files.texts, vocabulary)
    yield from drawn
    for score, file in score_files(base):
        yield from _marks(base, score, file)
        yield from _domains(base, score, file)


def _references(base: Base, vocabulary: Vocabulary) -> Iterator[Finding]:
    """What facts, doses and scores refer to must be there."""
    fields = set(vocabulary.fields())
    classes = {drug.drug_class for drug in vocabulary.drugs.values()}
    referred: list[tuple[str, str, str, str | None, set[str]]] = []
    for fact in vocabulary.facts.values():
        referred.append(("facts", fact.name, "agrees_with", fact.agrees_with, fields))
        referred.append(("facts", fact.name, "score", fact.score, set(vocabulary.scores)))
    for doses in vocabulary.doses.values():
        referred.append(("doses", doses.name, "adds_up_to", doses.adds_up_to, set(vocabulary.quantities)))
        referred.append(("doses", doses.name, "list", doses.closing_list, set(vocabulary.families)))
        referred.append(("doses", doses.name, "class", doses.drug_class, classes))
    for section, name, key, value, known in referred:
        if value is not None and value not in known:
            yield Finding(
                "unknown-reference",
                f"`{key}` of `{name}` names `{value}`, which is not declared",
                base.place(FACTS, section, name, key),
                help=did_you_mean(value, known) or f"known are {one_of(sorted(known))}",
            )
    for score, file in score_files(base):
        if score.family not in vocabulary.families:
            yield Finding(
                "unknown-reference",
                f"`family` of `{score.name}` names `{score.family}`, which is not declared",
                base.place(file, "family"),
                help=did_you_mean(score.family, vocabulary.families),
            )


def _substances(base: Base, vocabulary: Vocabulary) -> Iterator[Finding]:
    """A substance has another name than its drug only where another drug is the same substance."""
    for drug in vocabulary.drugs.values():
        others = {
            name
            for other in vocabulary.drugs.values()
            if other is not drug and other.listed_in == drug.listed_in
            for name in (other.name, other.substance)
        }
        if drug.substance not in (drug.name, *others):
            yield Finding(
                "unknown-reference",
                f"`{drug.substance}` is the substance of no other {NOUNS.get(drug.listed_in, ITEM)}",
                base.place(list_part(drug.listed_in), drug.drug_class, drug.name, "substance"),
                "warning",
                help=did_you_mean(drug.substance, others)
                or f"leave it out where the {NOUNS.get(drug.listed_in, ITEM)} is a substance of its own",
            )


def _template(base: Base, vocabulary: Vocabulary) -> Iterator[Finding]:
    """The columns of the short form are fields of a record."""
    tree = base.trees.get(SHORT_TEMPLATE)
    columns = tree.data.get("columns") if tree else None
    fields = vocabulary.fields()
    for index, column in enumerate(columns if isinstance(columns, list) else ()):
        name = str(column).partition("[")[0]
        if name not in fields:
            yield Finding(
                "unknown-reference",
                f"`{name}` is no field of a record",
                base.place(SHORT_TEMPLATE, "columns", index),
                help=did_you_mean(name, fields),
            )


def _marks(base: Base, score: Score, file: str) -> Iterator[Finding]:
    """Marks (`clinical: true`) are free names: each is one that a total or a rule asks for."""
    asked = {
        mark
        for total in score.totals
        if isinstance(conditions := base.trees[file].data["totals"][total]["items"], dict)
        for mark in conditions
    }
    asked |= {atom.name for _, statement in base.all_statements() for atom in statement.body if len(atom.terms) == 2}
    first: dict[str, str] = {}
    for item in score.items.values():
        for mark in item.marks:
            first.setdefault(mark, item.name)
    for mark, item_name in sorted(first.items()):
        if mark not in asked | base.doubtful:
            yield Finding(
                "unused-mark",
                f"no total and no rule asks for `{mark}`",
                base.place(file, "items", item_name, mark),
                "warning",
                help=did_you_mean(mark, asked & first.keys()) or "take it out",
            )


def _domains(base: Base, score: Score, file: str) -> Iterator[Finding]:
    """Domains are free names too; one that holds a single item and resembles another is perhaps misspelt."""
    items_by_domain: dict[str, list[str]] = {}
    for item in score.items.values():
        items_by_domain.setdefault(item.domain, []).append(item.name)
    for domain, items in items_by_domain.items():
        others = [other for other, its in items_by_domain.items() if other != domain and len(its) > 1]
        alike = difflib.get_close_matches(domain, others, n=1, cutoff=ALIKE)
        if len(items) == 1 and alike:
            yield Finding(
                "alike-names",
                f"`{domain}` holds one item only, and resembles `{alike[0]}`",
                base.place(file, "items", items[0], "domain"),
                "warning",
                help=f"did you mean `{alike[0]}`?",
                related=(base.place(file, "items", items_by_domain[alike[0]][0], "domain"),),
            )
