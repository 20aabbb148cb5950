"""How synthetic patients are drawn, read from its YAML file and checked against the vocabulary.

What cannot be drawn, or would be no record, is a finding with its place: an unknown field or unit, a probability
that is none, a value outside what is possible. The file is optional, and no verdict depends on it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any, Final

from hn2301_asp.knowledge.cohort.fields import fixed_equivalent, followed, undrawable, whole_of
from hn2301_asp.knowledge.cohort.model import CohortModel, Drawn, Missing, Part
from hn2301_asp.knowledge.cohort.parts import PartReader, Path
from hn2301_asp.knowledge.cohort.written import share
from hn2301_asp.knowledge.files import COHORT
from hn2301_asp.knowledge.vocabulary.model import Doses, Vocabulary
from hn2301_asp.source.diagnostics import InputError, did_you_mean
from hn2301_asp.source.entries import Source, texts
from hn2301_asp.source.numbers import decimals, format_number

_KEYS: Final = ("factors", "draw", "missing")
_TOGETHER, _EACH = "together", "each"


def read_cohort(texts: Mapping[str, str], vocabulary: Vocabulary) -> CohortModel | None:
    """What the file of a knowledge base declares; None where there is none. Raises InputError with every finding."""
    if COHORT not in texts:
        return None
    source = Source(COHORT, texts[COHORT])
    data = source.data()
    source.known_keys(data, _KEYS)
    reader = _Reader(source, vocabulary, data)
    found = CohortModel(reader.factors, reader.draw(data.get("draw", {})), tuple(reader.missing(data)))
    if source.findings:
        raise InputError(source.findings)
    return found


class _Reader:
    def __init__(self, source: Source, vocabulary: Vocabulary, data: Mapping[str, Any]) -> None:
        self.source, self.vocabulary = source, vocabulary
        self.drawn: dict[str, Drawn] = {}
        self.factors: tuple[str, ...] = ()
        with source.trying("factors"):
            self.factors = texts(data, "factors")
        self.known = [field for field in vocabulary.fields() if field not in vocabulary.families]
        self.parts = PartReader(source, vocabulary, self.factors, self.drawn)

    def draw(self, section: Any) -> dict[str, Drawn]:
        """Every field that is drawn, in the order of the file."""
        if not isinstance(section, Mapping):
            self.source.report("`draw` must be a mapping of fields", "draw")
            return {}
        for field, entry, path in self._entries(section):
            whole = whole_of(field, self.vocabulary)
            if isinstance(whole, Doses) and whole.adds_up_to not in self.vocabulary.quantities:
                self.parts.refused |= {field, whole.adds_up_to}  # That is reported of the doses themselves.
                continue
            if (problem := self._problem(field)) is not None:
                self.source.report(problem[0], *path, help=problem[1])
                continue
            if (read := self.parts.read(field, entry, path)) is not None:
                self.drawn[field] = read
        self._follow(section)
        return self.drawn

    def _entries(self, section: Mapping[str, Any]) -> Iterator[tuple[str, Any, Path]]:
        """The fields with what is said of each; those of a family or of doses stand below its name."""
        for name, entry in section.items():
            whole = self.vocabulary.families.get(name) or self.vocabulary.doses.get(name)
            if whole is None:
                yield name, entry, ("draw", name)
            elif not isinstance(entry, Mapping):
                self.source.report(f"`{name}` must be a mapping of its items", "draw", name)
            else:
                yield from ((f"{name}.{item}", inner, ("draw", name, item)) for item, inner in entry.items())

    def _problem(self, field: str) -> tuple[str, str | None] | None:
        """Why a field is not drawn, and what would help."""
        if field not in self.known:
            prefix, _, item = field.partition(".")
            whole = self.vocabulary.families.get(prefix) or self.vocabulary.doses.get(prefix)
            if whole is None:
                return f"`{field}` is no field of a record", did_you_mean(field, self.known)
            items = [name.partition(".")[2] for name in self.known if name.startswith(f"{prefix}.")]
            return f"`{item}` is no item of `{prefix}`", did_you_mean(item, items)
        if (reason := undrawable(field, self.vocabulary)) is not None:
            return f"`{field}` cannot be drawn: {reason}", None
        return None

    def _follow(self, section: Mapping[str, Any]) -> None:
        """What follows from drawn fields is not drawn too, lives come first, and doses add up to decimal numbers."""
        for field, of in followed(self.vocabulary, self.drawn):
            if field in section:
                self.source.report(f"`{field}` follows from `{of}`, which is drawn too", "draw", field)
        order = [*self.drawn]
        for field in order:
            quantity = self.vocabulary.quantities.get(field)
            whole = quantity.within if quantity is not None else None
            if whole in self.drawn and order.index(whole) > order.index(field):
                message = f"`{field}` lies within `{whole}`, which is drawn later"
                self.source.report(message, "draw", field, help=f"draw `{whole}` first")
        for name, doses in self.vocabulary.doses.items():
            for drug in self.vocabulary.dosed(doses):
                dose = self.drawn.get(f"{name}.{drug.name}")
                if dose is None or not fixed_equivalent(drug, doses):
                    continue
                assert drug.equivalence is not None
                assert doses.reference is not None
                one = doses.reference.amount / drug.equivalence.low
                steps = [step for part in dose.parts for step in _steps(part)]
                if any(decimals(step * one) is None for step in steps):
                    message = f"doses of `{drug.name}` in these steps are no decimal number of {doses.adds_up_to}"
                    help = f"{format_number(drug.equivalence.low)} of it equal {format_number(doses.reference.amount)}"
                    self.source.report(message, "draw", name, drug.name, help=help)

    def missing(self, data: Mapping[str, Any]) -> Iterator[Missing]:
        """What is missing: fields together, or each on its own."""
        known = {*self.drawn, *(of for of, _ in followed(self.vocabulary, self.drawn))}
        dates = {field for field in known if field in self.vocabulary.record and field not in self.drawn}
        known |= {field.partition(".")[0] for field in self.drawn if whole_of(field, self.vocabulary) is not None}
        fields_of_a_record = {*self.vocabulary.fields()}
        for name, group in self.source.entries(data.get("missing", {}), "missing"):
            path: Path = ("missing", name)
            self.source.known_keys(group, ("share", _TOGETHER, _EACH), *path)
            with self.source.trying(*path):
                key = _TOGETHER if _TOGETHER in group else _EACH
                fields = texts(group, key)
                if not fields or (_TOGETHER in group and _EACH in group):
                    raise ValueError(f"a group names its fields as `{_TOGETHER}` or as `{_EACH}`")
                for index, field in enumerate(fields):
                    follows = bool(self.parts.refused) and field in fields_of_a_record  # From one that is reported.
                    if field not in known - dates and not follows:
                        help = did_you_mean(field, sorted(known - dates))
                        message = f"`{field}` is not drawn: it cannot be missing in some"
                        self.source.report(message, *path, key, index, help=help)
                yield Missing(name, share(group, "share"), fields, key == _TOGETHER)


def _steps(part: Part) -> tuple[Fraction, ...]:
    """What all values of a part are multiples of, or are."""
    return part.numbers if part.kind == "choice" else (part.step,)
