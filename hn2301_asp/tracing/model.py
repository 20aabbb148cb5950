"""What a traceability matrix is made of: plain data, rendered elsewhere.

Everything is named as its author names it: a threshold by its name, a rule and a scenario by file and line. Places in a
text are counted in characters from 0; an end is the first character behind. This module knows no file and no solver.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal

from msgspec import Struct

from hn2301_asp.knowledge.model import Kind

#: What holds of every character of a text: a rule or threshold quotes it; `not_encoded` gives the reason why none does;
#: it is punctuation or a connecting word that says nothing alone; nothing covers it.
State = Literal["encoded", "excused", "silent", "open"]
STATES: Final[tuple[State, ...]] = ("encoded", "excused", "silent", "open")

#: What "touches" means, once for every output.
TOUCHES: Final = (
    "A scenario touches a threshold where its record settles for certain whether the threshold holds, a rule where for "
    "certain it makes the rule true, or false though the readings and tables in it hold, and words where it touches a "
    "threshold or rule that quotes them. A rule that is the same for everybody (which drugs are of a class) is touched "
    "with a rule that asks for it, where the readings that it names are in force. A contradictory record touches "
    "nothing, and nobody touches a criterion that does not apply to them."
)
#: What "rests on" means of a guard-rail.
RESTS: Final = (
    "A guard-rail rests on words where it asks for the same quantity as a threshold that quotes them, or the same fact "
    "as a rule that does."
)

Stretch = tuple[int, int]


class Quoted(Struct, frozen=True):
    """Words that a threshold or rule quotes: where their parts stand, nowhere if they are not in the text."""

    text: str
    stretches: tuple[Stretch, ...]
    negated: bool = False


class Span(Struct, frozen=True):
    """A piece of a criterion's text with one and the same set of things on it: all spans together are the text.

    ``id`` is the criterion's with a number; empty where the words alone say nothing (a comma between two phrases that
    one rule quotes). ``excuses`` are the reasons of `not_encoded`. All else are ids: of thresholds, rules, readings,
    assumptions, scenarios, guard-rails and amendments.
    """

    id: str
    criterion: str
    start: int
    end: int
    text: str
    state: State
    thresholds: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    readings: tuple[str, ...] = ()
    assumptions: tuple[str, ...] = ()
    excuses: tuple[str, ...] = ()
    scenarios: tuple[str, ...] = ()
    guardrails: tuple[str, ...] = ()
    amendments: tuple[str, ...] = ()


class TracedThreshold(Struct, frozen=True):
    """A threshold as its author wrote it; one over a family stands for all items.

    ``owner`` is the criterion, or what else its file belongs to; ``rules`` those that ask for it. ``decided`` are the
    scenarios that touch it, ``sides`` those that show a side of its limit: at, inside and outside (one step), missing,
    and never where that may be.
    """

    id: str
    owner: str
    place: str
    words: str
    quotes: tuple[Quoted, ...]
    because: tuple[str, ...]
    rules: tuple[str, ...]
    decided: tuple[str, ...]
    sides: Mapping[str, tuple[str, ...]]
    guardrails: tuple[str, ...] = ()
    amendments: tuple[str, ...] = ()


class TracedRule(Struct, frozen=True):
    """A rule as its author wrote it: what it derives, what it asks for, the words that it stands under.

    ``asks`` are the thresholds, facts and derived predicates of its body as written, ``readings`` the values that it
    names. ``admits`` are the scenarios that make it true, ``blocks`` those that make it false for certain; ``touched``
    are both in their order, and of a rule that is the same for everybody (``fixed``) those that touch what asks for it.
    A constraint derives nothing (its head is empty), and is touched by nobody.
    """

    id: str
    owner: str
    head: str
    source: str
    quotes: tuple[Quoted, ...]
    because: tuple[str, ...]
    thresholds: tuple[str, ...]
    asks: tuple[str, ...]
    readings: tuple[str, ...]
    admits: tuple[str, ...]
    blocks: tuple[str, ...]
    touched: tuple[str, ...]
    fixed: bool = False
    guardrails: tuple[str, ...] = ()
    amendments: tuple[str, ...] = ()


class TracedReading(Struct, frozen=True):
    """A phrase that can be read in two ways. ``stretches`` say where it stands in each criterion's text.

    The default is in force wherever a screening does not take another value. ``rules`` name it;
    ``depends`` are the scenarios whose result depends on it, ``taken`` those that take a value that is not the default.
    """

    id: str
    criteria: tuple[str, ...]
    phrase: str
    question: str
    default: str
    values: Mapping[str, str]
    why: str
    stretches: Mapping[str, tuple[Stretch, ...]]
    rules: tuple[str, ...]
    depends: tuple[str, ...]
    taken: tuple[str, ...]


class TracedAssumption(Struct, frozen=True):
    """A phrase that was open and is decided. ``stretches`` say where it stands verbatim; empty for a paraphrase."""

    id: str
    criteria: tuple[str, ...]
    phrase: str
    decision: str
    reason: str
    status: str
    stretches: Mapping[str, tuple[Stretch, ...]]


class TracedScenario(Struct, frozen=True):
    """A scenario, by file and line: its sentence, the verdict that it got, whether that is what it expects."""

    id: str
    sentence: str
    verdict: str
    passed: bool
    readings: Mapping[str, str]
    criteria: tuple[str, ...] = ()


class TracedGuardrail(Struct, frozen=True):
    """A guard-rail with its reason and owner, and what it asks for: quantities and facts, as they are called."""

    id: str
    source: str
    because: tuple[str, ...]
    asks: tuple[str, ...]


class TracedAmendment(Struct, frozen=True):
    """A proposed change beside the knowledge base, with the items that it changes, by file and name.

    ``refused`` says why it cannot be opened; nothing is known of it then.
    """

    id: str
    title: str
    status: str
    items: tuple[tuple[str, str], ...]
    criteria: tuple[str, ...]
    refused: str = ""


class Counts(Struct, frozen=True):
    """Characters and words of a text by what holds of them; each word counts where its first letter or digit stands."""

    characters: Mapping[State, int]
    words: Mapping[State, int]


class Gaps(Struct, frozen=True):
    """What is not traced: all that a reader must know beside the shares of the text.

    ``open`` are spans that nothing covers, ``astray`` quotes that do not stand in the text (with whose they are),
    ``thresholds_unworded`` and ``rules_unworded`` give a reason in the place of words; the rest is what no scenario
    touches, and what no rule asks for.
    """

    open: tuple[str, ...] = ()
    astray: tuple[tuple[str, str], ...] = ()
    thresholds_unworded: tuple[str, ...] = ()
    rules_unworded: tuple[str, ...] = ()
    thresholds_untouched: tuple[str, ...] = ()
    rules_untouched: tuple[str, ...] = ()
    readings_untouched: tuple[str, ...] = ()
    criteria_untouched: tuple[str, ...] = ()
    spans_untouched: tuple[str, ...] = ()
    scenarios_touching_nothing: tuple[str, ...] = ()
    assumptions_paraphrased: tuple[str, ...] = ()


NodeKind = Literal[
    "criterion", "derived", "rule", "threshold", "quantity", "fact", "choice", "family", "reading", "table"
]
LinkKind = Literal["asks", "not", "counts", "computed"]
Joined = Literal["", "all", "any"]


class Link(Struct, frozen=True):
    """An edge of a graph: ``source`` asks for ``target``; ``kind`` is how, ``bound`` how many are asked for."""

    source: str
    target: str
    kind: LinkKind = "asks"
    bound: str = ""


class Node(Struct, frozen=True):
    """Something on which a criterion depends.

    ``label`` is in the protocol's or the vocabulary's words, ``name`` as rules write it. ``joined`` says how what it
    asks for is joined: all of it, or any one; empty where it asks for one thing or nothing. ``ref`` is the id of the
    threshold, rule or reading that it is, and ``owner`` the other criterion from which it is taken.
    """

    id: str
    kind: NodeKind
    label: str
    name: str
    joined: Joined = ""
    ref: str = ""
    owner: str = ""


class Graph(Struct, frozen=True):
    """What a criterion depends on, from `met(…)` down to what a record says; the first node is the criterion."""

    nodes: tuple[Node, ...]
    links: tuple[Link, ...]


class TracedCriterion(Struct, frozen=True):
    """A criterion with its text in spans. ``scope`` are the rules that say to whom it applies; empty: to everybody.

    ``thresholds`` and ``rules`` are its own, with words or not; ``assumptions`` are all that name it, and
    ``paraphrased`` those whose phrase does not stand there verbatim.
    """

    id: str
    kind: Kind
    title: str
    text: str
    scope: tuple[str, ...]
    spans: tuple[Span, ...]
    thresholds: tuple[str, ...]
    rules: tuple[str, ...]
    readings: tuple[str, ...]
    assumptions: tuple[str, ...]
    paraphrased: tuple[str, ...]
    amendments: tuple[str, ...]
    scenarios: tuple[str, ...]
    counts: Counts
    graph: Graph


class Trace(Struct, frozen=True):
    """The traceability matrix of a knowledge base. Mappings are by id, in the order of the files."""

    protocol: str
    version: str
    title: str
    scope: str
    digest: str
    criteria: tuple[TracedCriterion, ...]
    thresholds: Mapping[str, TracedThreshold]
    rules: Mapping[str, TracedRule]
    readings: Mapping[str, TracedReading]
    assumptions: Mapping[str, TracedAssumption]
    scenarios: Mapping[str, TracedScenario]
    guardrails: Mapping[str, TracedGuardrail]
    amendments: Mapping[str, TracedAmendment]
    counts: Counts
    gaps: Gaps

    def spans(self) -> tuple[Span, ...]:
        """The spans that say something, of all criteria in order: each is a requirement."""
        return tuple(span for criterion in self.criteria for span in criterion.spans if span.id)
