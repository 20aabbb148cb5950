"""The matrix of whole protocols: counts, and second opinions on who touches what."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from hn2301_asp.api import Protocol
from hn2301_asp.check import check
from hn2301_asp.loader import load
from hn2301_asp.scenarios.coverage import coverage
from hn2301_asp.scenarios.run import run_all
from hn2301_asp.screener import Screener
from hn2301_asp.tracing import Trace, trace_of

PROTOCOLS = Path(__file__).parents[1] / "protocols"


@pytest.fixture(scope="module")
def trace(protocol: Protocol) -> Trace:
    return trace_of(protocol)


@pytest.fixture(scope="module", params=["oncology", "pressure"])
def small(request: pytest.FixtureRequest) -> Screener:
    return load(PROTOCOLS / request.param)


def test_every_character_of_the_protocol_is_in_one_span_and_every_word_is_counted(trace: Trace) -> None:
    for criterion in trace.criteria:
        assert "".join(span.text for span in criterion.spans) == criterion.text
    texts = [criterion.text for criterion in trace.criteria]
    assert sum(trace.counts.characters.values()) == sum(map(len, texts))
    assert sum(trace.counts.words.values()) == sum(len(text.split()) for text in texts)


def test_nothing_of_hn2301_s_text_is_open(trace: Trace) -> None:
    assert trace.counts.words == {"encoded": 277, "excused": 13, "silent": 1, "open": 0}
    assert trace.counts.characters == {"encoded": 2083, "excused": 105, "silent": 41, "open": 0}
    gaps = trace.gaps
    assert (gaps.open, gaps.astray, gaps.spans_untouched, gaps.criteria_untouched) == ((), (), (), ())
    assert (gaps.thresholds_untouched, gaps.rules_untouched, gaps.readings_untouched) == ((), (), ())
    assert gaps.thresholds_unworded == ("takes_corticosteroid", "immunologic_scored", "ana_entry")


def test_coverage_counted_a_second_time_from_the_files_alone(protocol: Protocol, trace: Trace) -> None:
    """The words that stand in quotation marks in the files of each criterion, looked for by hand."""
    assert protocol.files is not None
    for criterion, traced in zip(protocol.knowledge_base.criteria, trace.criteria, strict=True):
        covered = [False] * len(criterion.text)
        for suffix in (".lp", ".thr"):
            text = protocol.files.texts.get(f"criteria/{criterion.stem}{suffix}", "")
            for line in text.split("\n"):
                told = line.strip()
                if (suffix == ".lp" and not told.startswith("%!")) or "because" in told or "empirical" in told:
                    continue
                for quote in re.findall(r'"([^"]*)"', told):
                    at = 0
                    for part in quote.split("…"):
                        start = criterion.text.index(part.strip(), at)
                        at = start + len(part.strip())
                        covered[start:at] = [True] * len(part.strip())
        assert traced.counts.characters["encoded"] == sum(covered), criterion.id


def test_the_register_has_45_assumptions_and_nine_readings(trace: Trace) -> None:
    assert (len(trace.assumptions), len(trace.readings)) == (45, 9)
    verbatim = [one.id for one in trace.assumptions.values() if one.stretches]
    assert len(verbatim) + len(trace.gaps.assumptions_paraphrased) == 45
    assert verbatim == [
        "A01",
        "A03",
        "A06",
        "A07",
        "A13",
        "A19",
        "A21",
        "A22",
        "A25",
        "A34",
        "A44",
        "A45",
        "B01",
        "B02",
        "B05",
        "B06",
    ]
    listed = {name for criterion in trace.criteria for name in criterion.paraphrased}
    assert listed >= {*trace.gaps.assumptions_paraphrased}
    assert all(one.stretches for one in trace.readings.values())


def test_a_phrase_with_dots_stands_where_its_parts_do(trace: Trace) -> None:
    (first,) = trace.criteria[:1]
    parts = [span.text for span in first.spans if "A03" in span.assumptions]
    assert parts == ["diagnosed", "2019 EULAR/ACR SLE diagnostic criteria"]


def test_what_check_calls_not_covered_is_open(edited: Callable[..., Protocol]) -> None:
    name = "criteria/in7_organ_function.lp"
    old = '%! "Cardiac function: Echocardiography (ECHO) assessment of left ventricular ejection fraction (LVEF) ≥40%."'
    changed = edited((name, old, "%! because it is so"))
    assert changed.files is not None
    said = [finding.message for finding in check(changed.files) if finding.code == "not-covered"]
    trace = trace_of(changed)
    [span] = [span for span in trace.spans() if span.state == "open"]
    assert said == ['nothing encodes "Cardiac function: Echocardiography (ECHO) assessment of" of IN-7']
    assert span.text.strip() == "Cardiac function: Echocardiography (ECHO) assessment of"
    assert trace.gaps.open == (span.id,)
    assert trace.counts.words["open"] == 6


def test_what_hn2301_test_calls_untried_is_touched_by_none(small: Screener) -> None:
    """Only two scenarios are left, so that much is untried; the coverage of `hn2301 test` is the second opinion."""
    assert small.files is not None
    outcomes = run_all(small.files, small, coverage=False).outcomes[:2]
    gaps = {(gap.kind, f"{gap.place.file}:{gap.place.line}", gap.lacks) for gap in coverage(small, outcomes)}
    trace = trace_of(small, outcomes)
    assert len(gaps) > 20
    for threshold in trace.thresholds.values():
        lacking = {lacks for kind, place, lacks in gaps if (kind, place) == ("threshold", threshold.place)}
        assert ("missing" in lacking) != bool(threshold.sides["missing"]), threshold.id
        shown = {side for side, who in threshold.sides.items() if who}
        assert lacking | shown == {"at", "inside", "outside", "missing"}, threshold.id
    for rule in trace.rules.values():
        for side, who in (("admits", rule.admits), ("blocks", rule.blocks)):
            assert (("rule", rule.id, side) in gaps) != (bool(who) or rule.fixed), (rule.id, side)


def test_who_touches_a_threshold_is_who_is_on_one_side_of_it(trace: Trace) -> None:
    anc = trace.thresholds["anc_adequate"]
    told = {name: one.sentence for name, one in trace.scenarios.items()}
    at = [told[name] for name in anc.sides["at"]]
    assert {"an ANC of exactly 1.5 is enough", "1500 neutrophils per microlitre are exactly 1.5"} <= {*at}
    assert "an ANC of 1.51 is enough" not in at
    missing = [told[name] for name in anc.sides["missing"]]
    assert "a missing ANC leaves IN-7 open" in missing
    assert not {*anc.sides["missing"]} & {*anc.decided}
    open_ = {told[name] for name in trace.scenarios if name not in anc.decided}
    assert "an ANC reported as at most 1.5 may still be enough" in open_
    contradictory = {one.sentence for one in trace.scenarios.values() if one.verdict == "contradictory"}
    assert contradictory <= open_
    assert len(anc.decided) > len(trace.scenarios) * 0.9


def test_a_list_of_drugs_is_touched_with_what_asks_for_it_under_the_reading_in_force(trace: Trace) -> None:
    by_source = {rule.source: rule for rule in trace.rules.values()}
    open_list = by_source["immunosuppressant(D) :- class(D, immunosuppressant), reading(in2_etc, class)."]
    named = by_source["immunosuppressant(D) :- class(D, immunosuppressant), named(D), reading(in2_etc, listed)."]
    assert open_list.fixed
    assert named.fixed
    listed = [name for name, one in trace.scenarios.items() if one.readings.get("in2_etc") == "listed"]
    assert tuple(listed) == named.touched
    assert {*open_list.touched}.isdisjoint(named.touched)


def test_amendments_are_found_at_the_words_that_they_change(trace: Trace) -> None:
    changed = {span.id: (span.text, span.amendments) for span in trace.spans() if span.amendments}
    assert ("ALC ≥0.8×10^9/L", ("A01",)) in changed.values()
    assert ("Hb ≥80g/L", ("A03",)) in changed.values()
    assert [one.id for one in trace.amendments.values()] == [f"A0{number}" for number in range(1, 9)]


def test_a_guard_rail_rests_on_the_words_of_what_it_asks_for(trace: Trace) -> None:
    resting = {rail: [s.id for s in trace.spans() if rail in s.guardrails] for rail in trace.guardrails}
    texts = {span.id: span.text for span in trace.spans()}
    assert {trace.guardrails[rail].asks: [texts[name] for name in names] for rail, names in resting.items()} == {
        ("age",): ["aged between 18 and 69 (inclusive)"],
        ("pregnant",): ["Non-pregnant/non-lactating participants"],
        ("lactating",): ["Non-pregnant/non-lactating participants"],
        ("willing to use contraception for 12 months after the infusion",): [
            "willing to adopt ",
            "contraceptive measures within 12 months after drug infusion",
        ],
        ("SpO2 on room air",): ["SpO2 ≥92% (measured by pulse oximetry) while breathing indoor air"],
        ("LVEF",): ["left ventricular ejection fraction (LVEF) ≥40%"],
        ("creatinine clearance",): ["creatinine clearance rate (Cockcroft-Gault) ≥50mL/min"],
    }
