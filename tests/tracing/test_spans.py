"""A text cut into spans: each character is in exactly one, with all that lies on it and nothing else."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from hn2301_asp.knowledge.model import Criterion
from hn2301_asp.source.quotes import uncovered
from hn2301_asp.tracing.model import STATES
from hn2301_asp.tracing.spans import Cover, counts, cut

KINDS = st.sampled_from(["threshold", "rule", "excuse", "reading", "assumption"])


def criterion(text: str) -> Criterion:
    return Criterion("C1", "inclusion", "a title", text, "c1")


@st.composite
def covered(draw: st.DrawFn) -> tuple[str, list[Cover]]:
    text = draw(st.text(alphabet="ab ,.≥7和", min_size=1, max_size=40))
    ends = st.integers(0, len(text))
    stretches = st.tuples(ends, ends).map(sorted).filter(lambda pair: pair[0] < pair[1]).map(tuple)
    made = st.builds(Cover, KINDS, st.sampled_from("xyz"), stretches)
    return text, draw(st.lists(made, max_size=6))


@given(covered())
def test_each_character_is_in_exactly_one_span_with_what_lies_on_it(case: tuple[str, list[Cover]]) -> None:
    text, covers = case
    spans = cut(criterion(text), covers)
    assert [place for span in spans for place in range(span.start, span.end)] == list(range(len(text)))
    for span in spans:
        assert text[span.start : span.end] == span.text
        named = {
            "threshold": span.thresholds,
            "rule": span.rules,
            "excuse": span.excuses,
            "reading": span.readings,
            "assumption": span.assumptions,
        }
        for place in range(span.start, span.end):
            here = {(one.kind, one.ref) for one in covers if one.stretch[0] <= place < one.stretch[1]}
            assert {(kind, ref) for kind, refs in named.items() for ref in refs} == here


@given(covered())
def test_what_is_open_is_what_check_calls_not_covered(case: tuple[str, list[Cover]]) -> None:
    text, covers = case
    spans = cut(criterion(text), covers)
    encoding = [one.stretch for one in covers if one.kind in ("threshold", "rule", "excuse")]
    pieces, before = list[str](), False
    for span in spans:
        if span.state == "open":
            pieces += [span.text] if not before else []
            pieces[-1] = pieces[-1] + span.text if before else pieces[-1]
        before = span.state == "open"
    assert len(pieces) == len(uncovered(text, sorted(encoding)))
    assert all(phrase in piece for phrase, piece in zip(uncovered(text, sorted(encoding)), pieces, strict=True))


@given(covered())
def test_counts_add_up_to_the_text(case: tuple[str, list[Cover]]) -> None:
    text, covers = case
    found = counts([cut(criterion(text), covers)])
    assert tuple(found.characters) == tuple(found.words) == STATES
    assert sum(found.characters.values()) == len(text)
    assert sum(found.words.values()) == len(text.split())


def test_spans_that_say_something_are_numbered_and_the_rest_is_not() -> None:
    text = "Adults, and who agree"
    covers = [Cover("rule", "r", (0, 6)), Cover("rule", "r", (12, 21)), Cover("reading", "x", (16, 21))]
    spans = cut(criterion(text), covers)
    assert [(span.id, span.text, span.state) for span in spans] == [
        ("C1/1", "Adults", "encoded"),
        ("", ", and ", "silent"),
        ("C1/2", "who ", "encoded"),
        ("C1/3", "agree", "encoded"),
    ]


def test_of_a_gap_that_a_reading_cuts_every_piece_is_open() -> None:
    spans = cut(criterion("of the liver"), [Cover("reading", "x", (7, 12))])
    assert [(span.id, span.text, span.state) for span in spans] == [
        ("", "of the ", "open"),
        ("C1/1", "liver", "open"),
    ]
