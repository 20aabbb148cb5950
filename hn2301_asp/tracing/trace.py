"""The traceability matrix of a loaded protocol: all that is known of its text, put together. Decides nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from msgspec.structs import replace

from hn2301_asp.knowledge.model import Assumption, Criterion, Reading
from hn2301_asp.knowledge.rules import APPLIES
from hn2301_asp.scenarios.model import Outcome
from hn2301_asp.scenarios.run import run_all
from hn2301_asp.screener import Screener
from hn2301_asp.source.quotes import locate
from hn2301_asp.tracing.encoding import (
    WrittenRule,
    WrittenThreshold,
    quoted,
    rule_quotes,
    unique,
    written_rules,
    written_thresholds,
)
from hn2301_asp.tracing.fixed import touching_fixed
from hn2301_asp.tracing.gaps import gaps_of
from hn2301_asp.tracing.graph import Grapher
from hn2301_asp.tracing.guarding import Changed, asked_for, changed, quantities_of
from hn2301_asp.tracing.model import (
    Gaps,
    Span,
    Stretch,
    Trace,
    TracedAssumption,
    TracedCriterion,
    TracedGuardrail,
    TracedReading,
    TracedRule,
    TracedScenario,
    TracedThreshold,
)
from hn2301_asp.tracing.spans import Cover, counts, cut
from hn2301_asp.tracing.touching import Touched, touched


def trace_of(protocol: Screener, outcomes: Sequence[Outcome] | None = None) -> Trace:
    """The matrix of a loaded protocol; ``outcomes`` are those of its scenarios, where they were run already.

    Raises InputError where the scenario files cannot be understood.
    """
    assert protocol.files is not None
    base, files = protocol.knowledge_base, protocol.files
    if outcomes is None:
        outcomes = run_all(files, protocol, coverage=False).outcomes
    ids = tuple(unique(f"{o.scenario.place.file}:{o.scenario.place.line}" for o in outcomes))
    work = _Work(
        protocol,
        ids,
        touched(protocol, outcomes),
        written_thresholds(base, files),
        written_rules(base.rules, base, files),
        written_rules(base.guardrails, base, files),
        changed(base, protocol.opened),
    )
    return work.trace(outcomes)


class _Work:
    """What was found, by what it is of."""

    def __init__(
        self,
        protocol: Screener,
        ids: tuple[str, ...],
        who: Touched,
        thresholds: tuple[WrittenThreshold, ...],
        rules: tuple[WrittenRule, ...],
        guardrails: tuple[WrittenRule, ...],
        changes: tuple[Changed, ...],
    ) -> None:
        self.protocol, self.base, self.ids, self.who = protocol, protocol.knowledge_base, ids, who
        self.thresholds, self.rules, self.guardrails, self.changes = thresholds, rules, guardrails, changes
        self.order = {name: number for number, name in enumerate(ids)}
        self.criteria = {criterion.id: criterion for criterion in self.base.criteria}
        self.grapher = Grapher(self.base, thresholds, rules)
        by_head = self.grapher.by_head
        self.guarded = {rail.id: asked_for(self.base, rail, by_head, deep=True) for rail in guardrails}
        self.asks = {rule.id: asked_for(self.base, rule, by_head, deep=False) for rule in rules}

    def trace(self, outcomes: Sequence[Outcome]) -> Trace:
        base = self.base
        thresholds = {one.id: self.threshold(one) for one in self.thresholds}
        rules = self.with_fixed({one.id: self.rule(one) for one in self.rules})
        readings = {one.id: self.reading(one) for one in base.readings.values()}
        assumptions = {one.id: self.assumption(one) for one in base.assumptions}
        criteria = tuple(self.criterion(one, thresholds, rules, readings, assumptions) for one in base.criteria)
        shown = {c.id: set(c.scenarios) for c in criteria}
        scenarios = {
            name: replace(_scenario(name, outcome), criteria=tuple(c.id for c in base.criteria if name in shown[c.id]))
            for name, outcome in zip(self.ids, outcomes, strict=True)
        }
        trace = Trace(
            protocol=base.id,
            version=base.version,
            title=base.title,
            scope=base.scope,
            digest=base.digest,
            criteria=criteria,
            thresholds=thresholds,
            rules=rules,
            readings=readings,
            assumptions=assumptions,
            scenarios=scenarios,
            guardrails={one.id: self.guardrail(one) for one in self.guardrails},
            amendments={one.amendment.id: one.amendment for one in self.changes},
            counts=counts(criterion.spans for criterion in criteria),
            gaps=Gaps(),
        )
        return replace(trace, gaps=gaps_of(trace))

    def named(self, numbers: Iterable[int]) -> tuple[str, ...]:
        return tuple(self.ids[number] for number in sorted(set(numbers)))

    def threshold(self, one: WrittenThreshold) -> TracedThreshold:
        own = quantities_of(one)
        return TracedThreshold(
            id=one.id,
            owner=one.owner,
            place=f"{one.file}:{one.line}",
            words=one.words,
            quotes=quoted(self.criteria.get(one.owner), one.reasons),
            because=tuple(reason.text for reason in one.reasons if reason.kind == "because"),
            rules=tuple(rule.id for rule in self.rules if any(use.signature[0] == one.id for use in rule.rule.uses)),
            decided=self.named(self.who.decided.get(one.id, ())),
            sides={
                side: self.named(self.who.sides.get((one.id, side), ()))
                for side in ("at", "inside", "outside", "missing", *(["never"] if self.may_be_never(one) else []))
            },
            guardrails=tuple(name for name, asked in self.guarded.items() if asked & own),
            amendments=self.changing({(one.file, one.id)}),
        )

    def may_be_never(self, one: WrittenThreshold) -> bool:
        """Whether a value may be `never`."""
        regions = (region for name in quantities_of(one) for region in self.base.thresholds.axes[name].regions)
        return any(region.interval is None and region.possible for region in regions)

    def rule(self, one: WrittenRule) -> TracedRule:
        admits, blocks = (self.who.cases.get((one.rule.number, side), ()) for side in ("admits", "blocks"))
        uses = tuple(dict.fromkeys(use.signature[0] for use in one.rule.uses))
        known = {threshold.id for threshold in self.thresholds}
        facts = {*self.base.vocabulary.facts, *self.base.vocabulary.choices, *self.base.vocabulary.families}
        return TracedRule(
            id=one.id,
            owner=one.owner,
            head=one.rule.head_text,
            source=one.rule.source,
            quotes=rule_quotes(self.criteria.get(one.owner), one.rule),
            because=one.rule.because,
            thresholds=tuple(name for name in uses if name in known),
            asks=tuple(name for name in uses if name not in known and name != "reading"),
            readings=tuple(f"{name}={value}" for name, value in one.readings()),
            admits=self.named(admits),
            blocks=self.named(blocks),
            touched=self.named((*admits, *blocks)),
            fixed=one.rule.number in self.who.fixed,
            guardrails=tuple(name for name, asked in self.guarded.items() if asked & self.asks[one.id] & facts),
            amendments=self.changing(_items(one)),
        )

    def with_fixed(self, rules: Mapping[str, TracedRule]) -> dict[str, TracedRule]:
        """The rules; those that are the same for everybody are touched with what asks for them."""
        in_force = dict(zip(self.ids, self.who.readings, strict=True))
        found = touching_fixed(rules, self.rules, self.grapher.by_head, in_force)
        return {name: replace(rule, touched=self.ordered(found[name])) for name, rule in rules.items()}

    def ordered(self, names: Iterable[str]) -> tuple[str, ...]:
        """Scenarios in their order."""
        return tuple(sorted(names, key=self.order.__getitem__))

    def changing(self, items: Iterable[tuple[str, str]]) -> tuple[str, ...]:
        """The amendments that change one of some items."""
        wanted = frozenset(items)
        return tuple(one.amendment.id for one in self.changes if one.items & wanted)

    def reading(self, one: Reading) -> TracedReading:
        return TracedReading(
            id=one.id,
            criteria=one.criteria,
            phrase=one.phrase,
            question=one.question,
            default=one.default,
            values=one.values,
            why=one.why,
            stretches=self.stretches(one.phrase, one.criteria),
            rules=tuple(rule.id for rule in self.rules if any(name == one.id for name, _ in rule.readings())),
            depends=self.named(self.who.depends.get(one.id, ())),
            taken=self.named(self.who.taken.get(one.id, ())),
        )

    def assumption(self, one: Assumption) -> TracedAssumption:
        stretches = self.stretches(one.phrase, one.criteria)
        return TracedAssumption(one.id, one.criteria, one.phrase, one.decision, one.reason, one.status, stretches)

    def stretches(self, phrase: str, criteria: Sequence[str]) -> dict[str, tuple[Stretch, ...]]:
        """Where a phrase stands verbatim in the texts of some criteria."""
        found = {name: locate(phrase, self.criteria[name].text) for name in criteria if name in self.criteria}
        return {name: stretches for name, stretches in found.items() if stretches}

    def guardrail(self, one: WrittenRule) -> TracedGuardrail:
        quantities, vocabulary = self.base.thresholds.quantities, self.base.vocabulary
        every = {**self.base.guardrail_thresholds.quantities, **quantities}
        asks = sorted(every[name].label if name in every else vocabulary.label(name) for name in self.guarded[one.id])
        return TracedGuardrail(one.id, one.rule.source, one.rule.because, tuple(asks))

    def criterion(
        self,
        criterion: Criterion,
        thresholds: Mapping[str, TracedThreshold],
        rules: Mapping[str, TracedRule],
        readings: Mapping[str, TracedReading],
        assumptions: Mapping[str, TracedAssumption],
    ) -> TracedCriterion:
        own = [one for one in thresholds.values() if one.owner == criterion.id]
        its = [one for one in rules.values() if one.owner == criterion.id]
        read = [one for one in readings.values() if criterion.id in one.criteria]
        assumed = [one for one in assumptions.values() if {criterion.id, "all"} & {*one.criteria}]
        covers = [Cover("threshold", one.id, at) for one in own for q in one.quotes for at in q.stretches]
        covers += [Cover("rule", one.id, at) for one in its for q in one.quotes for at in q.stretches]
        for phrase, why in criterion.not_encoded:
            covers += [Cover("excuse", why, at) for at in locate(phrase, criterion.text) or ()]
        covers += [Cover("reading", one.id, at) for one in read for at in one.stretches.get(criterion.id, ())]
        covers += [Cover("assumption", one.id, at) for one in assumed for at in one.stretches.get(criterion.id, ())]
        spans = tuple(self.span(one, thresholds, rules) for one in cut(criterion, covers))
        seen = {name for t in own for name in t.decided} | {name for r in its for name in r.touched}
        changes = {name for one in own for name in one.amendments} | {name for one in its for name in one.amendments}
        changes |= {name for span in spans for name in span.amendments}
        return TracedCriterion(
            id=criterion.id,
            kind=criterion.kind,
            title=criterion.title,
            text=criterion.text,
            scope=tuple(one.id for one in its if one.head.startswith(f"{APPLIES}(")),
            spans=spans,
            thresholds=tuple(one.id for one in own),
            rules=tuple(one.id for one in its),
            readings=tuple(one.id for one in read),
            assumptions=tuple(one.id for one in assumed),
            paraphrased=tuple(one.id for one in assumed if criterion.id not in one.stretches),
            amendments=tuple(one.amendment.id for one in self.changes if one.amendment.id in changes),
            scenarios=self.ordered(seen),
            counts=counts([spans]),
            graph=self.grapher.graph(criterion),
        )

    def span(self, span: Span, thresholds: Mapping[str, TracedThreshold], rules: Mapping[str, TracedRule]) -> Span:
        """A span with what rests on what it holds."""
        own, its = [thresholds[name] for name in span.thresholds], [rules[name] for name in span.rules]
        seen = {name for one in own for name in one.decided} | {name for one in its for name in one.touched}
        rails = {name for one in own for name in one.guardrails} | {name for one in its for name in one.guardrails}
        words = {
            one.amendment.id
            for one in self.changes
            if any(first < span.end and span.start < last for first, last in one.stretches.get(span.criterion, ()))
        }
        changes = words | {name for one in own for name in one.amendments}
        return replace(
            span,
            scenarios=self.ordered(seen),
            guardrails=tuple(name for name in self.guarded if name in rails),
            amendments=tuple(one.amendment.id for one in self.changes if one.amendment.id in changes),
        )


def _items(one: WrittenRule) -> set[tuple[str, str]]:
    """What an amendment may call the item that a rule is part of: by its head, or by what it derives."""
    file, head = one.rule.place.file or "", one.rule.head_text
    arity = [] if one.rule.head is None else [f"{one.rule.head[0]}/{one.rule.head[1]}"]
    return {(file, name) for name in (head, head.partition("(")[0], *arity)}


def _scenario(name: str, outcome: Outcome) -> TracedScenario:
    verdict = outcome.screening.verdict if outcome.screening is not None else "refused"
    return TracedScenario(name, outcome.scenario.sentence, verdict, outcome.passed, outcome.scenario.readings)
