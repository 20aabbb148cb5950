"""Patients under two versions where small counts stay hidden: what is told, and that nothing else stands anywhere."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator

import polars as pl
import pytest

import hn2301_asp as hn
from hn2301_asp.cohort.shift import HiddenShift, Shift, counts_after, counts_before, span
from hn2301_asp.cohort.tally.told import Number
from hn2301_asp.comparison.model import Comparison
from hn2301_asp.knowledge.model import Kind
from hn2301_asp.report.amendment import formats
from hn2301_asp.report.amendment.data import comparison_data
from hn2301_asp.report.patient.data import to_json
from hn2301_asp.report.writers.lines import plain
from hn2301_asp.screening import PASSES
from tests.cli.conftest import ROOT, Run

LEAST = 5
BASE, AMENDED = str(ROOT / "kb"), str(ROOT / "kb" / "amendments" / "A06_renal_function")
FORMS: dict[str, Callable[[Comparison], str]] = {
    "text": lambda found: plain(formats.comparison_lines(found, 100)),
    "md": formats.comparison_markdown,
    "html": formats.comparison_html,
    "json": lambda found: to_json(comparison_data(found)),
}
Truth = tuple[int, Number]


@pytest.fixture(scope="module")
def cohort(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A table of synthetic patients, of whom the amendment lets one more in."""
    from hn2301_asp.cohort.synthetic.asking import synthetic
    from hn2301_asp.cohort.synthetic.writing import parquet_bytes

    file = tmp_path_factory.mktemp("cohort") / "people.parquet"
    file.write_bytes(parquet_bytes(synthetic(hn.load(BASE), 300, 1, every_field=False)))
    return str(file)


@pytest.fixture(scope="module")
def bare() -> Comparison:
    return hn.compare(BASE, AMENDED)


@pytest.fixture(scope="module")
def open_(cohort: str) -> Comparison:
    return hn.compare(BASE, AMENDED, cohort)


@pytest.fixture(scope="module")
def hidden(cohort: str) -> Comparison:
    return hn.compare(BASE, AMENDED, pl.read_parquet(cohort), min_cell=LEAST)


def truths(found: Comparison, whole: Comparison) -> Iterator[Truth]:
    """Each number that may be told, as the open comparison has it, and as it is told."""
    hidden, shift = shifts(found, whole)
    kinds: dict[str, Kind] = {one.id: one.kind for one in hn.load(BASE).knowledge_base.criteria}
    for side, count in ((hidden.before, counts_before), (hidden.after, counts_after)):
        eligible = span(count(shift.verdicts), "eligible", "undetermined")
        yield from ((eligible.certain, side.possible.least), (eligible.possible, side.possible.most))
        for one in side.criteria:
            counts = count(shift.criteria[one.id])
            # A criterion that does not apply stands in nobody's way, and is counted as needed.
            passes = span(counts, PASSES[kinds[one.id]], "unknown")
            free = counts.get("not_applicable", 0)
            yield from ((passes.certain + free, one.passes.least), (passes.possible + free, one.passes.most))


def shifts(found: Comparison, whole: Comparison) -> tuple[HiddenShift, Shift]:
    assert found.hidden_shift is not None
    assert whole.shift is not None
    return found.hidden_shift, whole.shift


def added(text: str, without: str) -> set[int]:
    """The whole numbers that a text has more than another: no part of an id, of a version, of a decimal."""
    several, few = (
        Counter(re.findall(r"(?<![\w.,-])\d[\d,]*(?![\w.]*\w)", one.replace('tabindex="0"', "")))
        for one in (text, without)
    )
    return {int(one.replace(",", "")) for one in several - few}


def test_what_is_told_is_true_and_no_small_difference_follows(hidden: Comparison, open_: Comparison) -> None:
    every = list(truths(hidden, open_))
    assert all(told is None or told == truth for truth, told in every)
    assert {told is None for _, told in every} == {True, False}
    half = len(every) // 2
    for (_, before), (_, after) in zip(every[:half], every[half:], strict=True):
        if before is not None and after is not None:
            assert not 0 < abs(after - before) < LEAST
    assert any(
        0 < abs(after - before) < LEAST for (before, _), (after, _) in zip(every[:half], every[half:], strict=True)
    )


@pytest.mark.parametrize("form", FORMS)
def test_no_format_holds_a_number_that_is_hidden(
    form: str, bare: Comparison, open_: Comparison, hidden: Comparison, cohort: str, run: Run
) -> None:
    every = list(truths(hidden, open_))
    shown = {told for _, told in every if told is not None}
    secret = {truth for truth, told in every if told is None} - shown
    assert len(secret) > 3
    done = run("compare", BASE, AMENDED, "--cohort", cohort, "--min-cell", str(LEAST), "--format", form)
    assert (done.code, done.err) == (0, "")
    told = added(done.out, FORMS[form](bare))
    assert shown <= told
    # Beside the counts: how many patients there are, and below which number none is told.
    assert told <= {*shown, 300, LEAST, LEAST - 1, 1}
    assert not told & secret
    assert added(FORMS[form](open_), FORMS[form](bare)) & secret
    assert form == "text" or done.out == FORMS[form](hidden)
    for word in ("SYNTH", "newly in", "newly out", '"shift"', "newly_in"):
        assert word not in done.out


def test_it_reads_so(cohort: str, run: Run) -> None:
    words = ("compare", BASE, AMENDED, "--cohort", cohort, "--min-cell", str(LEAST))
    text = " ".join(run(*words).out.split())
    assert "Of 300 patients 14–85 are eligible under 1.0, * under A06: certainly–possibly." in text
    assert "As needed, certainly–possibly 1.0 A06 IN-1 258–273 258–273" in text
    assert "IN-3 *–268 *–268" in text
    assert "* is hidden, so that no count from 1 to 4 is told or follows from others" in text
    told = json.loads(run(*words, "--format", "json").out)["hidden_shift"]
    assert (told["min_cell"], told["rows"]) == (LEAST, 300)
    assert told["before"]["could_qualify"] == {"certain": 14, "possible": 85}
    assert told["after"]["could_qualify"] == {"certain": None, "possible": None}
    assert told["after"]["as_needed"]["IN-3"] == {"certain": None, "possible": 268}


def test_of_fewer_patients_nothing_is_told(bare: Comparison, cohort: str) -> None:
    found = hn.compare(BASE, AMENDED, pl.read_parquet(cohort)[: LEAST - 1], min_cell=LEAST)
    assert found.shift is None
    assert "Of * patients * are eligible under 1.0, * under A06" in FORMS["text"](found)
    for write in FORMS.values():
        assert added(write(found), write(bare)) <= {LEAST, LEAST - 1, 1}


def test_a_number_goes_with_a_cohort_and_without_names(cohort: str, run: Run) -> None:
    for words, said in (
        (("compare", BASE, AMENDED, "--min-cell", "5"), "--min-cell goes with --cohort"),
        (
            ("compare", BASE, AMENDED, "--cohort", cohort, "--min-cell", "5", "--name-participants"),
            "--min-cell goes without --name-participants",
        ),
        (("compare", BASE, AMENDED, "--cohort", cohort, "--min-cell", "1"), "1 is not in the range"),
        (("amend", "check", AMENDED, "--cohort", cohort, "--min-cell", "5"), "No such option"),
    ):
        done = run(*words)
        assert (done.code, done.out) == (2, "")
        assert said in done.err
    for given, least, message in ((None, 5, "goes with a cohort"), (cohort, 0, "smallest count")):
        with pytest.raises(ValueError, match=message):
            hn.compare(BASE, AMENDED, given, min_cell=least)
