"""What a suggested scenario says of itself: a sentence of what it shows, and what it is to be read against."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from textwrap import wrap

from hn2301_asp.covering.model import LONGEST, Case
from hn2301_asp.covering.words import Words
from hn2301_asp.knowledge.thresholds.model import measured_name
from hn2301_asp.scenarios.exercising import unexercised
from hn2301_asp.scenarios.limits import Ask
from hn2301_asp.screener import Screener
from hn2301_asp.screening import Screening
from hn2301_asp.source.text import clip

_STATUS = {
    "met": "is met",
    "not_met": "is not met",
    "unknown": "is left open",
    "not_applicable": "does not apply",
}
_VERDICTS = {
    "eligible": "eligible",
    "ineligible": "not eligible",
    "undetermined": "not decided yet",
    "contradictory": "contradicted",
}
#: How wide a comment is.
_WIDTH = 114
#: Of so many cases each is told by itself.
_MOST = 6


class Sentences:
    """The words for what people of a protocol show."""

    def __init__(self, protocol: Screener) -> None:
        self.protocol, self.words = protocol, Words(protocol.knowledge_base)

    def of(self, case: Case, screening: Screening) -> str:
        """What somebody shows, and what becomes of it: what the first rule that asks for it carries, the criterion."""
        if case.sort == "status":
            return f"{case.name} {_STATUS[case.side]}"
        status = screening.statuses.get(case.owner)
        end = _VERDICTS[screening.verdict] if status is None else f"{case.owner} {_STATUS[status]}"
        if not case.asks:
            return f"{case.what}; {end}"
        ask = next((one for one in case.asks if self._value(one, screening)), case.asks[0])
        side, carries = self.words.side(ask, self._value(ask, screening)), self._carries(ask, screening)
        return f"{side}{',' if carries and ', ' in side else ''}{carries}: {end}"

    def _value(self, ask: Ask, screening: Screening) -> str:
        """What the record says of what a threshold is about, as it was given; empty where it says nothing."""
        quantities = self.protocol.knowledge_base.thresholds.quantities
        fact = screening.patient.facts.get(measured_name(quantities[ask.threshold.quantity]))
        return "" if fact is None or fact.values is None else fact.told

    def _carries(self, ask: Ask, screening: Screening) -> str:
        """What the first rule that asks for a threshold makes of somebody, where it is no criterion and is certain."""
        name = ask.threshold.called.partition("(")[0]
        own = (
            rule for rule in self.protocol.knowledge_base.rules if any(use.signature[0] == name for use in rule.uses)
        )
        rule = next((one for one in own if one.head is not None and one.head[1] == 0), None)
        atom = 0 if rule is None else self.protocol.space.circuit.derived.get(rule.head_text, 0)
        if rule is None or not atom:
            return ""
        open_ = unexercised(self.protocol, [screening], {True: [(atom,)], False: [(-atom,)]}, {})
        if len(open_) == 2:
            return f" leaves {self.words.head(rule)} open"
        return f" {'does not carry' if True in open_ else 'carries'} {self.words.head(rule)}"


def notes_of(cases: Sequence[Case]) -> Iterator[str]:
    """The comments above a suggested scenario: what it shows, where, and the words to read it against."""
    told: list[str] = []
    for case in cases[:_MOST]:
        told.append(f"shows: {case.what} ({case.place.file}{f':{case.place.line}' if case.place.line else ''})")
    if len(cases) > _MOST:
        told.append(f"and {len(cases) - _MOST} more that no other scenario shows")
    words = dict.fromkeys(clip(" ".join(quote.split()), LONGEST) for case in cases[:_MOST] for quote in case.quotes)
    told += [f"the protocol's words: “{quote}”" for quote in words]
    told.append("computed from the rules as they stand: read it against those words, then take `confirmed: no` away")
    for line in told:
        yield from wrap(line, _WIDTH, subsequent_indent="  ", break_long_words=False, break_on_hyphens=False)
